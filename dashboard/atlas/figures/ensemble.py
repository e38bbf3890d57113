"""Random initializations: how their figures are spread, and how their losses fall.

Axes and styles, and what the picked draw has; the browser puts in what comes of the draws.
"""

from __future__ import annotations

import numpy as np

import words
from core.arrays import Array
from dashboard.parts.drawing import palette
from dashboard.parts.drawing.graph import Graph, Trace, axis, layout, line, markers, time_axis
from dashboard.parts.drawing.logarithmic import log_axis

#: Classes of the histograms: equal ones of a part of a whole; eight a factor of ten.
EDGES: dict[str, Array] = {
    "tightness": np.linspace(0.0, 1.0, 41),
    "alpha_star": 10.0 ** np.linspace(-4.0, 3.0, 57),
}
#: What a loss is drawn as that is smaller.
LEAST = 1e-16
#: Quantiles of the bands: the middle, and what four in five lie between.
QUANTILES = (0.1, 0.5, 0.9)


def histogram(quantity: str, value: float | None, caption: str) -> Graph:
    """How many draws are in each class, in parts of all."""
    edges = EDGES[quantity]
    log = quantity == "alpha_star"
    none = np.empty(0)
    style = line(palette.FLOW, fill="tozeroy", fillcolor=palette.SLACK_FILL)
    mark = markers(palette.TARGET, "diamond", size=11)
    there = value is not None and (value > 0.0 or not log)
    place = np.array([value if there else np.nan], dtype=float)
    low, high = (np.log10(edges[[0, -1]]) if log else edges[[0, -1]]).tolist()
    across = (
        log_axis(words.text(f"atlas_spread.{quantity}"))
        if log
        else axis(words.text(f"atlas_spread.{quantity}"))
    )
    return Graph(
        kind=f"atlas histogram {quantity}",
        traces=(
            Trace(words.text("atlas_page.draws"), style, none, none, ghost=False),
            Trace(words.text("atlas_page.draw"), mark, place, np.zeros(1), ghost=True),
        ),
        cursors=(),
        layout=layout(
            xaxis=across,
            yaxis=axis(words.text("atlas_page.share_axis"), rangemode="tozero"),
        ),
        ranges={"xaxis": (low, high), "yaxis": (0.0, 1.0)},
        caption=caption,
    )


def bands(times: Array, draw: tuple[Array, Array], caption: str) -> Graph:
    """Quantiles of the losses and of their envelopes, and the loss of the picked draw.

    Parameters
    ----------
    times : ndarray, shape (T,)
        Of the quantiles.
    draw : tuple of (ndarray, ndarray)
        Times and excess of the picked draw.
    """
    none = np.empty(0)
    traces = []
    for name, color, fill in (
        ("envelope", palette.GUARANTEE, palette.GUARANTEE_FILL),
        ("loss", palette.FLOW, palette.SLACK_FILL),
    ):
        for which, more in (
            ("low", {"width": 1.0}),
            ("high", {"width": 1.0, "fill": "tonexty", "fillcolor": fill}),
            ("middle", {"width": 2.5}),
        ):
            label = words.text(f"atlas_spread.{name}_middle") if which == "middle" else ""
            called = words.text(f"atlas_spread.{name}_{which}")
            dash = "dash" if name == "envelope" else "solid"
            style = line(color, dash=dash, **more)
            traces.append(Trace(called, style, none, none, label=label, ghost=False))
    there = draw[0] <= times[-1]
    excess = np.maximum(draw[1][there], LEAST)
    style = line(palette.TARGET, width=1.5, dash="dot")
    name = words.text("atlas_page.draw")
    traces.append(Trace(name, style, draw[0][there], excess, ghost=True))
    return Graph(
        kind="atlas bands",
        traces=tuple(traces),
        cursors=(),
        layout=layout(xaxis=time_axis(), yaxis=log_axis("f − f*")),
        ranges={"xaxis": (0.0, float(times[-1])), "yaxis": (-16.0, 2.0)},
        caption=caption,
    )
