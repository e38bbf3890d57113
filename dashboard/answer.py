"""What the page is told about a state: numbers for controls, key figures, sentences, pictures."""

from __future__ import annotations

import base64
from collections.abc import Collection
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core import ScalarSolution, solve
from core.conversion import initial_weights
from dashboard import readouts
from dashboard.controls import ScalarState, write
from dashboard.figures import constraint, loss, rate, weights
from dashboard.figures.graph import Cursor, Graph
from dashboard.ids import Scalar

Array = NDArray[np.float64]

# float32 halves the bytes; it holds what a picture needs if the sizes are in its range.
_F4_SMALLEST, _F4_LARGEST = 1e-37, 1e37


class Arrays:
    """Arrays to send, each once; everything else refers to them by number."""

    def __init__(self) -> None:
        self._numbers: dict[int, int] = {}
        self._kept: list[Array] = []  # holds the arrays, so that no id is used twice
        self.packed: list[dict[str, str]] = []

    def number(self, array: Array, *, exact: bool = False) -> int:
        """The number of `array`; `exact` keeps float64."""
        key = id(array)
        if key not in self._numbers:
            self._numbers[key] = len(self.packed)
            self._kept.append(array)
            self.packed.append(_pack(array, exact))
        return self._numbers[key]


def scalar_answer(state: ScalarState, drawn: Collection[str]) -> dict[str, Any]:
    """Everything the scalar page shows of a state, as JSON values.

    Parameters
    ----------
    state : ScalarState
    drawn : collection of str
        Kinds of picture that the page has the style of already.

    Raises
    ------
    ScenarioError
        If the scenario leads beyond the range of float64.
    """
    solution = solve(state.scenario)
    arrays = Arrays()
    now = {
        "times": arrays.number(solution.times, exact=True),
        "loss": arrays.number(solution.loss, exact=True),
        "product": arrays.number(solution.products, exact=True),
        "preconditioner": arrays.number(solution.preconditioner, exact=True),
    }
    graphs = {
        Scalar.GRAPH_LOSS: loss.graph(solution, state.view.envelopes),
        Scalar.GRAPH_CONSTRAINT: constraint.graph(solution, state.view.pair),
        Scalar.GRAPH_RATE: rate.graph(solution),
        Scalar.GRAPH_WEIGHTS: weights.graph(solution),
    }
    return {
        "query": write(state),
        "controls": _controls(state, solution),
        "quantities": {
            readout.quantity: {
                "value": readout.value(solution),
                "text": readouts.written(readout.value(solution)),
            }
            for readout in readouts.SCALAR
        },
        "status": solution.status,
        "guarantee": solution.guarantee,
        "guaranteed": solution.alpha_star > 0.0,
        "now": now,
        "graphs": {
            str(name): _graph(graph, arrays, graph.kind not in drawn)
            for name, graph in graphs.items()
        },
        "arrays": arrays.packed,
    }


def _controls(state: ScalarState, solution: ScalarSolution) -> dict[str, Any]:
    scenario, view = state.scenario, state.view
    return {
        "from": "weights" if scenario.weights is not None else "imbalance",
        "depth": scenario.depth,
        "y": scenario.target,
        "p": solution.product,
        "w": list(initial_weights(scenario)),
        "d": solution.network.imbalance.tolist(),
        "T": solution.horizon,
        "automatic": scenario.horizon is None,
        "gamma": scenario.gamma,
        "show": list(view.envelopes),
        "pair": list(view.pair),
        "at": view.at,
    }


def _graph(graph: Graph, arrays: Arrays, with_style: bool) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "kind": graph.kind,
        "traces": [
            {name: arrays.number(values) for name, values in trace.coordinates().items()}
            for trace in graph.traces
        ],
        "cursors": [_cursor(cursor, arrays) for cursor in graph.cursors],
        "ranges": graph.ranges,
        "caption": graph.caption,
    }
    if with_style:
        answer["style"] = graph.style()
    return answer


def _cursor(cursor: Cursor, arrays: Arrays) -> dict[str, Any]:
    parts = {"x": cursor.x, "y": cursor.y, "z": cursor.z}
    return {
        "axes": cursor.axes,
        "color": cursor.color,
        "upright": cursor.upright,
        **{name: arrays.number(part) for name, part in parts.items() if part is not None},
    }


def _pack(array: Array, exact: bool) -> dict[str, str]:
    """An array as base64 text, in float32 if that is enough."""
    size = np.abs(array)
    small = np.min(size, where=size > 0.0, initial=np.inf)
    fits = not exact and small >= _F4_SMALLEST and np.nanmax(size, initial=0.0) <= _F4_LARGEST
    kind = "f4" if fits else "f8"
    data = np.ascontiguousarray(array, dtype=f"<{kind}").tobytes()
    return {"dtype": kind, "bdata": base64.b64encode(data).decode("ascii")}
