"""Spectral initializations: the layers share singular vectors with the target.

If W_1 = U S_1 V_1^T, W_2 = V_1 S_2 V_2^T, ... with diagonal S_l and W* = U S* V_L^T, gradient flow
of 1/2 ||W - W*||^2 keeps the vectors, and each mode is a deep scalar network of its own,

    ds/dt = (s* - s) sum_l prod_{i != l} s_i^2,

the scalar flow of |s* - s|^2 at half its speed (theory, section 7): exact, by `core.flow.scalar`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core import network
from core.flow.scalar import ScalarFlow
from core.objective import Objective, Squared
from core.scalar_network import from_weights

Array = NDArray[np.float64]

#: What may be off the diagonal beside the size of a layer or the target.
TOLERANCE = 1e-10


@dataclass(frozen=True, eq=False)
class SpectralModes:
    """The modes that a spectral initialization consists of.

    Attributes
    ----------
    weights : ndarray, shape (r, L)
        The diagonals of S_1 .. S_L, a mode a row; r is the least width.
    targets : ndarray, shape (r,)
        The diagonal of S*.
    rest : float
        What of the loss no mode reaches: 1/2 ||.||^2 of the target beyond the r modes.
    """

    weights: Array
    targets: Array
    rest: float

    def flow(self, times: Array) -> SpectralTrajectory:
        """Every mode at `times`, shape (T,), not decreasing, from 0."""
        modes = [
            _mode(weights, target, times)
            for weights, target in zip(self.weights.tolist(), self.targets.tolist(), strict=True)
        ]
        gaps = np.stack([gap for _, gap in modes], axis=1)
        return SpectralTrajectory(
            times=times,
            weights=np.stack([weights for weights, _ in modes], axis=1),
            products=self.targets - gaps,
            loss=0.5 * (gaps * gaps).sum(1) + self.rest,
        )


@dataclass(frozen=True, eq=False)
class SpectralTrajectory:
    """The modes in time.

    Attributes
    ----------
    times : ndarray, shape (T,)
    weights : ndarray, shape (T, r, L)
        Diagonals of the layers.
    products : ndarray, shape (T, r)
        s, the modes of W: its singular values but for sign and order.
    loss : ndarray, shape (T,)
        1/2 ||W - W*||^2.
    """

    times: Array
    weights: Array
    products: Array
    loss: Array


def spectral_modes(weights: Sequence[Array], objective: Objective) -> SpectralModes | None:
    """The modes of a spectral initialization, or None if it is none.

    The vectors are sought in the target and, where its singular values tie or vanish, in the
    product of the layers; a start whose layers are aligned in another way inside such a tie is
    missed.

    Parameters
    ----------
    weights : sequence of ndarray, shapes (h_{l-1}, h_l)
    objective : Objective
    """
    if not isinstance(objective, Squared):
        return None
    target = np.asarray(objective.target)
    size = float(np.linalg.norm(target))
    scale = math.prod(float(np.linalg.norm(layer)) for layer in weights)
    if not (size > 0.0 and scale > 0.0):
        return None
    # Aligned matrices are diagonal in the same vectors; a generic mixture of them has no ties.
    product = network.product(weights)
    mixture = target / size + _MIX * product / max(float(np.linalg.norm(product)), 1e-300)
    left, _, right = np.linalg.svd(mixture)
    aligned = left.T @ target @ right.T
    if _off_diagonal(aligned) > TOLERANCE * size:
        return None
    widths = [layer.shape[1] for layer in weights]
    r = min(target.shape[0], *widths)
    basis: Array = left
    diagonals = []
    for index, layer in enumerate(weights):
        turned = basis.T @ layer
        basis = right.T if index == len(weights) - 1 else _basis(turned)
        turned = turned @ basis
        if _off_diagonal(turned) > TOLERANCE * float(np.linalg.norm(layer)):
            return None
        diagonals.append(np.diagonal(turned)[:r])
    targets = np.diagonal(aligned)
    return SpectralModes(
        weights=np.stack(diagonals, axis=1),
        targets=targets[:r].copy(),
        rest=0.5 * float(targets[r:] @ targets[r:]),
    )


_MIX = math.sqrt(0.1)


def _basis(turned: Array) -> Array:
    """Orthonormal vectors for the right side of a layer with orthogonal rows, row by row.

    Rows of zero get what is left over: the next layer then decides whether it is aligned.
    """
    columns = turned.shape[1]
    lengths = np.linalg.norm(turned, axis=1)
    keep = np.flatnonzero(lengths > TOLERANCE * lengths.max())[:columns]
    vectors = turned[keep].T / lengths[keep]
    full, _ = np.linalg.qr(np.hstack([vectors, np.eye(columns)]), mode="reduced")
    full[:, : keep.size] = vectors
    order = np.empty(columns, dtype=int)
    spare = iter(range(keep.size, columns))
    used = {int(row): index for index, row in enumerate(keep) if row < columns}
    for place in range(columns):
        order[place] = used[place] if place in used else next(spare)
    return full[:, order]


def _off_diagonal(matrix: Array) -> float:
    rest = matrix.copy()
    np.fill_diagonal(rest, 0.0)
    return float(np.linalg.norm(rest))


def _mode(weights: list[float], target: float, times: Array) -> tuple[Array, Array]:
    """Weights, shape (T, L), and target - product, shape (T,), of one scalar network."""
    network_ = from_weights(weights, target)
    side = -1.0 if target < 0.0 or (target == 0.0 and network_.product < 0.0) else 1.0
    # The flow is solved in the sign in which the target is positive.
    flow = ScalarFlow(
        network_.others,
        side * network_.orientation * network_.start,
        abs(target),
        side * network_.gap,
    )
    states = flow.at(0.5 * times)
    return (
        network_.weights(side * network_.orientation * states.smallest_weight),
        side * states.gap,
    )
