"""What the regimes page is asked in its tests, solved once, and its pictures."""

from __future__ import annotations

import functools

import pytest

from dashboard.parts.drawing.graph import Graph
from dashboard.regimes.answer import Shown, over_lambda, solved
from dashboard.regimes.controls import read
from dashboard.regimes.figures import kernel as regimes_kernel
from dashboard.regimes.figures import loss as regimes_loss
from dashboard.regimes.figures import modes as regimes_modes
from dashboard.regimes.figures import over_lambda as regimes_over_lambda
from dashboard.regimes.figures import width as regimes_width
from dashboard.regimes.figures.common import TimeAxis
from dashboard.regimes.presets import PRESETS

QUERIES = {
    **{preset.name: preset.query for preset in PRESETS},
    "three layers": "L=3&n=2&m=2",
    "linear": "axis=linear&show=&sort=-rate",
    "own horizon": "T=0.5&at=0.5",
    "a number": "n=1&m=1",
    "at the target": "r=0",
    "narrow": "k=3",
    "rectangular": "n=1&m=4&r=2",
    "exponent 2": "a=2",
    "exponent 0": "a=0&h=1000000000",
}
each_query = pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES.keys())


@functools.cache
def shown(query: str) -> Shown:
    return solved(read(query))


def pictures(query: str) -> dict[str, Graph]:
    state, found = read(query), shown(query)
    compared, time = found.comparison, TimeAxis(found.comparison, state.axis)
    width = state["h"] if state["L"] == 2 else None
    return {
        "loss": regimes_loss.graph(compared, time, state.curves, state.corridor),
        "modes": regimes_modes.graph(compared, compared.regimes[1], time),
        "kernel": regimes_kernel.graph(compared, time),
        "drift": regimes_width.drift(found.sweep, width),
        "lambda-drift": regimes_over_lambda.drift(*over_lambda(state, compared)),
        "lambda-rate": regimes_over_lambda.rate(*over_lambda(state, compared)),
        "error": regimes_width.error(found.sweep, width),
    }
