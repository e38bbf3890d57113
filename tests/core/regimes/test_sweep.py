"""The width sweep: its slopes, its figures, and that it draws as the rest of core draws."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import Initialization, MatrixScenario, ObjectiveRecipe, ScenarioError, solve
from core.integrate.budget import time_limit
from core.regimes import deviation
from core.regimes.sweep import DRAWS, WIDTHS, SweepScenario, SweepSolution, expected_slope, sweep

TARGET = ((0.6, 0.1, -0.3), (0.2, 0.5, 0.1), (-0.1, 0.2, 0.4))
#: Drift of one network of each width at exponent 1/2, n = m = 3, by an independent program.
MEASURED = {10: 0.24, 100: 0.029, 1000: 0.0035, 10**4: 2.7e-4, 10**6: 2.7e-6, 10**9: 4.5e-9}


def medians(exponent: float, **more: Any) -> SweepSolution:
    return sweep(SweepScenario(target=TARGET, exponent=exponent, **more))


@pytest.mark.parametrize("exponent", [0.0, 0.25, 0.5, 0.6, 0.75, 0.9, 1.0, 1.25, 1.5, 2.0])
def test_slopes(exponent: float) -> None:
    """-1 up to a = 1/2, then -2 (1 - a), then a - 1: over a wide net's widths."""
    found = medians(exponent, widths=(10**5, 10**6, 10**7, 10**8, 10**9), draws=4)
    assert found.untrained == 0
    assert found.drift_slope == pytest.approx(expected_slope(exponent), abs=0.03)
    if exponent <= 1.0:
        assert found.error_slope == pytest.approx(expected_slope(exponent), abs=0.03)


@pytest.mark.parametrize("exponent", [0.25, 0.5, 0.75])
def test_drift_falls_with_width(exponent: float) -> None:
    """Median, smallest and largest of twenty draws, from width to width."""
    found = medians(exponent)
    assert found.drift.shape == found.error.shape == (len(WIDTHS), DRAWS)
    for values in (found.drift, found.error):
        for curve in found.band(values):
            assert (np.diff(curve) < 0.0).all()


def test_at_exponent_one_width_does_nothing() -> None:
    found = medians(1.0)
    low, middle, high = found.band(found.drift)
    assert (low > 0.02).all()
    assert middle[-1] == pytest.approx(middle[2], rel=0.1)
    assert high[-1] / low[-1] < 1.001  # all draws are the same network at width 1e9
    assert "Width alone does not freeze T" in found.status


def test_the_limit_at_exponent_one() -> None:
    """Infinitely wide: C_1 = C_2 = I and W = 0, each mode ends at sqrt(1 + s^2)."""
    s = np.array([1.0, 0.5, 0.25])
    found = sweep(
        SweepScenario(target=tuple(map(tuple, np.diag(s))), exponent=1.0, widths=(10**9,))
    )
    moved = np.sqrt(1 + s * s) - 1
    # ||X (x) I + I (x) X|| / ||2 I||
    limit = np.sqrt(2 * 3 * (moved**2).sum() + 2 * moved.sum() ** 2) / 6
    np.testing.assert_allclose(found.drift, limit, rtol=2e-4)


def test_the_figures_that_were_measured() -> None:
    """One draw each, on a target of size 1: within the band of forty, as 1/h and flat.

    A draw may have a target and a start of its own, so that the band is given a factor 2.
    """
    random = np.random.default_rng(0)
    target = random.standard_normal((3, 3))
    found = sweep(SweepScenario(target=tuple(map(tuple, target)), widths=tuple(MEASURED), draws=40))
    low, _, high = found.band(found.drift)
    for index, value in enumerate(MEASURED.values()):
        assert low[index] / 2 < value < 2 * high[index]


