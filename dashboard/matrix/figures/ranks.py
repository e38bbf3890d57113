"""The staircase: how many modes of the target are learnt, and when that was to be expected."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import numpy as np

import words
from core import MatrixSolution
from core.arrays import Array
from dashboard.matrix.figures.common import horizon
from dashboard.parts.drawing import palette
from dashboard.parts.drawing.graph import (
    Cursor,
    Graph,
    Trace,
    axis,
    layout,
    line,
    note,
    time_axis,
)
from words import Message, say
from words.numbers import written

_LINE = 56  # characters of a note's line


def graph(solution: MatrixSolution) -> Graph:
    """Steps where u_i^T W v_i passes half of s_i*, and where it was to."""
    t, last = solution.times, horizon(solution)
    modes = solution.escape_times
    happened = sorted(mode.measured for mode in modes if mode.measured is not None)
    predicted = sorted(mode.predicted for mode in modes if mode.predicted is not None)
    learnt = np.searchsorted(happened, t, side="right").astype(float)
    why = next((mode.reason for mode in modes if mode.reason), None)
    said = Message("picture.ranks_predicted", times=_few(predicted)) if predicted else why
    told = _happened(happened, len(modes))
    nothing = "" if predicted else say(why or told)
    traces = [
        Trace(
            words.text("trace.ranks"),
            line(palette.FLOW, width=4),
            *_steps(happened, last),
            label=words.text("curve.learnt"),
        )
    ]
    if predicted:  # on top: where both agree, one is seen through the other's gaps
        traces.append(
            Trace(
                words.text("trace.predicted_ranks"),
                line(palette.PREDICTION, dash="dash"),
                *_steps(predicted, last),
                label=words.text("curve.predicted"),
            )
        )
    return Graph(
        kind=f"ranks {len(traces)} {nothing}",
        traces=tuple(traces),
        cursors=(Cursor(t, learnt, color=palette.FLOW, upright=True),),
        layout=layout(
            xaxis=time_axis(),
            yaxis=axis(words.text("axis.ranks"), dtick=1),
            annotations=[_note(nothing)] if nothing else [],
        ),
        ranges={"xaxis": (0.0, last), "yaxis": (-0.1, max(len(modes), 1) + 0.35)},
        caption=say((told, said) if said else told),
    )


def _happened(times: Sequence[float], count: int) -> Message:
    if not count:
        return Message("picture.no_target_modes")
    return Message("picture.ranks", learnt=len(times), count=count, times=_few(times))


def _steps(times: Sequence[float], last: float) -> tuple[Array, Array]:
    """A staircase that rises by one at each of the times, from 0 on."""
    inside = [time for time in times if time <= last]
    x = np.concatenate([[0.0], np.repeat(inside, 2), [last]])
    y = np.repeat(np.arange(len(inside) + 1.0), 2)
    return x, y


def _few(times: Sequence[float]) -> tuple[str, ...]:
    """No more than a sentence holds."""
    return tuple(written(time, 3) for time in times[:4])


def _note(text: str) -> dict[str, object]:
    return note("<br>".join(textwrap.wrap(text, _LINE)))
