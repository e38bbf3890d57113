"""Matrix scenarios: JSON both ways, and a sentence at its place for everything bad."""

from __future__ import annotations

import json
import math
import tracemalloc
from typing import Any

import numpy as np
import pytest

from core import MatrixScenario, ObjectiveRecipe, ScenarioError, scenario_from_json, solve
from core.objective.logistic import Logistic
from core.objective.regression import Regression
from core.objective.squared import Squared
from tests.core.matrix.strategies import CASES

Entries = dict[str, Any]
EYE = [[1.0, 0.0], [0.0, 1.0]]
GOOD: Entries = {
    "model": "matrix",
    "weights": [EYE, [[1.0, 2.0, 3.0], [0.0, 1.0, 0.0]]],
    "objective": {"kind": "squared", "target": [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]},
    "times": [0.1, 1.0],
}
DRAWN: Entries = {
    "model": "matrix",
    "initialization": {"kind": "gaussian", "n": 2, "m": 2, "widths": [3], "seed": 4},
    "objective": {"kind": "squared", "target": {"singular_values": [2.0, 1.0], "seed": 2}},
    "horizon": 1.0,
}
OBJECTIVES: dict[str, Entries] = {
    "distance": {"kind": "squared", "target": {"distance": 0.5}},
    "regression": {"kind": "regression", "inputs": [[1, 2], [3, 4]], "outputs": [[1, 2], [0, 1]]},
    "drawn regression": {
        "kind": "regression", "target": {"singular_values": [2, 1]}, "condition_number": 25.0,
        "noise": 0.5, "samples": 7, "seed": 3,
    },
}  # fmt: skip
LOGISTIC: Entries = {
    "kind": "logistic",
    "inputs": [[1, 2], [3, -4]],
    "labels": [1, -1],
    "ridge": 0.1,
}


def both_ways(entries: Entries) -> MatrixScenario:
    one = scenario_from_json(entries)
    two = scenario_from_json(json.loads(json.dumps(one.to_json(), allow_nan=False)))
    assert one == two
    assert hash(one) == hash(two)
    assert isinstance(one, MatrixScenario)
    return one


@pytest.mark.parametrize("case", CASES, ids=[case["note"] for case in CASES])
def test_the_cases_both_ways(case: Entries) -> None:
    """Explicit weights and data."""
    made = both_ways(case["scenario"])
    assert made.to_json() == {k: v for k, v in case["scenario"].items() if v is not None}


@pytest.mark.parametrize("recipe", OBJECTIVES.values(), ids=OBJECTIVES.keys())
def test_recipes_both_ways(recipe: Entries) -> None:
    """Drawn starts, targets and data."""
    both_ways(DRAWN | {"objective": recipe})
    both_ways(DRAWN | {"objective": LOGISTIC, "initialization": DRAWN["initialization"] | {"m": 1}})


def test_null_is_not_given() -> None:
    """The same key of a cache."""
    entries = DRAWN | {"weights": None, "times": None}
    assert {scenario_from_json(DRAWN): 1}[scenario_from_json(entries)] == 1


def test_drawn_targets_and_data() -> None:
    """Singular values, distance, condition number and noise are what the recipe says."""
    W = np.random.default_rng(0).standard_normal((3, 2))

    def made(**entries: Any) -> Any:
        scenario = scenario_from_json(DRAWN | {"objective": entries})
        assert isinstance(scenario.objective, ObjectiveRecipe)
        return scenario.objective.make(W)

    near = made(kind="squared", target={"distance": 0.25, "seed": 1})
    assert isinstance(near, Squared)
    assert np.linalg.norm(near.target - W) == pytest.approx(0.25 * np.linalg.norm(W), rel=1e-13)
    goal = {"singular_values": [3.0, 0.5], "seed": 1}
    fixed = made(kind="squared", target=goal)
    np.testing.assert_allclose(
        np.linalg.svd(fixed.target, compute_uv=False), [3.0, 0.5], rtol=1e-13
    )
    clean = made(kind="regression", target=goal, condition_number=100.0, samples=9)
    assert isinstance(clean, Regression)
    assert clean.inputs.shape == (9, 3)
    assert clean.condition_number == pytest.approx(100.0, rel=1e-10)
    np.testing.assert_allclose(clean.centre, fixed.target, atol=1e-13)
    assert clean.minimum < 1e-25
    noisy = made(kind="regression", target=goal, noise=0.1, samples=400)
    assert noisy.minimum == pytest.approx(0.5 * 0.01 * 397 * 2, rel=0.2)
    W = W[:, :1]
    drawn = made(kind="logistic", ridge=0.1, samples=50)
    assert isinstance(drawn, Logistic)
    assert set(drawn.labels.tolist()) == {-1.0, 1.0}


def target(value: object) -> Entries:
    return DRAWN | {"objective": {"kind": "squared", "target": value}}


