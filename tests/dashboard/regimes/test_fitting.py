"""A comparison of the command line opens where the controls can show it, and else says why not."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given

from core.errors import ScenarioError
from core.regimes import compare_scenario_from_json
from dashboard.parts.query import ControlError
from dashboard.regimes.controls import RegimesState, comparison, read, write
from dashboard.regimes.fitting import fitted
from tests.dashboard.regimes.test_controls import states

Recipe = dict[str, Any]


def recipe(query: str) -> Recipe:
    copied: Recipe = json.loads(json.dumps(comparison(read(query)).to_json()))
    return copied


@given(states())
def test_what_the_page_made_it_finds_again(state: RegimesState) -> None:
    try:
        scenario = comparison(state)
    except ControlError:  # controls that do not go together
        return
    again = comparison(fitted(scenario))
    assert (again.target, again.horizon) == (scenario.target, scenario.horizon)
    for one, other in zip(again.starts, scenario.starts, strict=True):
        assert one.initialization is not None
        assert other.initialization is not None
        assert one.initialization.scales == pytest.approx(other.initialization.scales, rel=1e-12)
        assert one.initialization.widths == other.initialization.widths


@pytest.mark.parametrize(
    "query", ["", "r=0.4&L=3&k=6&n=2&m=2", "d=-1.7&L=5&a=0.3&q=0.0123&seed=7&T=3.5", "h=123456"]
)
def test_names_and_order_are_free(query: str) -> None:
    entries = recipe(query)
    entries["initializations"].reverse()
    for start in entries["initializations"]:
        start["name"] = f"my {start['name']}"
    entries["near"] = "my balanced"
    assert write(fitted(compare_scenario_from_json(entries))) == write(read(query))


def test_the_last_time_is_the_horizon() -> None:
    entries = recipe("") | {"times": [0, 0.5, 2]}
    assert write(fitted(compare_scenario_from_json(entries))) == "T=2"


def test_a_file_from_before_the_fifth_start_opens() -> None:
    entries = recipe("r=0.4&k=9")
    assert entries["initializations"].pop()["kind"] == "lambda_balanced"
    assert write(fitted(compare_scenario_from_json(entries))) == "r=0.4&k=9"


def _start(index: int, **change: object) -> Callable[[Recipe], object]:
    return lambda entries: entries["initializations"][index].update(change)


@pytest.mark.parametrize(
    "change, field",
    [
        (_start(1, widths=[9]), "initializations[1].widths[0]"),
        (_start(0, seed=5), "initializations[0].seed"),
        (_start(0, scale=2.0), "initializations[0].scale"),
        (_start(3, scales=[1, 2]), "initializations[3].scales[1]"),
        (_start(2, singular_values=[1, 0.8, 0.5]), "initializations[2].singular_values[1]"),
        (_start(1, widths=[8, 8]), "initializations[1].widths"),
        (lambda entries: entries.update(near="general"), "near"),
        (lambda entries: entries["target"].update(seed=9), "target.seed"),
        (lambda entries: entries["initializations"].pop(0), "initializations"),
        (_start(4, imbalance=[0.0], kind="homogeneous"), "initializations"),
        (_start(4, singular_values=[1, 0.8, 0.5]), "initializations[4].singular_values[0]"),
    ],
)
def test_the_entry_that_does_not_fit_is_named(
    change: Callable[[Recipe], object], field: str
) -> None:
    entries = recipe("")
    change(entries)
    with pytest.raises(ScenarioError) as refusal:
        fitted(compare_scenario_from_json(entries))
    assert refusal.value.field == field


def test_a_target_without_a_distance_does_not_fit() -> None:
    entries = recipe("") | {"target": {"singular_values": [1, 0.5, 0.25]}}
    del entries["near"]
    with pytest.raises(ScenarioError, match="target"):
        fitted(compare_scenario_from_json(entries))


def test_a_value_beyond_a_control_is_refused_in_its_words() -> None:
    entries = recipe("")
    entries["target"]["distance"] = 1e4
    with pytest.raises(ControlError, match="Distance of the target"):
        fitted(compare_scenario_from_json(entries))
