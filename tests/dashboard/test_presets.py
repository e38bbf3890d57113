"""Every preset solves, and shows what its name says."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from core import Outcome, ScalarSolution, solve
from dashboard.answer import scalar_answer
from dashboard.controls import read, write
from dashboard.presets import SCALAR, Preset


def _balanced(solution: ScalarSolution) -> bool:
    return bool((solution.network.imbalance == 0.0).all())


def _imbalance_against_margin(solution: ScalarSolution) -> float:
    return abs(float(solution.network.imbalance[0])) / (2.0 * solution.margin)


#: Name -> outcome, depth (None: any) and what else is on the picture.
STORIES: dict[str, tuple[Outcome, int | None, Callable[[ScalarSolution], object]]] = {
    "Two layers, balanced": (Outcome.CONVERGES, 2, _balanced),
    "Small imbalance": (
        Outcome.CONVERGES, 2, lambda solution: 0 < _imbalance_against_margin(solution) <= 1,
    ),
    "Large imbalance": (
        Outcome.CONVERGES, 2, lambda solution: _imbalance_against_margin(solution) > 5,
    ),
    "Deep, balanced": (
        Outcome.CONVERGES, None,
        lambda solution: _balanced(solution) and solution.network.depth > 3,
    ),
    "Vanishing margin": (Outcome.CONVERGES, None, lambda solution: 0 < solution.margin < 0.01),
    "Wrong sign": (
        Outcome.CROSSES_ZERO, None,
        lambda solution: solution.products[0] * solution.products[-1] < 0,
    ),
    "The saddle": (
        Outcome.SADDLE, None,
        lambda solution: solution.alpha_star == 0.0 and not solution.final_weights.any(),
    ),
    "Overshoot": (
        Outcome.OVERSHOOTS, None,
        lambda solution: abs(solution.product) > abs(solution.scenario.target),
    ),
    "Depth 8": (
        Outcome.CONVERGES, 8,
        lambda solution: solution.alpha_lower_bound < 0.999 * solution.alpha_star,
    ),
}  # fmt: skip


def test_the_poster_has_nine_and_each_is_told_apart() -> None:
    assert [preset.name for preset in SCALAR] == list(STORIES)
    for part in ("name", "query", "look"):
        assert len({getattr(preset, part) for preset in SCALAR}) == len(SCALAR)


@pytest.mark.parametrize("preset", SCALAR, ids=lambda preset: preset.name)
def test_its_outcome_is_what_its_name_says(preset: Preset) -> None:
    outcome, depth, shows = STORIES[preset.name]
    solution = solve(read(preset.query).scenario)
    assert solution.outcome is outcome
    assert depth in (None, solution.network.depth)
    assert shows(solution)
    assert f"L = {solution.network.depth}" in preset.look or "L =" not in preset.look


@pytest.mark.parametrize("preset", SCALAR, ids=lambda preset: preset.name)
def test_its_picture_tells_the_story(preset: Preset) -> None:
    """The loss visibly reaches its bottom, or the plateau of the saddle shows."""
    solution = solve(read(preset.query).scenario)
    if solution.outcome is Outcome.SADDLE:
        assert np.ptp(solution.loss[-60:]) < 0.05 * solution.loss[-1]
    else:
        assert solution.loss[-1] < 1e-9 * solution.loss[0]
        falling = (solution.loss < 0.99 * solution.loss[0]) & (solution.loss > 1e-9)
        assert falling.sum() > 30


@pytest.mark.parametrize("preset", SCALAR, ids=lambda preset: preset.name)
def test_its_link_is_canonical_and_answered(preset: Preset) -> None:
    """A preset that the address would write differently looks like a change nobody made."""
    state = read(preset.query)
    assert write(state) == preset.query
    assert scalar_answer(state, ())["query"] == preset.query