@given(st.integers(0, 10**6), st.sampled_from([0.5, 0.75, 1.0]), st.sampled_from([10, 1000, 10**6]))
def test_a_draw_is_the_network_of_that_seed(seed: int, exponent: float, width: int) -> None:
    """The same network by `solve`, drawn by its recipe: the same drift at the end."""
    found = sweep(
        SweepScenario(target=TARGET, widths=(width,), draws=2, exponent=exponent, seed=seed)
    )
    for index in range(2):
        recipe = Initialization(
            kind="gaussian", n=3, m=3, widths=(width,), exponent=exponent, seed=seed + index
        )
        solution = solve(
            MatrixScenario(
                objective=ObjectiveRecipe(kind="squared", target=TARGET), initialization=recipe
            )
        )
        trained = int(np.argmax(solution.excess <= 1e-12 * solution.excess[0])) or -1
        drift = solution.preconditioner_drift[trained]
        assert found.drift[0, index] == pytest.approx(drift, rel=1e-4, abs=1e-12)


def test_an_exponent_only_scales_the_draw(monkeypatch: pytest.MonkeyPatch) -> None:
    """A drag of the exponent draws nothing anew."""
    medians(0.5, seed=77)
    monkeypatch.setattr(import_module("core.regimes.sweep"), "Initialization", None)
    assert medians(0.6, seed=77).untrained == 0


def test_what_work_did_not_allow_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """All of them, or some: wide networks at exponent 1/2 take fewer steps than narrow ones."""
    with time_limit(0.0):
        found = medians(0.5)
    assert found.untrained == found.drift.size
    assert found.status.startswith("No network")
    needed = [deviation_steps(width) for width in (10, 10**9)]
    monkeypatch.setattr(deviation, "MAX_STEPS", (min(needed) + max(needed)) // 2)
    found = medians(0.5)
    assert 0 < found.untrained < found.drift.size
    assert f"{found.untrained} of {found.drift.size} networks did not come" in found.status


def deviation_steps(width: int) -> int:
    first, second = (
        Initialization(kind="gaussian", n=3, m=3, widths=(width,), seed=0).draw().weights
    )
    return deviation.deviations(first[None], second[None], np.array(TARGET)).steps


BAD = {
    "wide target": ({"target": [[1.0] * 9]}, "target"),
    "no target": ({"target": []}, "target"),
    "exponent": ({"exponent": 2.5}, "exponent"),
    "exponent's kind": ({"exponent": "1"}, "exponent"),
    "narrow": ({"widths": (5, 10)}, "widths[0]"),
    "too wide": ({"widths": (10, 10**10)}, "widths[1]"),
    "not increasing": ({"widths": (10, 10)}, "widths[1]"),
    "none": ({"widths": ()}, "widths"),
    "many widths": ({"widths": tuple(range(10, 60))}, "widths"),
    "part of a width": ({"widths": (10.5,)}, "widths[0]"),
    "draws": ({"draws": 0}, "draws"),
    "many draws": ({"draws": 201}, "draws"),
    "many networks": ({"draws": 200, "widths": tuple(range(10, 40))}, "draws"),
    "seed": ({"seed": -1}, "seed"),
    "last seed": ({"seed": 2**32 - 5}, "seed"),
}


@pytest.mark.parametrize("change, field", BAD.values(), ids=BAD.keys())
def test_bad_recipes(change: dict[str, Any], field: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        SweepScenario(**{"target": TARGET, **change})
    assert caught.value.field == field


def test_recipes_are_keys() -> None:
    """Equal ones are equal and hash alike, from lists or tuples."""
    one = SweepScenario(target=TARGET)
    other = SweepScenario(target=[list(row) for row in TARGET], widths=list(WIDTHS))
    assert one == other
    assert hash(one) == hash(other)


def test_in_parts_it_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten networks, three at once: each is what it is beside all the others."""
    whole = medians(0.5, widths=(10, 1000), draws=5)
    monkeypatch.setattr(import_module("core.regimes.sweep"), "_BATCH", 3 * 36)
    parts = medians(0.5, widths=(10, 1000), draws=5)
    np.testing.assert_allclose(parts.drift, whole.drift, rtol=1e-6)
    np.testing.assert_allclose(parts.error, whole.error, rtol=1e-6)
