"""Values at any points of a recipe are those of the single solver."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from core import ScenarioError, evaluate, read_recipe
from core.atlas import NAMES, NONE, QUANTITIES, Recipe, Status
from core.atlas.parts.single import answers
from core.atlas.scalar import ENDS

FLOW = [name for name, each in QUANTITIES.items() if "scalar" in each.models]
RUN = ["steps", "verdict", "final_loss"]
BOTH = list(QUANTITIES)
#: Losses below this part of the largest are rounding of w, and only as large as the other's.
ROUNDING = 1e-26


def axis(of: str, start: float, stop: float, points: int, scale: str = "linear") -> dict[str, Any]:
    return {"of": of, "from": start, "to": stop, "points": points, "scale": scale}


def grid(scenario: dict[str, Any], axes: list[dict[str, Any]], names: list[str]) -> Recipe:
    return read_recipe(
        {"kind": "grid", "scenario": scenario, "axes": axes, "quantities": names, "level": 6}
    )


def ensemble(scenario: dict[str, Any], names: list[str]) -> Recipe:
    return read_recipe(
        {"kind": "ensemble", "scenario": scenario, "draws": 10**9, "seed": 3, "quantities": names}
    )


def check(recipe: Recipe, count: int, *, tolerance: float = 1e-9) -> dict[str, Any]:
    """Compare at random points; the values."""
    indices = np.random.default_rng(5).integers(0, recipe.points, count)
    found = evaluate(recipe, indices)
    for row, index in enumerate(indices.tolist()):
        try:
            truth = answers(recipe.scenario(index), recipe.quantities, recipe.level)
        except ScenarioError:
            assert found["status"][row] == Status.REFUSED
            continue
        for name, value in truth.items():
            small = ROUNDING if name == "final_loss" else 0.0
            same = pytest.approx(value, rel=tolerance, abs=small, nan_ok=True)
            assert found[name][row] == same, (name, recipe.scenario(index))
        none = any(math.isnan(value) or value == NONE for value in truth.values())
        assert found["status"][row] == (Status.PARTLY if none else Status.FINE)
    return found


WEIGHTS = {"model": "scalar", "weights": [1.0, 0.5, 2.0], "target": 1.0}
IMBALANCE = {"model": "scalar", "imbalance": [1.0, 0.5], "product": 0.3, "target": 1.0}


def test_flows_of_scalar_networks() -> None:
    axes = [axis("w1", -3, 3, 7), axis("w2", -3, 3, 7), axis("y", -2, 2, 5)]
    by_weights = grid(WEIGHTS, axes, FLOW)
    # Zero weights and a target of 0 among them: every end that there is.
    found = check(by_weights, 100)
    assert {ENDS[code] for code in found["end"]} == {"minimum", "saddle", "stationary"}
    axes = [axis("d", -3, 3, 61), axis("product", -3, 3, 61), axis("depth", 2, 6, 5)]
    check(grid(IMBALANCE, axes, FLOW), 50)


def test_runs_of_descent() -> None:
    """By weights and a step they are the single ones, step by step."""
    verdicts: set[int] = set()
    for layers in (1, 2, 3):
        for steps in (1, 5, 9, 100, 1500):  # of the last, not every iterate is kept
            network = {"model": "scalar", "weights": [1.0] * layers, "target": 1.0}
            axes = [axis("step", 1e-3, 3, 301, "log"), axis("w1", -3, 3, 121)]
            recipe = grid({**network, "steps": steps, "step": 0.1}, axes, RUN)
            verdicts |= set(check(recipe, 20)["verdict"].tolist())
    assert verdicts == set(range(len(NAMES["verdict"])))


def test_runs_by_a_part_of_the_stable_step() -> None:
    axes = [
        axis("step_fraction", 1e-3, 0.9, 301, "log"),
        axis("scale", -3, 3, 121),
        axis("depth", 1, 5, 5),
        axis("steps", 1, 1200, 50, "log"),
    ]
    run = {**WEIGHTS, "steps": 300, "step_fraction": 0.1}
    check(grid(run, axes, [*RUN, "alpha_star", "end"]), 60)


@pytest.mark.parametrize("kind", ["normal", "uniform", "lognormal"])
def test_ensembles_of_scalar_networks(kind: str) -> None:
    drawn = {"kind": kind, "depth": 4, "scale": 1.5}
    check(ensemble({"model": "scalar", "initialization": drawn, "target": 1.0}, FLOW), 40)


def test_a_point_does_not_depend_on_what_else_is_asked() -> None:
    run = {**WEIGHTS, "steps": 50, "step": 0.1}
    recipe = grid(run, [axis("w1", -3, 3, 50), axis("step", 0.01, 1, 50)], BOTH)
    indices = np.arange(0, recipe.points, 23)
    whole = evaluate(recipe, indices)
    for some in (indices[::-1], indices[:1], indices[40:60]):
        part = evaluate(recipe, some)
        rows = np.searchsorted(indices, some)
        assert all(np.array_equal(part[name], whole[name][rows], equal_nan=True) for name in whole)


def test_what_is_no_scenario_has_a_code_and_no_values() -> None:
    """Of a saddle no step is a part of the limit; a size between 0 and 1e-150 is none."""
    run = {**WEIGHTS, "steps": 5, "step_fraction": 0.5}
    at_saddle = grid(run, [axis("scale", -1, 1, 3)], ["alpha_star", *RUN[1:]])
    found = evaluate(at_saddle, [0, 1, 2])
    assert found["status"].tolist() == [Status.FINE, Status.REFUSED, Status.FINE]
    assert found["verdict"][1] == NONE
    assert np.isnan([found["alpha_star"][1], found["final_loss"][1]]).all()


def test_no_points_are_no_error() -> None:
    recipe = grid({**WEIGHTS, "steps": 5, "step": 0.5}, [axis("w1", -1, 1, 3)], BOTH)
    assert {len(values) for values in evaluate(recipe, []).values()} == {0}


def test_ends_have_the_same_codes_everywhere() -> None:
    assert NAMES["end"][: len(ENDS)] == ENDS
