"""The layers of a matrix network, as its drawing and its plot of singular values show them."""

from __future__ import annotations

import numpy as np

from core import MatrixSolution
from core.arrays import Array

MOST_WORK = 300_000  # for each time: about three layers of 40 x 40


def shown_layers(solution: MatrixSolution) -> tuple[Array, ...]:
    """The largest singular values of each layer; none where they would take long to work out."""
    sides = solution.layer_shapes
    work = sum(rows * columns * min(rows, columns) for rows, columns in sides)
    if work > MOST_WORK:
        return ()
    rank = solution.singular_values.shape[1]
    return tuple(values[:, :rank] for values in solution.layer_singular_values)


def drawn_layers(solution: MatrixSolution) -> tuple[Array, ...]:
    """The same for the drawing, where a layer without numbers is still a layer."""
    empty = np.empty((len(solution.times), 0))
    return shown_layers(solution) or (empty,) * len(solution.layer_shapes)
