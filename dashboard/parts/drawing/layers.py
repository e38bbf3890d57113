"""Curves of the layers: told apart by colour and dash; where they are many, one line for all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from core.arrays import Array
from dashboard.parts.drawing import palette
from dashboard.parts.drawing.graph import Trace, broken, line, subscript

SINGLE_LINES = 8  # more layers than this share one trace and one colour


def layer_line(index: int, *, width: float = 2.0, **more: Any) -> dict[str, Any]:
    """Style of the line of layer `index`, from 0, on every picture."""
    return line(palette.layer(index), width=width, dash=palette.layer_dash(index), **more)


def layer_lines(
    t: Array,
    columns: Sequence[Array],
    symbol: str,
    *,
    several: str,
    labels: int = SINGLE_LINES,
    **more: Any,
) -> list[Trace]:
    """A line a column; for many columns one line that is broken between them.

    Parameters
    ----------
    t : ndarray, shape (T,)
    columns : sequence of ndarray, k of shape (T,)
    symbol : str
        Of one curve, without its number: "w".
    several : str
        What many of them are called together: "weights".
    labels : int
        How many of them have a label each; of more of them the first stands for all.
    **more
        Plotly attributes of every line.
    """
    count = len(columns)
    together = f"{symbol}₁…{symbol}{subscript(count)}"
    if count <= SINGLE_LINES:
        names = [f"{symbol}{subscript(index + 1)}" for index in range(count)]
        shown = names if count <= labels else [together, *[""] * (count - 1)]
        return [
            Trace(name, layer_line(index, **more), t, column, label=label)
            for index, (name, label, column) in enumerate(zip(names, shown, columns, strict=True))
        ]
    style = line(palette.INFEASIBLE, width=1.2, **more)
    x, y = broken(t, np.stack(columns, axis=1))
    return [Trace(f"{several} {together}", style, x, y, label=together)]
