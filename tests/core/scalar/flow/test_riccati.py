"""Two layers in closed form, near their end."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from core import Outcome, ScalarScenario, solve
from core.scalar.flow.riccati import RiccatiFlow


@pytest.mark.parametrize("start, offset", [(0.3, 3.0), (-0.3, 3.0), (0.3, 0.0), (2.0, 0.5)])
def test_the_time_of_a_gap(start: float, offset: float) -> None:
    """To leading order: what is left of 1e-9 differs by some 1e-9 of it."""
    gap = 1.0 - start * math.sqrt(start**2 + offset)
    flow = RiccatiFlow(offset, 1.0, start, gap)
    _, left = flow.at(np.array([flow.time_at_gap(1e-9)]))
    assert abs(left[0]) == pytest.approx(1e-9, rel=1e-7, abs=0.0)
    assert flow.time_at_gap(2.0 * abs(gap) + 100.0) == 0.0


def test_from_far_on_the_wrong_side_of_a_tiny_target_and_imbalance() -> None:
    """dw/dt = -2 w sqrt(4 w^2 + c^2): w = 1 / (1 / w(0) + 4 t) while w is far above c and y."""
    w, times = 1097328135.25385, (0.0, 1.0, 1e30, 1e100)
    scenario = ScalarScenario(imbalance=(7e-118,), product=w, target=-7.66e-130, times=times)
    found = solve(scenario)
    assert found.outcome is Outcome.CROSSES_ZERO
    np.testing.assert_allclose(found.loss, (1.0 / w + 4.0 * np.array(times)) ** -2, rtol=1e-12)
    whole = solve(replace(scenario, times=None))
    assert whole.loss[-1] <= whole.loss[0]
