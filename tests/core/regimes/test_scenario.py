"""Recipes of comparisons: JSON both ways, and what is refused."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core import CompareSolution, ScenarioError, compare, compare_scenario_from_json
from tests.core.regimes.comparisons import (
    BALANCED,
    NEAR,
    NTK,
    SINGULAR,
    SPECTRAL,
    Entries,
    compared,
    deep,
)


@pytest.mark.parametrize(
    "entries",
    [
        NEAR,
        NEAR | {"times": [0, 1, 2]},
        {"target": SINGULAR, "initializations": [SPECTRAL], "horizon": 2},
        {"target": [[1.0]], "initializations": [{"name": "a", "weights": [[[1, 2]], [[3], [4]]]}]},
    ],
    ids=["near", "times", "singular values", "weights"],
)  # fmt: skip
def test_json_both_ways(entries: Entries) -> None:
    made = compare_scenario_from_json(entries)
    again = compare_scenario_from_json(json.loads(json.dumps(made.to_json())))
    assert again == made
    assert hash(again) == hash(made)


def test_an_objective_says_the_same_as_a_target() -> None:
    plain = {"initializations": [BALANCED]}
    one = compare_scenario_from_json(plain | {"target": SINGULAR})
    two = compare_scenario_from_json(plain | {"objective": {"kind": "squared", "target": SINGULAR}})
    assert one == two


def test_the_target_is_near_the_start_that_is_named(near: CompareSolution) -> None:
    """And the same for all, whatever their order."""
    other = compared(initializations=[BALANCED, NTK])
    np.testing.assert_array_equal(other.target, near.target)
    start = near.regimes[2].solution
    distance = math.sqrt(2 * start.excess[0]) / np.linalg.norm(start.singular_values[0])
    assert distance == pytest.approx(0.15, rel=1e-9)


def test_a_given_target_has_a_basis_too(near: CompareSolution) -> None:
    """A spectral start on explicit rows is aligned with them."""
    found = compared(target=near.target.tolist(), near=None, initializations=[SPECTRAL])
    assert found.regimes[0].own is not None
    assert found.regimes[0].own.rate == pytest.approx(near.regimes[1].own.rate)  # type: ignore[union-attr]


BAD: dict[str, tuple[Entries, str]] = {
    "no initializations": ({"initializations": None}, "initializations"),
    "an empty list": ({"initializations": []}, "initializations"),
    "nine": ({"initializations": [BALANCED] * 9}, "initializations"),
    "a number": ({"initializations": 3}, "initializations"),
    "one is a number": ({"initializations": [BALANCED, 3]}, "initializations[1]"),
    "no name": ({"initializations": [{**BALANCED, "name": ""}]}, "initializations[0].name"),
    "name twice": ({"initializations": [BALANCED, BALANCED]}, "initializations[1].name"),
    "a name of two lines twice": (
        {"initializations": [BALANCED, NTK | {"name": "a\nb"}, SPECTRAL | {"name": "a\nb"}]},
        "initializations[2].name",
    ),
    "exponent": (
        {"initializations": [BALANCED, NTK | {"exponent": "x"}]}, "initializations[1].exponent: ",
    ),
    "a large exponent": (
        {"initializations": [BALANCED, NTK | {"exponent": 1e308}]}, "initializations[1].exponent: ",
    ),
    "kind": ({"initializations": [BALANCED, NTK | {"kind": "x"}]}, "initializations[1].kind"),
    "widths": (
        {"initializations": [BALANCED, NTK | {"widths": [0]}]}, "initializations[1].widths[0]",
    ),
    "another entry": (
        {"initializations": [BALANCED, NTK | {"width": 3}]}, "initializations[1].width",
    ),
    "another shape": ({"initializations": [BALANCED, NTK | {"n": 2}]}, "initializations[1]"),
    "weights": (
        {"initializations": [BALANCED, {"name": "w", "weights": [[[1, "a"]]]}]},
        "initializations[1].weights[0][0][1]",
    ),
    "weights and a kind": (
        {"initializations": [BALANCED, NTK | {"weights": [[[1]]]}]}, "initializations[1].weights.",
    ),
    "no target": ({"target": None}, "target"),
    "both": ({"objective": {"kind": "squared", "target": SINGULAR}}, "target"),
    "objective": ({"target": None, "objective": 3}, "objective"),
    "logistic": ({"target": None, "objective": {"kind": "logistic"}}, "objective.kind"),
    "target's entry": ({"target": [[1, 2, 3], [1, 2, None]]}, "target[1][2]"),
    "target's shape": ({"target": [[1.0]], "near": None}, "target"),
    "target's shape, spectral": (
        {"target": [[1.0]], "near": None, "initializations": [SPECTRAL]}, "target",
    ),
    "target's values": (
        {"target": {"singular_values": [1]}, "near": None}, "target.singular_values",
    ),
    "near nothing": ({"near": None}, "near"),
    "near a stranger": ({"near": "someone"}, "near"),
    "near a number": ({"near": 3}, "near"),
    "near a spectral start": ({"near": "spectral"}, "near"),
    "near without a distance": ({"target": SINGULAR}, "near"),
    "times": ({"times": [1, 0]}, "times[1]"),
    "horizon": ({"horizon": -1}, "horizon"),
    "both times": ({"times": [1], "horizon": 1}, "horizon"),
    "stranger": ({"initialisations": []}, "initialisations"),
    "model": ({"model": "matrix"}, "model"),
    "beyond double precision": (
        {
            "target": [[1.0]], "near": None,
            "initializations": [{"name": "w", "weights": [[[1e150]]] * 4}],
        },
        "initializations",
    ),
}  # fmt: skip


@pytest.mark.parametrize("change, field", BAD.values(), ids=BAD.keys())
def test_bad_input_names_its_place(change: Entries, field: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        compare(compare_scenario_from_json({**NEAR, **change}))
    assert str(caught.value).startswith(field), str(caught.value)
    assert str(caught.value).endswith(".")


@given(st.integers(0, 2**31), st.integers(1, 3), st.floats(0.02, 0.3))
def test_any_seed(seed: int, n: int, distance: float) -> None:
    """Guarantees hold for random starts on random targets."""
    entries = deep(2, n, n)
    entries["target"] = {"distance": distance, "seed": seed}
    for start in entries["initializations"]:
        start["seed"] = seed
    found = compared(**entries)
    for regime in found.regimes:
        assume(regime.solution.complete)
        assert regime.decay_rate is not None
        assert regime.rate is not None
        assert regime.rate <= regime.infimum * (1 + 1e-6)
        assert regime.infimum <= regime.decay_rate * (1 + 1e-3)
