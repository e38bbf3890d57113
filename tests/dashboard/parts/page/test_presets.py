"""Every preset solves, and shows what its name says."""

from __future__ import annotations

import importlib
from collections.abc import Callable

import numpy as np
import pytest

from core import AlphaSource, MatrixSolution, Outcome, ScalarSolution, solve
from core.matrix import minimisers
from core.network import imbalances
from dashboard.matrix import controls as matrix_controls
from dashboard.matrix.answer import matrix_answer
from dashboard.matrix.presets import PRESETS as MATRIX
from dashboard.parts.presets import Preset
from dashboard.scalar.answer import scalar_answer
from dashboard.scalar.controls import read, write
from dashboard.scalar.presets import PRESETS as SCALAR
from tests.core.guarantee.corridor import check_corridor, check_layers
from tests.dashboard.parts.pages import PRESETS, each_page


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
        lambda solution: solution.alpha_star == 0.0 and not solution.end.weights.any(),
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
    check_corridor(solution, solution.loss, error=1e-9)


@pytest.mark.parametrize("preset", SCALAR, ids=lambda preset: preset.name)
def test_its_link_is_canonical_and_answered(preset: Preset) -> None:
    """A preset that the address would write differently looks like a change nobody made."""
    state = read(preset.query)
    assert write(state) == preset.query
    assert scalar_answer(state, ())["query"] == preset.query


# ---- matrix networks ----------------------------------------------------------------------------


def _solved(preset: Preset) -> MatrixSolution:
    solution = solve(matrix_controls.scenario(matrix_controls.read(preset.query)))
    assert isinstance(solution, MatrixSolution)
    return solution


def _drift(solution: MatrixSolution) -> float:
    return float(solution.preconditioner_drift.max())


def _without_imbalance(solution: MatrixSolution) -> bool:
    return all(
        np.linalg.norm(D) < 1e-12 for D in imbalances(solution.scenario.start().weights)
    )  # fmt: skip


def _learnt_one_by_one(solution: MatrixSolution) -> bool:
    """Modes reach half of their way at different times."""
    targets = solution.target_singular_values
    start = solution.singular_values[0]
    half = np.argmax(solution.singular_values > (start + targets) / 2, axis=0)
    times = solution.times[half]
    return bool((np.diff(times) > 0.1 * times[0]).all())


def _foreseen(solution: MatrixSolution, error: float) -> bool:
    """Every mode is half learnt when it was said to be, the larger ones before the smaller."""
    times = [(each.predicted, each.measured) for each in solution.escape_times]
    told, seen = np.array(times, dtype=float).T
    return bool((np.diff(seen) > 0.0).all()) and told == pytest.approx(seen, rel=error)


def _margin_helps_on_one_side(solution: MatrixSolution) -> bool:
    """n != m: alpha* grows with the margin, though less than for square products."""
    rate = solution.guarantee.alpha
    return rate(solution.margin.margin) > rate(0.0) > 0.0


def _margin_papers_is_zero(solution: MatrixSolution) -> bool:
    return solution.margin.margin > 0.1 and solution.margin.paper == 0.0


def _smallest_ends_have_rank(solution: MatrixSolution, rank: int) -> bool:
    """Whatever the width, where the start is small enough; and not where it is large."""
    found = minimisers(solution.scenario)
    return found is not None and set(found.ranks[:, -1]) == {rank} < set(found.ranks.ravel())


