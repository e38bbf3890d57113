"""The presets of the regimes page show what they say."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from core import network
from core.arrays import Array
from dashboard.regimes.presets import PRESETS
from tests.dashboard.regimes.cases import shown

#: Name -> what is on the picture.
STORIES: dict[str, Any] = {
    "Side by side": lambda s: s.comparison.regimes[2].gain == pytest.approx(2.0),
    "Frozen kernel": lambda s: s.comparison.regimes[0].solution.preconditioner_drift[-1] < 1e-8
    and s.sweep.drift_slope == pytest.approx(-1.0, abs=0.03),
    "Wide, not frozen": lambda s: s.comparison.regimes[0].solution.preconditioner_drift[-1] > 0.2
    and "Width alone does not freeze T" in s.sweep.status,
    "In between": lambda s: s.sweep.drift_slope == pytest.approx(-0.5, abs=0.03),
    "A prediction that fails": lambda s: s.comparison.regimes[0].ratio(
        s.comparison.regimes[0].own.rate
    ) > 1.2,
    "Far target": lambda s: s.comparison.regimes[2].rate == 0.0
    and s.comparison.regimes[2].own.rate == 0.0,
    "Strong imbalance": lambda s: s.comparison.regimes[3].solution.margin.margin == 0.0
    and s.comparison.regimes[3].rate > 50.0,
    "Modes one by one": lambda s: s.comparison.regimes[1].modes.closed_form
    and s.comparison.regimes[1].modes.deviation < 1e-8,
    # At either end NTK's prediction comes true; at 0 and at the late end it does not.
    "Lazy": lambda s: s.comparison.regimes[4].ratio(s.comparison.regimes[4].own.rate)
    == pytest.approx(1.0, abs=1e-4),
    "Rich": lambda s: s.comparison.regimes[4].solution.preconditioner_drift[-1] > 10.0,
    "Lazy again": lambda s: s.comparison.regimes[4].ratio(s.comparison.regimes[4].own.rate)
    == pytest.approx(1.0, abs=1e-4),
    "Late, not lazy": lambda s: s.comparison.regimes[4].ratio(s.comparison.regimes[4].own.rate)
    < 0.01,
    "Rectangular": lambda s: s.comparison.regimes[2].gain == pytest.approx(1.0),
    "Five layers": lambda s: s.comparison.regimes[2].gain == pytest.approx(5.0)
    and s.comparison.regimes[3].rate is None,
}  # fmt: skip


def test_presets_are_told_apart() -> None:
    assert [preset.name for preset in PRESETS] == list(STORIES)
    for part in ("name", "query", "look"):
        assert len({getattr(preset, part) for preset in PRESETS}) == len(PRESETS)


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_a_preset_shows_what_it_says(preset: Any) -> None:
    found = shown(preset.query)
    assert STORIES[preset.name](found)
    assert found.sweep.untrained == 0
    for regime in found.comparison.regimes:
        solution = regime.solution
        assert solution.complete
        reached = bool(solution.excess[-1] <= 1e-9 * solution.excess[0])
        assert reached is not _turns_over(regime, found.comparison.target), regime.name


def _turns_over(regime: Any, target: Array) -> bool:
    """Balanced layers keep the sign of det W: a target of the other sign is out of their reach."""
    if regime.name != "balanced" or target.shape[0] != target.shape[1]:
        return False
    start = network.product(regime.solution.scenario.start().weights)
    return bool(np.linalg.det(start) * np.linalg.det(target) < 0.0)
