"""How arrays, pictures and key figures travel to the page."""

from __future__ import annotations

from binascii import b2a_base64
from collections.abc import Container, Iterable
from itertools import accumulate, pairwise
from typing import Any

import numpy as np

import words
from core.arrays import Array
from dashboard.parts import readouts
from dashboard.parts.drawing.graph import Cursor, Graph, Handle
from dashboard.parts.exchange.answers import (
    CursorAnswer,
    GraphAnswer,
    HandleAnswer,
    NetworkAnswer,
    Packed,
    Quantity,
)

# float32 halves the bytes; it holds what a picture needs if the sizes are in its range.
_F4_SMALLEST, _F4_LARGEST = 1e-37, 1e37

_NO_ARRAY = np.zeros(1)  # after them all: of nothing there is no view

_EVERY = 4  # samples: a drawing as small as the network's needs no more
_EDGES = 5  # of a layer


class Arrays:
    """Arrays to send, each once; everything else refers to them by number."""

    def __init__(self) -> None:
        self._numbers: dict[int, int] = {}
        self._kept: list[Array] = []  # holds the arrays, so that no id is used twice
        self._exact: list[bool] = []

    def number(self, array: Array, *, exact: bool = False) -> int:
        """The number of `array`; `exact` keeps float64."""
        number = self._numbers.setdefault(id(array), len(self._kept))
        if number == len(self._kept):
            self._kept.append(array)
            self._exact.append(exact)
        return number

    @property
    def packed(self) -> list[Packed]:
        """Each as base64 text, in float32 if that is enough."""
        # All in one go: there are forty, each so short that numpy's calls count.
        flat = [array if array.ndim == 1 else np.ravel(array) for array in self._kept]
        values = np.concatenate([*flat, _NO_ARRAY])
        sizes = np.abs(values)
        out = np.flatnonzero(((sizes < _F4_SMALLEST) & (sizes > 0.0)) | (sizes > _F4_LARGEST))
        begins = list(accumulate((array.size for array in flat), initial=0))
        before = out.searchsorted(begins).tolist()
        with np.errstate(over="ignore"):  # of those that stay in float64
            halved = values.astype("<f4").data.cast("B")
        whole = values.astype("<f8", copy=False).data.cast("B")
        return [
            _packed("f8", whole[8 * begin : 8 * end])
            if exact or largest > least
            else _packed("f4", halved[4 * begin : 4 * end])
            for exact, (begin, end), (least, largest) in zip(
                self._exact, pairwise(begins), pairwise(before), strict=True
            )
        ]


def quantities(figures: Iterable[readouts.Readout], solution: Any) -> dict[str, Quantity]:
    """The key figures: full precision, and as written."""
    values = [(figure, figure.value(solution)) for figure in figures]
    return {
        figure.quantity: {"value": value, "text": figure.text(value)} for figure, value in values
    }


def promise(sentence: str) -> str:
    """What is guaranteed, without the word that stands before it: the page has that on its own."""
    head, _, rest = sentence.partition(": ")
    if head not in (words.text("promised.guaranteed"), words.text("promised.nothing")):
        return sentence
    # A word begins large, a symbol stays what it is.
    word = rest[:2].isalpha() and not "α" <= rest[0] <= "ω"
    return rest[:1].upper() + rest[1:] if word else rest


def graph_answers(
    graphs: Iterable[tuple[str, Graph]], arrays: Arrays, drawn: Container[str]
) -> dict[str, GraphAnswer]:
    """The pictures by their ids, with the styles that the page has not `drawn` yet."""
    return {
        str(name): graph_answer(graph, arrays, graph.kind not in drawn) for name, graph in graphs
    }


def graph_answer(graph: Graph, arrays: Arrays, with_style: bool) -> GraphAnswer:
    """A picture: its numbers, and its style if the page does not have it."""
    answer: GraphAnswer = {
        "kind": graph.kind,
        "traces": [
            {name: arrays.number(values) for name, values in trace.coordinates().items()}
            for trace in graph.traces
        ],
        "cursors": [_cursor(cursor, arrays) for cursor in graph.cursors],
        "ranges": graph.ranges,
        "caption": graph.caption,
        "handles": [_handle(handle) for handle in graph.handles],
    }
    if with_style:
        answer["style"] = graph.style()
    return answer


def network_answer(
    layers: Iterable[Array], arrays: Arrays, *, name: str = "", color: str = ""
) -> NetworkAnswer:
    """A drawing of a network; each of `layers` has shape (T, k), the largest values first."""
    sampled = [np.asarray(values)[::_EVERY, :_EDGES] for values in layers]
    return {
        "name": name,
        "color": color,
        "every": _EVERY,
        "layers": [
            [arrays.number(values[:, k]) for k in range(values.shape[1])] for values in sampled
        ],
    }


def _cursor(cursor: Cursor, arrays: Arrays) -> CursorAnswer:
    answer: CursorAnswer = {
        "axes": cursor.axes,
        "color": cursor.color,
        "upright": cursor.upright,
        "x": arrays.number(cursor.x),
        "y": arrays.number(cursor.y),
    }
    if cursor.z is not None:
        answer["z"] = arrays.number(cursor.z)
    return answer


def _handle(handle: Handle) -> HandleAnswer:
    answer: HandleAnswer = {"names": handle.names, "x": handle.x, "y": handle.y}
    if handle.at is not None and handle.along is not None:
        answer |= {"at": handle.at, "along": handle.along}
    return answer


def _packed(kind: str, data: memoryview) -> Packed:
    return {"dtype": kind, "bdata": b2a_base64(data, newline=False).decode("ascii")}
