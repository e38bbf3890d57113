"""Scenarios: validated once, frozen, hashable, JSON both ways."""

from __future__ import annotations

import dataclasses
import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import ScalarScenario, ScenarioError, read_scenario, scenario_from_json
from tests.core.scalar.strategies import scenarios, sizes, targets

by_imbalance = st.builds(
    ScalarScenario,
    imbalance=st.lists(targets, max_size=9),
    product=targets,
    target=targets,
    horizon=st.one_of(st.none(), sizes),
)
with_times = st.builds(
    ScalarScenario,
    weights=st.lists(sizes, min_size=1, max_size=9),
    target=targets,
    times=st.lists(sizes, min_size=1).map(sorted),
)


@given(st.one_of(scenarios(), by_imbalance, with_times))
def test_json_both_ways(scenario: ScalarScenario) -> None:
    """JSON gives back an equal scenario with an equal hash."""
    again = scenario_from_json(scenario.to_json())
    from_text = read_scenario(json.dumps(scenario.to_json(), allow_nan=False).encode())
    assert again == from_text == scenario
    assert hash(again) == hash(from_text) == hash(scenario)


def test_equal_recipes_are_one_key_of_a_cache() -> None:
    """Integers and lists, and -0, are stored as what they mean."""
    one = ScalarScenario(weights=[1, 2], target=-0.0)  # type: ignore[arg-type]
    two = ScalarScenario(weights=(1.0, 2.0), target=0.0)
    assert {one: "answer"}[two] == "answer"
    assert math.copysign(1.0, one.target) == 1.0
    assert one != ScalarScenario(weights=(1.0, 2.0), target=0.0, gamma="poster")


def test_a_scenario_is_frozen() -> None:
    """What was validated stays valid."""
    scenario = ScalarScenario(weights=(1.0,), target=1.0)
    with pytest.raises(dataclasses.FrozenInstanceError):
        scenario.target = math.nan  # type: ignore[misc]


@pytest.mark.parametrize("depth", [1, 2, 64])
def test_depth(depth: int) -> None:
    """1 to 64 layers, counted alike in both descriptions."""
    assert ScalarScenario(weights=(1.0,) * depth, target=1.0).depth == depth
    flat = ScalarScenario(imbalance=(0.0,) * (depth - 1), product=1.0, target=1.0)
    assert flat.depth == depth


@pytest.mark.parametrize(
    "entries, field",
    [
        ({"weights": ()}, "weights"),
        ({"weights": (1.0,) * 65}, "weights"),
        ({"weights": (math.nan,)}, "weights[0]"),
        ({"weights": (1.0, True)}, "weights[1]"),
        ({"weights": (1.0,), "target": math.inf}, "target"),
        ({"weights": (1.0,), "imbalance": (1.0,)}, "weights"),
        ({"imbalance": (1.0,)}, "product"),
        ({"weights": (1.0,), "times": (2.0, 1.0)}, "times[1]"),
        ({"weights": (1.0,), "times": (0.0,) * 100_001}, "times"),
        ({"weights": (1.0,), "horizon": -1.0}, "horizon"),
        ({"weights": (1.0,), "horizon": 1.0, "times": (1.0,)}, "horizon"),
        ({"weights": (1e-100, 1e-100)}, "weights"),
    ],
)
def test_an_error_knows_its_field(entries: dict[str, object], field: str) -> None:
    """The page puts the reason beside the control of that field."""
    with pytest.raises(ScenarioError) as caught:
        ScalarScenario(**{"target": 1.0, **entries})  # type: ignore[arg-type]
    assert caught.value.field == field
    assert caught.value.reason.endswith(".")
    assert str(caught.value) == f"{field}: {caught.value.reason}"


@pytest.mark.parametrize(
    "weights, says",
    [
        ((1e-100, 1e-100), "10⁻²⁰⁰;"),
        ((1e-75, 0.999e-75), "9.99·10⁻¹⁵¹;"),
        ((1e-75, 1e-75, 0.9999999), "9.999999·10⁻¹⁵¹;"),
        ((1e75, 1e75, 1.0000001), "1.0000001·10¹⁵⁰;"),
        ((3e149, 4.0), "1.2·10¹⁵⁰;"),
        ((1e150,) * 64, "10⁹⁶⁰⁰;"),
    ],
)
def test_a_product_that_is_refused_is_seen_to_be_out_of_range(
    weights: tuple[float, ...], says: str
) -> None:
    with pytest.raises(ScenarioError) as caught:
        ScalarScenario(weights=weights, target=1.0)
    assert says in caught.value.reason


@pytest.mark.parametrize("size", [1e-150, 1e150])
@pytest.mark.parametrize("depth", [1, 2, 3, 7, 64])
def test_products_at_the_ends_of_the_range(size: float, depth: int) -> None:
    assert ScalarScenario(weights=(size ** (1 / depth),) * depth, target=1.0).depth == depth
