"""The parts of the step's slider, against limits that are known in closed form."""

from __future__ import annotations

import math

import pytest

from dashboard.depth.controls import STEP
from dashboard.depth.zones import step_zones
from tests.dashboard.depth.test_api import QUERIES, each_query, run_of


@each_query
def test_the_zones_fill_the_track_and_the_slider_is_in_one(query: str) -> None:
    zones = step_zones(run_of(query))
    ends = [zone["end"] for zone in zones]
    assert ends == sorted(ends)
    assert ends[0] >= 0.0
    assert ends[-1] == 1.0
    assert sum(zone["here"] for zone in zones) == 1


def test_beyond_the_flattest_minimum_no_step_is_stable() -> None:
    """Two layers, squares 1/2 apart, target 1: tau is sqrt(1/4 + 4) at the end, 2 at the least."""
    tau = math.sqrt(0.25 + 4.0)
    zones = {zone["kind"]: zone for zone in step_zones(run_of("s=0.5&L=2&f=1.02"))}
    assert zones["elsewhere"]["here"]
    for kind, part in (("stable", 1.0), ("elsewhere", tau / 2.0)):
        at = (math.log10(part) - STEP.low) / (STEP.high - STEP.low)
        assert zones[kind]["end"] == pytest.approx(at, rel=1e-12)
    assert zones["elsewhere"]["text"].endswith("1.03")


@pytest.mark.parametrize("query", [QUERIES["saddle"], QUERIES["start at a saddle"]])
def test_where_the_flow_reaches_no_minimum_nothing_is_called_stable(query: str) -> None:
    assert [zone["kind"] for zone in step_zones(run_of(query))] == ["elsewhere", "nowhere"]