def weights(value: object) -> Entries:
    return GOOD | {"weights": value}


def objective(kind: str, **entries: object) -> Entries:
    return GOOD | {"objective": {"kind": kind, **entries}}


def data(**change: object) -> Entries:
    return DRAWN | {"objective": OBJECTIVES["drawn regression"] | change}


def labelled(**change: object) -> Entries:
    return GOOD | {"objective": LOGISTIC | change}


def start(**change: object) -> Entries:
    return DRAWN | {"initialization": DRAWN["initialization"] | change}


NAN = float("nan")
BAD: dict[str, tuple[Entries, str]] = {
    "unknown of two lines": (GOOD | {"a\nb": 1}, "'a\\nb'"),
    "no objective": (GOOD | {"objective": None}, "objective"),
    "no kind": (GOOD | {"objective": {}}, "objective.kind"),
    "kind": (GOOD | {"objective": {"kind": ["squared"]}}, "objective.kind"),
    "unknown in objective": (objective("squared", target=EYE, ridge=1), "objective.ridge"),
    "no start": (weights(None), "weights"),
    "two starts": (GOOD | {"initialization": DRAWN["initialization"]}, "weights"),
    "no layers": (weights([]), "weights"),
    "33 layers": (weights([EYE] * 33), "weights"),
    "no chain": (weights([EYE, [[1.0, 2.0, 3.0]]]), "weights[1]"),
    "empty layer": (weights([[]]), "weights[0]"),
    "empty row": (weights([[[]]]), "weights[0][0]"),
    "ragged": (weights([EYE, [[1.0], [1.0, 2.0]]]), "weights[1][1]"),
    "NaN": (weights([EYE, [[1.0, NAN]]]), "weights[1][0][1]"),
    "text": (weights([[["1"]]]), "weights[0][0][0]"),
    "times": (GOOD | {"times": [1.0, 0.5]}, "times[1]"),
    "times and horizon": (GOOD | {"horizon": 1.0}, "horizon"),
    "horizon": (DRAWN | {"horizon": 0.0}, "horizon"),
    "target missing": (objective("squared"), "objective.target"),
    "target NaN": (target([[NAN]]), "objective.target[0][0]"),
    "target both": (target({"distance": 1, "singular_values": [1, 1]}), "objective.target"),
    "target neither": (target({}), "objective.target"),
    "target unknown": (target({"size": 1}), "objective.target.size"),
    "target sign": (target({"singular_values": [1, -1]}), "objective.target.singular_values[1]"),
    "target seed": (target({"distance": 1, "seed": -1}), "objective.target.seed"),
    "distance": (target({"distance": -1}), "objective.target.distance"),
    "no outputs": (objective("regression", inputs=EYE), "objective.outputs"),
    "no inputs": (objective("regression", outputs=EYE, target=EYE), "objective.inputs"),
    "data twice": (objective("regression", inputs=EYE, outputs=EYE, noise=1), "objective.noise"),
    "condition": (data(condition_number=0.5), "objective.condition_number"),
    "samples": (data(samples=0), "objective.samples"),
    "seed": (data(seed=2**32), "objective.seed"),
    "no ridge": (objective("logistic"), "objective.ridge"),
    "ridge": (labelled(ridge=0), "objective.ridge"),
    "no labels": (labelled(labels=None), "objective.labels"),
    "labels alone": (labelled(inputs=None), "objective.inputs"),
    "width 0": (start(widths=[0]), "initialization.widths[0]"),
    "initialization": (DRAWN | {"initialization": "gaussian"}, "initialization"),
}
SPECTRAL = {"kind": "spectral", "n": 2, "m": 2, "widths": [2], "singular_values": [1, 1]}
#: What only the network and the objective together show.
MISFITS: dict[str, tuple[Entries, str]] = {
    "target's shape": (objective("squared", target=EYE), "objective.target"),
    "drawn data, target's shape": (data(target=[[1.0]]), "objective.target"),
    "singular values": (target({"singular_values": [1]}), "objective.target.singular_values"),
    "inputs": (objective("regression", inputs=[[1]], outputs=[[1, 1, 1]]), "objective.inputs"),
    "rows": (objective("regression", inputs=EYE, outputs=[[1, 1, 1]]), "objective.outputs"),
    "columns": (objective("regression", inputs=EYE, outputs=EYE), "objective.outputs"),
    "zero data": (objective("regression", inputs=[[0, 0]], outputs=[[1] * 3]), "objective.inputs"),
    "labels": (labelled(labels=[1, 2]), "objective.labels[1]"),
    "logistic of many columns": (labelled(), "weights"),
    "target's shape, spectral": (
        objective("squared", target=[[1.0]]) | {"weights": None, "initialization": SPECTRAL},
        "objective.target",
    ),
    "spectral without a basis": (
        target({"distance": 1.0}) | {"initialization": SPECTRAL},
        "initialization.kind",
    ),
    "beyond double precision": (
        weights([[[1e150]]] * 4) | {"objective": {"kind": "squared", "target": [[1]]}},
        "weights",
    ),
}


