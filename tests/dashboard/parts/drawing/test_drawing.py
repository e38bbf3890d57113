"""What a picture sends to the page besides its numbers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dashboard.parts.drawing.falling import falling
from dashboard.parts.drawing.graph import Graph, Trace, layout, line, markers

_X = np.array([0.0, 1.0])


def _graph(*traces: Trace) -> Graph:
    return Graph("kind", traces, (), layout(), {}, "")


def test_a_label_goes_with_the_color_of_its_trace() -> None:
    graph = _graph(
        Trace("guaranteed", line("#e0701a"), _X, _X, label="γα*"),
        Trace("on its way", line("#3b7dd8"), _X, _X),
        Trace("start", markers("#12949e", "circle-open"), _X, _X, label="start"),
    )
    assert graph.style()["labels"] == [
        {"trace": 0, "text": "γα*", "color": "#e0701a"},
        {"trace": 2, "text": "start", "color": "#12949e"},
    ]


def test_a_loss_that_is_cut_at_its_floor_keeps_its_labels() -> None:
    loss = Trace("loss", line("#3b7dd8"), _X, np.array([1.0, 0.0]), label="𝓛(t)")
    guarantee = replace(loss, label="exp")
    picture = falling([guarantee, loss], 1.0, title="", at_rest="", caption="")
    assert [label["text"] for label in picture.style()["labels"]] == ["exp", "𝓛(t)"]