#: Name -> (alpha_source, whether something is guaranteed, what else is on the picture).
MATRIX_STORIES: dict[str, tuple[AlphaSource, bool, Callable[[MatrixSolution], object]]] = {
    "NTK, wide": (
        AlphaSource.TWO_LAYER, True,
        lambda solution: solution.width == 10**6 and _drift(solution) < 1e-4,
    ),
    "Lazy": (
        AlphaSource.TWO_LAYER, True,
        lambda solution: solution.width == 64 and _drift(solution) < 0.05,
    ),
    "Not lazy": (
        AlphaSource.TWO_LAYER, True,
        lambda solution: solution.width == 64 and _drift(solution) > 0.2,
    ),
    "Balanced": (
        AlphaSource.TWO_LAYER, True,
        lambda solution: _without_imbalance(solution)
        and solution.alpha == pytest.approx(2.0 * solution.margin.margin),
    ),
    "Spectral": (
        AlphaSource.TWO_LAYER, False,
        lambda solution: _without_imbalance(solution) and _learnt_one_by_one(solution),
    ),
    "Strongly imbalanced": (
        AlphaSource.TWO_LAYER, True,
        lambda solution: solution.margin.margin == 0.0 and solution.tightness > 0.9,
    ),
    "Rectangular": (AlphaSource.TWO_LAYER, True, _margin_helps_on_one_side),
    "Ill-conditioned regression": (
        AlphaSource.TWO_LAYER, True,
        lambda solution: solution.objective.minimum > 0.0
        and solution.objective.condition_number == pytest.approx(100.0)
        and _margin_papers_is_zero(solution),
    ),
    "Logistic": (
        AlphaSource.TWO_LAYER, True,
        lambda solution: solution.objective.shape == (4, 1)
        and solution.objective.minimum > 0.0,
    ),
    "Three layers": (
        AlphaSource.DEEP_SQUARE, True, lambda solution: not solution.guarantee.exact,
    ),
    "Homogeneous, depth 6": (
        AlphaSource.HOMOGENEOUS, True,
        lambda solution: solution.guarantee.exact and solution.guarantee.imbalance.size == 5,
    ),
    "Staircase": (
        AlphaSource.TWO_LAYER, False,
        lambda solution: _without_imbalance(solution) and _foreseen(solution, 1e-6),
    ),
    "Random staircase": (
        AlphaSource.TWO_LAYER, True, lambda solution: _foreseen(solution, 1e-2),
    ),
    "Deep staircase": (
        AlphaSource.BALANCED, False,
        lambda solution: len(solution.scenario.start().weights) == 3
        and _foreseen(solution, 1e-6),
    ),
    "Unseen inputs": (
        AlphaSource.TWO_LAYER, True,
        lambda solution: not solution.objective.unique
        and 0.0 < (solution.end.distance_to_minimum_norm or 0.0) < 1.0,
    ),
    "Low-rank target": (
        AlphaSource.TWO_LAYER, True,
        lambda solution: solution.target_singular_values[1] < 1e-12
        and solution.end.rank == 2
        and _smallest_ends_have_rank(solution, 1),
    ),
    "Margin zero": (
        AlphaSource.TWO_LAYER, True,
        lambda solution: solution.margin.margin == 0.0 and solution.tightness < 0.5,
    ),
}  # fmt: skip
each_matrix_preset = pytest.mark.parametrize("preset", MATRIX, ids=lambda preset: preset.name)


def test_the_matrix_presets_are_told_apart() -> None:
    assert [preset.name for preset in MATRIX] == list(MATRIX_STORIES)
    for part in ("name", "query", "look"):
        assert len({getattr(preset, part) for preset in MATRIX}) == len(MATRIX)


@each_matrix_preset
def test_a_matrix_preset_is_what_it_says(preset: Preset) -> None:
    source, guaranteed, shows = MATRIX_STORIES[preset.name]
    solution = _solved(preset)
    assert solution.guarantee.source is source
    assert (solution.alpha > 0.0) is guaranteed
    assert shows(solution)
    assert solution.promise.startswith("Guaranteed") is guaranteed


@each_matrix_preset
def test_a_matrix_presets_picture_tells_the_story(preset: Preset) -> None:
    solution = _solved(preset)
    assert solution.complete
    assert solution.excess[-1] < 1e-9 * solution.excess[0]
    falling = (solution.excess < 0.99 * solution.excess[0]) & (
        solution.excess > 1e-9 * solution.excess[0]
    )
    assert falling.sum() > 30
    assert solution.imbalance_drift.max() < 1e-8
    if solution.alpha > 0.0:
        assert (solution.envelope >= solution.excess * (1 - 1e-9)).all()
    check_corridor(solution, solution.excess, error=1e-7)
    check_layers(solution, error=1e-7)


@each_matrix_preset
def test_a_matrix_presets_link_is_canonical_and_answered(preset: Preset) -> None:
    state = matrix_controls.read(preset.query)
    assert matrix_controls.write(state) == preset.query
    assert matrix_answer(state, ())["query"] == preset.query


@each_page
def test_the_shelf_knows_its_presets_wherever_the_cursor_stands(topic: str) -> None:
    shelf = importlib.import_module(f"dashboard.{topic}.shelf").SHELF
    count = len(shelf.presets)
    for place, preset in enumerate(PRESETS[topic]):
        assert shelf.place(preset.query) == place
        assert shelf.place(f"{preset.query}&at=0.5") == place
        assert shelf.href(place) == shelf.href(place - count)  # they go round
    assert shelf.place("") in (None, 0)
    assert shelf.place("file=mine.json") is None
    assert len(shelf.invitation) > 30
