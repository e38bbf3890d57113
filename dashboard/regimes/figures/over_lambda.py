"""What two layers with D = lambda I come to, over lambda: lazy, rich, lazy again, or late."""

from __future__ import annotations

import numpy as np

import words
from core.arrays import Array
from core.regimes import LambdaDrift
from dashboard.parts.drawing.graph import Graph, Trace, axis, layout, line, markers
from dashboard.parts.drawing.logarithmic import floored, log_axis
from dashboard.parts.drawing.symmetric import place
from dashboard.regimes.figures.common import color, log_span
from words import Message, say
from words.numbers import written

#: On the axis of lambda.
_TICKS = np.array([-100.0, -10.0, -1.0, 0.0, 1.0, 10.0, 100.0])
_COLOR = color(-1)  # of the last regime


def drift(found: LambdaDrift, here: LambdaDrift | None) -> Graph:
    """||T - T(0)|| / ||T(0)|| at the end of time; `here` is the network of the page."""
    mark = here.drift if here else None
    return _graph(Message("picture.lambda_drift"), found, found.drift, mark, here, "T")


def rate(found: LambdaDrift, here: LambdaDrift | None) -> Graph:
    """How far the rate that NTK predicts is from that of the end."""
    mark = here.rate_error if here else None
    return _graph(
        Message("picture.lambda_rate"), found, found.rate_error, mark, here, words.text("curve.ntk")
    )


def _graph(
    told: Message,
    found: LambdaDrift,
    seen: Array,
    mark: Array | None,
    here: LambdaDrift | None,
    label: str,
) -> Graph:
    what = say(told)
    at = place(found.imbalances)
    low, high = log_span(seen, *([] if mark is None else [mark]))
    hover = {
        "text": [written(value, 3) for value in found.imbalances.tolist()],
        "hovertemplate": "λ = %{text}<br>%{y:.3g}",
    }
    curve = {**line(_COLOR, width=3), **hover}
    traces = [Trace(what, curve, at, floored(seen, low), label=label)]
    if here is not None and mark is not None:
        value = place(here.imbalances)
        upright = np.array([10.0 ** (low - 1), 10.0 ** (high + 1)])
        traces += [
            Trace(
                words.text("trace.lambda_here"),
                line(_COLOR, width=1.5, dash="dot"),
                np.repeat(value, 2),
                upright,
            ),
            Trace(
                words.text("trace.lambda_here"),
                {**markers(_COLOR, "circle"), "hovertemplate": "%{y:.3g}"},
                value,
                floored(mark, low),
                label="λ",
            ),
        ]
    return Graph(
        kind=f"lambda {what} {len(traces)}",
        traces=tuple(traces),
        cursors=(),
        layout=layout(
            xaxis=axis(
                words.text("axis.lambda"),
                tickmode="array",
                tickvals=place(_TICKS).tolist(),
                ticktext=[written(value, 3) for value in _TICKS.tolist()],
            ),
            yaxis=log_axis(what),
        ),
        ranges={"xaxis": (float(at[0]) - 0.1, float(at[-1]) + 0.1), "yaxis": (low, high)},
        caption=_caption(told, found, seen, here, mark),
    )


def _caption(
    told: Message, found: LambdaDrift, seen: Array, here: LambdaDrift | None, mark: Array | None
) -> str:
    said = [
        Message(
            "picture.over_lambda",
            what=told,
            first=seen[0],
            low=found.imbalances[0],
            middle=seen[len(seen) // 2],
            last=seen[-1],
            high=found.imbalances[-1],
        )
    ]
    if here is None or mark is None:
        said.append(Message("picture.no_lambda_here"))
    else:
        said.append(Message("picture.at_lambda", value=here.imbalances[0], found=mark[0]))
    return say(tuple(said))
