"""Recipes of maps and ensembles: what they say, which scenario a number is, what is refused."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from core import (
    DepthFamily,
    DescentScenario,
    MatrixScenario,
    ScalarScenario,
    ScenarioError,
    read_recipe,
)

SCALAR = {"model": "scalar", "weights": [1.0, 2.0], "target": 1.5}
PLANE = [
    {"of": "w1", "from": -3, "to": 3, "points": 7},
    {"of": "y", "from": 0.01, "to": 100, "points": 5, "scale": "log"},
]
GAUSSIAN = {
    "model": "matrix",
    "initialization": {"kind": "gaussian", "n": 2, "m": 2, "widths": [5]},
    "objective": {"kind": "squared", "target": {"singular_values": [2, 1]}},
}


NORMAL = {"model": "scalar", "initialization": {"kind": "normal", "depth": 3}, "target": 1}


def grid(scenario: dict[str, Any] = SCALAR, axes: Any = PLANE, **entries: Any) -> dict[str, Any]:
    return {
        "kind": "grid", "scenario": scenario, "axes": axes, "quantities": ["alpha_star"], **entries,
    }  # fmt: skip


def ensemble(scenario: dict[str, Any] = GAUSSIAN, **entries: Any) -> dict[str, Any]:
    return {
        "kind": "ensemble", "scenario": scenario, "draws": 100, "seed": 7,
        "quantities": ["alpha_star"], **entries,
    }  # fmt: skip


def axis(of: str, start: float = 1, stop: float = 2, points: int = 2) -> dict[str, Any]:
    return {"of": of, "from": start, "to": stop, "points": points}


def test_points_are_numbered_with_the_last_axis_fastest() -> None:
    recipe = read_recipe(grid())
    assert recipe.shape == (7, 5)
    assert recipe.points == 35
    values = recipe.coordinates([0, 1, 5, 34])
    assert values["w1"].tolist() == [-3, -3, -2, 3]
    assert values["y"].tolist() == pytest.approx([0.01, 0.1, 0.01, 100], rel=1e-15)
    assert recipe.coordinates([15, 19])["w1"].tolist() == [0, 0]
    assert recipe.scenario(34) == ScalarScenario(weights=(3, 2), target=100)


def test_a_recipe_is_the_same_however_it_is_written() -> None:
    recipe = read_recipe(grid())
    again = read_recipe(json.dumps(recipe.to_json(), indent=3).encode())
    assert again == recipe
    assert again.digest() == recipe.digest()
    assert read_recipe(grid(level=9)).digest() != recipe.digest()
    assert read_recipe(ensemble()).canonical() == read_recipe(ensemble(level=8)).canonical()


def test_a_saved_run_may_be_the_scenario() -> None:
    saved = {**SCALAR, "page": "scalar", "answer": {"margin": 1}}
    assert read_recipe(grid(saved)) == read_recipe(grid())


def test_points_are_exact_beyond_all_memory() -> None:
    many = [axis("w1", -1, 1, 10**6), axis("w2", -1, 1, 10**6)]
    recipe = read_recipe(grid(axes=many))
    assert recipe.points == 10**12
    last = recipe.coordinates([10**12 - 1, 10**12 - 2])
    assert last["w1"].tolist() == [1, 1]
    assert last["w2"][0] == 1 > last["w2"][1]
    with pytest.raises(IndexError):
        recipe.scenario(10**12)


def test_a_symmetric_logarithm_is_symmetric_and_goes_through_zero() -> None:
    values = read_recipe(grid(axes=[{**axis("w1", -10, 10, 101), "scale": "symlog"}])).coordinates(
        range(101)
    )["w1"]
    assert np.array_equal(values, -values[::-1])
    assert values[50] == 0.0
    assert values[51] < 0.01
    assert 1 < values[99] < values[100] == 10


@pytest.mark.parametrize(
    "of, value, expected",
    [
        ("width", 7, {"widths": (7,)}),
        ("exponent", 0.75, {"exponent": 0.75}),
        ("scale", 3, {"scale": 3.0}),
        ("seed", 5, {"seed": 5}),
        ("imbalance", 0.0, {"kind": "gaussian"}),
        ("imbalance", 2 * np.log(3), {"kind": "imbalance", "scales": pytest.approx((3, 1 / 3))}),
    ],
)
def test_axes_of_a_matrix_network(of: str, value: float, expected: dict[str, Any]) -> None:
    scenario = read_recipe(grid(GAUSSIAN, [axis(of, value, value + 1)])).scenario(0)
    assert isinstance(scenario, MatrixScenario)
    for name, entry in expected.items():
        assert getattr(scenario.initialization, name) == entry


def test_axes_of_a_lambda_balanced_network() -> None:
    """Lambda is its imbalance; a width is none, for it is bound by n and m."""
    start = {
        "kind": "lambda_balanced", "n": 2, "m": 3, "widths": [2], "singular_values": [2, 1],
        "imbalance": [1],
    }  # fmt: skip
    given = GAUSSIAN | {"initialization": start}
    made = read_recipe(grid(given, [axis("imbalance", -4, 5), axis("scale", 3, 4)])).scenario(0)
    assert isinstance(made, MatrixScenario)
    assert made.initialization is not None
    assert made.initialization.imbalance == (-4.0,)
    assert made.initialization.singular_values == (6.0, 3.0)
    with pytest.raises(ScenarioError):
        read_recipe(grid(given, [axis("width", 2, 3)]))


def test_axes_of_a_scalar_network() -> None:
    given = {"model": "scalar", "imbalance": [1.0], "product": 0.5, "target": 1.0}
    recipe = read_recipe(grid(given, [axis("depth", 2, 4, 3), axis("d"), axis("scale")]))
    scenario = recipe.scenario(recipe.points - 1)
    assert scenario == ScalarScenario(imbalance=(8, 8, 8), product=0.5 * 2**4, target=1)
    family = read_recipe(grid(SCALAR, [axis("scale"), axis("depth", 2, 5)]))
    assert family.scenario(3) == ScalarScenario(weights=(2, 4, 2, 2, 2), target=1.5)


@pytest.mark.parametrize("kind", ["steps", "balanced", "random"])
def test_a_family_has_a_network_of_every_depth(kind: str) -> None:
    """The very networks of the depth page."""
    given = {"model": "depth", "kind": kind, "target": 2.0, "step": 0.5, "seed": 4}
    other = "y" if kind == "balanced" else "spread"
    recipe = read_recipe(grid(given, [axis("depth", 1, 5, 5), axis(other, 0.5, 1.5, 3)]))
    assert read_recipe(recipe.canonical()) == recipe
    entry = {"y": "target", "spread": "step"}[other]
    for index in range(recipe.points):
        at = {name: value[0] for name, value in recipe.coordinates([index]).items()}
        family = DepthFamily(**{"kind": kind, "target": 2.0, "seed": 4, entry: at[other]})
        scenario, expected = recipe.scenario(index), family.network(int(at["depth"]))
        assert isinstance(scenario, ScalarScenario)
        assert isinstance(expected, ScalarScenario)
        for name in ("weights", "imbalance", "product", "target"):
            truth = getattr(expected, name)
            near = truth if truth is None else pytest.approx(truth, rel=1e-12)
            assert getattr(scenario, name) == near


def test_a_step_and_a_scale_of_descent() -> None:
    run = {**SCALAR, "steps": 10, "step": 0.1}
    recipe = read_recipe(grid(run, [axis("step_fraction", 0.5, 1), axis("scale")]))
    network = ScalarScenario(weights=(2, 4), target=1.5)
    assert recipe.model == "descent"
    assert recipe.scenario(3) == DescentScenario(network=network, steps=10, step_fraction=1)


def test_a_draw_is_made_from_the_seed_and_its_number() -> None:
    for scenario in (NORMAL, GAUSSIAN):
        few, many = read_recipe(ensemble(scenario)), read_recipe(ensemble(scenario, draws=10**9))
        assert few.scenario(41) == many.scenario(41) != many.scenario(42)
        assert few.scenario(41) != read_recipe(ensemble(scenario, seed=8)).scenario(41)


REFUSED = [
    ({}, "kind", "grid, ensemble"),
    (grid(axes=[]), "axes", "1 to 8"),
    (grid(axes=[axis("w1", 2, 1)]), "axes[0].to", "above from"),
    (grid(axes=[axis("w1", 1, 1)]), "axes[0].to", "above from"),
    (grid(axes=[axis("w1", float("nan"))]), "axes[0].from", "finite"),
    (grid(axes=[{**axis("w1", 0, 1), "scale": "log"}]), "axes[0].from", "logarithmic"),
    (grid(axes=[{**axis("w1", 0, 1), "scale": ""}]), "axes[0].scale", "symlog"),
    (
        grid(axes=[{**axis("w1"), "scale": "symlog", "linear": 5e-324}]),
        "axes[0].linear",
        "10⁻¹⁰⁰ to",
    ),
    (grid(axes=[axis("w1", points=1)]), "axes[0].points", "from 2"),
    (grid(axes=[axis("w3")]), "axes[0].of", "w1, w2, y"),
    (grid(axes=[axis("y"), axis("target")]), "axes[1].of", "y"),
    (grid(axes=[axis("w1"), axis("depth")]), "axes[0].of", "depth"),
    (grid(axes=[axis("step")]), "axes[0].of", "step"),
    (grid(axes=[axis("w1", points=10**10), axis("y", points=10**10)]), "axes", "numbered"),
    (grid(quantities=["beta"]), "quantities[0]", "beta"),
    (grid(quantities=["alpha_star"] * 2), "quantities[1]", "already"),
    (grid(quantities=["verdict"]), "quantities[0]", "no quantity of this"),
    (grid(quantities=[]), "quantities", "empty"),
    (grid(draws=3), "draws", "of a grid"),
    (grid(level=-1), "level", "0 to 300"),
    (grid({**SCALAR, "target": None}), "target", "number"),
    (grid({**SCALAR, "step": 0.1, "steps": 9}, [axis("step", -1)]), "step", "above 0"),
    (grid({"model": "depth", "modes": 3}), "modes", "family"),
    (grid({"model": "depth", "steps": "x", "step_fraction": 1}), "steps", "number"),
    (grid({"model": "depth", "steps": 3}), "step_fraction", "missing"),
    (grid({"model": "depth", "kind": "balanced"}, [axis("spread")]), "axes[0].of", "spread"),
    (ensemble(SCALAR), "scenario.initialization", "draws it"),
    (ensemble({**NORMAL, "weights": [1.0]}), "weights", "draws"),
    (
        ensemble({**NORMAL, "initialization": {"kind": "normal", "depth": 0}}),
        "initialization.depth",
        "from 1",
    ),
    (
        ensemble({**NORMAL, "initialization": {"kind": "normal", "depth": 1, "scale": 0}}),
        "initialization.scale",
        "above 0",
    ),
    (
        ensemble({**NORMAL, "initialization": {"kind": "cauchy", "depth": 1}}),
        "initialization.kind",
        "uniform",
    ),
    (ensemble(draws=0), "draws", "from 1"),
    (ensemble(draws=2**32 + 1), "draws", "4294967297"),
]


@pytest.mark.parametrize("entries, field, words", REFUSED, ids=lambda value: str(value)[:30])
def test_a_bad_recipe_gets_a_sentence_that_names_the_entry(
    entries: dict[str, Any], field: str, words: str
) -> None:
    with pytest.raises(ScenarioError) as refusal:
        read_recipe(entries)
    assert refusal.value.field == field
    assert words in refusal.value.reason
