"""Coordinates in which what is 0 is exactly 0, whatever the stepper.

All that is read off a flow is the same in any orthogonal coordinates, but rounding is not. A start
that shares its singular vectors with the target is diagonal in them, and a general stepper keeps it
so: a mode at 0 stays there. Where the target lacks a rank, balanced layers die along its null
space, which is then a set of columns.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.arrays import EPS, Array
from core.matrix.flow.manifold import is_balanced
from core.matrix.flow.spectral import SpectralModes
from core.objective.base import Objective
from core.objective.squared import Squared


def turned(
    objective: Objective, weights: Sequence[Array], modes: SpectralModes | None
) -> tuple[Objective, Sequence[Array], tuple[Array, Array]] | None:
    """The same flow in other coordinates, and U and V that lead back; None if it is best as it is.

    Parameters
    ----------
    objective : Objective
    weights : sequence of ndarray, shapes (h_{l-1}, h_l)
    modes : SpectralModes or None
        Of a spectral start.
    """
    if modes is not None:
        start = modes.point(modes.weights, modes.targets)
        return Squared(-start.gradient), start.layers, (modes.left, modes.right)
    _, values, right = np.linalg.svd(objective.centre)
    rank = int((values > max(objective.shape) * EPS * values[0]).sum())
    full = min(objective.shape)
    if len(weights) < 2 or rank == full or not objective.centre.any() or not is_balanced(weights):
        return None
    basis = right.T
    back = np.eye(objective.shape[0]), basis
    return objective.turned(basis, rank), [*weights[:-1], weights[-1] @ basis], back
