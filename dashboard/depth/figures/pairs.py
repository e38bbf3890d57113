"""What the pictures of the imbalances d_l share: a line for each pair of layers."""

from __future__ import annotations

import numpy as np

import words
from core.arrays import Array
from core.depth import AlignedDescent
from core.descent import stride
from dashboard.parts.drawing import palette
from dashboard.parts.drawing.graph import Cursor, Trace
from dashboard.parts.drawing.layers import SINGLE_LINES, layer_lines

_SAMPLES = 100  # of each line, where many share one trace


def pair_lines(run: AlignedDescent, values: Array) -> list[Trace]:
    """`values`, shape (K + 1, L - 1), over the time; thinned where many pairs share a trace."""
    count, pairs = values.shape
    few = slice(None, None, stride(count, _SAMPLES) if pairs > SINGLE_LINES else 1)
    several = words.text("trace.imbalances")
    return layer_lines(run.times[few], tuple(values[few].T), "d", several=several)


def pair_cursor(run: AlignedDescent, values: Array, pair: int) -> Cursor:
    """It follows one of the lines."""
    color = palette.layer(pair) if values.shape[1] <= SINGLE_LINES else palette.INFEASIBLE
    return Cursor(run.times, values[:, pair], color=color, upright=True)


def largest_square(run: AlignedDescent) -> float:
    """Of the weights of the largest mode at the start; 1 if all are 0."""
    return float(np.square(run.modes[0].weights[0]).max()) or 1.0