@pytest.mark.parametrize("entries, field", BAD.values(), ids=BAD.keys())
def test_bad_input_is_refused_at_its_place(entries: Entries, field: str) -> None:
    """Before anything is computed."""
    with pytest.raises(ScenarioError) as caught:
        scenario_from_json(entries)
    assert caught.value.field == field, str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("entries, field", MISFITS.values(), ids=MISFITS.keys())
def test_misfits_are_refused_at_their_place(entries: Entries, field: str) -> None:
    """By solve."""
    scenario = scenario_from_json(entries)
    with pytest.raises(ScenarioError) as caught:
        solve(scenario)
    assert caught.value.field == field, str(caught.value)


def test_rank_deficient_data_and_singular_targets_are_no_error() -> None:
    """They have no margin, and the promise says so."""
    deficient = {"kind": "regression", "inputs": [[1, 1]], "outputs": [[1, 2, 3]]}
    singular = {"kind": "squared", "target": [[1, 0, 0], [1, 0, 0]]}
    for recipe, words in ((deficient, "rank 1"), (singular, "margin is 0")):
        flat = [[[1e-3, 0.0], [0.0, 1e-3]], [[1e-3, 0, 0], [0, 1e-3, 0]]]
        answer = solve(scenario_from_json(weights(flat) | {"objective": recipe})).to_json()
        assert answer["margin"] == 0.0
        assert words in answer["guarantee"]


HUGE: dict[str, tuple[Entries, str]] = {
    "10000 x 10000": (weights([[[0.5] * 10_000] * 10_000]), "weights[0]"),
    "large product": (weights([[[1.0] * 4097]]), "weights"),
    "large target": (target([[1] * 3000] * 1000), "objective.target"),
    "many times": (weights([EYE] * 32) | {"times": [1.0] * 100_000}, "times"),
    "deep and wide": (start(widths=[1000] * 31), "initialization.widths"),
}


@pytest.mark.parametrize("entries, field", HUGE.values(), ids=HUGE.keys())
def test_huge_networks_are_refused_before_any_work(entries: Entries, field: str) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(ScenarioError) as caught:
            scenario_from_json(entries)
        assert tracemalloc.get_traced_memory()[1] < 5e6  # bytes: no array of that size is made
    finally:
        tracemalloc.stop()
    assert caught.value.field == field, str(caught.value)


def test_the_largest_product_is_none_of_them() -> None:
    """64 x 64 entries; one more is too many."""
    rows = np.eye(64).tolist()
    entries = weights([rows]) | {"objective": {"kind": "squared", "target": rows}}
    assert scenario_from_json(entries).sides == (64, 64)


def test_made_by_hand_is_checked_too() -> None:
    """Times and weights of a scenario that did not come from JSON."""
    recipe = ObjectiveRecipe(kind="squared", target=((1.0,),))
    one = MatrixScenario(objective=recipe, weights=(((2,),),), times=[0, 1])  # type: ignore[arg-type]
    assert one.times == (0.0, 1.0)
    with pytest.raises(ScenarioError, match="times"):
        MatrixScenario(objective=recipe, weights=(((2.0,),),), times=(1.0, 0.0))


@pytest.mark.parametrize(
    "times",
    [(1.0, 0.5), (-1.0, 1.0), (0.0, 1e300), (0.0, math.nan), (math.nan,), (0.0, math.inf, 1.0), ()],
)
def test_times_of_a_program_are_checked_as_those_of_a_file(times: tuple[float, ...]) -> None:
    """A tuple of floats is looked at in one go."""
    recipe = ObjectiveRecipe(kind="squared", target=((1.0,),))
    refusals = []
    for given in (times, list(times)):
        with pytest.raises(ScenarioError) as caught:
            MatrixScenario(objective=recipe, weights=(((2.0,),),), times=given)  # type: ignore[arg-type]
        refusals.append((caught.value.field, str(caught.value)))
    assert refusals[0] == refusals[1]


def test_a_draw_is_remembered_and_closed_to_writing() -> None:
    """The same layers without another draw; of large networks every one is another."""
    one, other = (scenario_from_json(DRAWN).start() for _ in range(2))
    assert one is other or one.weights[0] is other.weights[0]
    with pytest.raises(ValueError, match="read-only"):
        one.weights[0][0, 0] = 1.0
    recipe = DRAWN["initialization"] | {"n": 30, "m": 30}
    target = {"singular_values": [1.0] * 30}
    large = DRAWN | {"initialization": recipe, "objective": {"kind": "squared", "target": target}}
    first, second = (scenario_from_json(large).start().weights[0] for _ in range(2))
    assert first is not second
    assert (first == second).all()
