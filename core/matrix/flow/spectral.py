"""Spectral initializations: the layers share singular vectors with the target.

If W_1 = U S_1 V_1^T, W_2 = V_1 S_2 V_2^T, ... with diagonal S_l and W* = U S* V_L^T, gradient flow
of 1/2 ||W - W*||^2 keeps the vectors, and each mode is a deep scalar network of its own,

    ds/dt = (s* - s) sum_l prod_{i != l} s_i^2,

the scalar flow of |s* - s|^2 at half its speed: exact, by `core.scalar.flow.one_variable`.

Source: docs/mathematics.md, section 7.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from core import network
from core.arrays import Array
from core.matrix.flow.rest import Point
from core.objective.base import Objective
from core.scalar.flow.one_variable import End, scalar_flow
from core.scalar.network import from_weights

#: What may be off the diagonal beside the size of a layer or the target: rounding. What is more is
#: real, and may grow.
TOLERANCE = 1e-13


@dataclass(frozen=True, eq=False)
class SpectralModes:
    """The modes that a spectral initialization consists of.

    Attributes
    ----------
    diagonals : tuple of ndarray, shapes (min(h_{l-1}, h_l),)
        Those of S_1 .. S_L. The r first entries move, r the least width: they are the modes. Others
        meet a zero in another layer and stand still.
    targets : ndarray, shape (min(n, m),)
        The diagonal of S*. No mode reaches what is beyond the first r.
    sides : tuple of int
        n, h_1, .., h_{L-1}, m.
    left, right : ndarray, shapes (n, n) and (m, m)
        The vectors U and V_L, one a column.
    """

    diagonals: tuple[Array, ...]
    targets: Array
    sides: tuple[int, ...]
    left: Array
    right: Array

    @property
    def shape(self) -> tuple[int, int]:
        """(n, m)."""
        return self.sides[0], self.sides[-1]

    @property
    def weights(self) -> Array:
        """The moving entries, shape (r, L): a mode a row."""
        r = min(*self.shape, *map(len, self.diagonals))
        return np.stack([diagonal[:r] for diagonal in self.diagonals], axis=1)

    @property
    def rest(self) -> float:
        """What of the loss no mode reaches: 1/2 ||.||^2 of the target beyond the r modes."""
        beyond = self.targets[len(self.weights) :]
        return 0.5 * float(beyond @ beyond)

    def limit(self) -> Point:
        """Where the modes end; each is known exactly."""
        weights, gaps = self.weights, self.targets.copy()
        for mode, (start, target) in enumerate(
            zip(weights.tolist(), self.targets.tolist(), strict=False)
        ):
            weights[mode], gaps[mode] = _mode_end(start, target)
        return self.point(weights, gaps)

    def point(self, weights: Array, gaps: Array) -> Point:
        """The network of these modes, shape (r, L), and gaps, in the coordinates of the vectors."""
        layers = []
        shapes = pairwise(self.sides)
        for layer, (start, shape) in enumerate(zip(self.diagonals, shapes, strict=True)):
            full = np.zeros(shape)
            at = np.arange(len(start))
            full[at, at] = start
            full[at[: len(weights)], at[: len(weights)]] = weights[:, layer]
            layers.append(full)
        gradient = np.zeros(self.shape)
        gradient[np.arange(gaps.size), np.arange(gaps.size)] = -gaps
        return Point(tuple(layers), gradient, 0.5 * float(gaps @ gaps))

    def flow(self, times: Array) -> SpectralTrajectory:
        """Every mode at `times`, shape (T,), not decreasing, from 0."""
        modes = [
            mode_flow(weights, target, times)
            for weights, target in zip(self.weights.tolist(), self.targets.tolist(), strict=False)
        ]
        r = len(modes)
        gaps = np.tile(self.targets, (times.size, 1))
        gaps[:, :r] = np.stack([gap for _, gap in modes], axis=1)
        return SpectralTrajectory(
            times=times,
            modes=self,
            weights=np.stack([weights for weights, _ in modes], axis=1),
            gaps=gaps,
        )


@dataclass(frozen=True, eq=False)
class SpectralTrajectory:
    """The modes in time.

    Attributes
    ----------
    times : ndarray, shape (T,)
    modes : SpectralModes
    weights : ndarray, shape (T, r, L)
        The modes' part of the layers' diagonals.
    gaps : ndarray, shape (T, min(n, m))
        s* - s, each to its own relative accuracy.
    """

    times: Array
    modes: SpectralModes
    weights: Array
    gaps: Array

    def point(self, when: int) -> Point:
        """The network at one of the times."""
        return self.modes.point(self.weights[when], self.gaps[when])

    @property
    def products(self) -> Array:
        """s, the diagonal of W, shape (T, min(n, m)): singular values but for sign and order."""
        products = np.zeros_like(self.gaps)
        r = self.weights.shape[1]
        products[:, :r] = self.modes.targets[:r] - self.gaps[:, :r]
        return products

    @property
    def loss(self) -> Array:
        """1/2 ||W - W*||^2, shape (T,)."""
        loss: Array = 0.5 * np.einsum("ti,ti->t", self.gaps, self.gaps)
        return loss

    @property
    def diagonals(self) -> list[Array]:
        """The whole diagonal of each layer, shapes (T, min(h_{l-1}, h_l))."""
        r = self.weights.shape[1]
        found = []
        for layer, start in enumerate(self.modes.diagonals):
            diagonal = np.tile(start, (len(self.times), 1))
            diagonal[:, :r] = self.weights[:, :, layer]
            found.append(diagonal)
        return found

    def grams(self) -> tuple[Array, Array]:
        """Diagonals of P_l and Q_l (`core.matrix.preconditioner`), shapes (T, L, n) and (T, L, m).

        The eigenvalues of T are sum_l P_l,i Q_l,j.
        """
        squares = [diagonal**2 for diagonal in self.diagonals]
        n, m = self.modes.shape
        right = _products_so_far(squares[::-1], m)[:, ::-1]
        return _products_so_far(squares, n), right


def _products_so_far(squares: list[Array], side: int) -> Array:
    """1, s_1^2, s_1^2 s_2^2, ... without the last, `side` of each: shape (T, L, side)."""
    found = np.ones((len(squares[0]), len(squares), side))
    for index, square in enumerate(squares[:-1]):
        kept = min(side, square.shape[1])
        found[:, index + 1] = 0.0
        found[:, index + 1, :kept] = found[:, index, :kept] * square[:, :kept]
    return found


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
    if not objective.isotropic:
        return None
    target = np.asarray(objective.centre)
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
    basis: Array = left
    exact = _is_permutation(left) and _is_permutation(right)
    diagonals = []
    for index, layer in enumerate(weights):
        turned = basis.T @ layer
        # Aligned rows are orthogonal: seen before a whole basis is worked out.
        if _off_diagonal(turned @ turned.T) > TOLERANCE * float(np.linalg.norm(layer)) ** 2:
            return None
        basis = right.T if index == len(weights) - 1 else _basis(turned)
        turned = turned @ basis
        if _off_diagonal(turned) > TOLERANCE * float(np.linalg.norm(layer)):
            return None
        exact = exact and _is_permutation(basis)
        diagonals.append(np.diagonal(turned).copy())
    sides = (target.shape[0], *(layer.shape[1] for layer in weights))
    targets = np.diagonal(aligned).copy()
    if not exact:
        targets[np.abs(targets) <= _ROUNDING * size] = 0.0
        _snap(diagonals)
    return SpectralModes(tuple(diagonals), targets, sides, left, right.T)


_MIX = math.sqrt(0.1)
_ROUNDING = 1e-14  # of a layer that has been turned: a mode at 0, a difference of tied layers


def _snap(diagonals: Sequence[Array]) -> None:
    """Entries that are 0, and smallest layers that tie, but for the rounding of their turning."""
    for diagonal in diagonals:
        diagonal[np.abs(diagonal) <= _ROUNDING * np.abs(diagonal).max()] = 0.0
    for mode in range(min(map(len, diagonals))):
        entries = np.array([diagonal[mode] for diagonal in diagonals])
        least = float(np.abs(entries).min())
        noise = _ROUNDING * max(float(np.abs(diagonal).max()) for diagonal in diagonals)
        for diagonal, tied in zip(diagonals, np.abs(entries) <= least + noise, strict=True):
            if tied:
                diagonal[mode] = math.copysign(least, diagonal[mode])


def _is_permutation(basis: Array) -> bool:
    """Whether turning by it only moves entries and changes signs: nothing is rounded."""
    return bool((np.isin(np.abs(basis), (0.0, 1.0))).all())


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
    used = {int(row): index for index, row in enumerate(keep) if row < columns}
    spare = iter(sorted(set(range(columns)) - set(used.values())))
    for place in range(columns):
        order[place] = used[place] if place in used else next(spare)
    return full[:, order]


def _off_diagonal(matrix: Array) -> float:
    rest = matrix.copy()
    np.fill_diagonal(rest, 0.0)
    return float(np.linalg.norm(rest))


def _mode_end(weights: list[float], target: float) -> tuple[Array, float]:
    """Weights, shape (L,), and target - product of one mode at the end of time."""
    network_ = from_weights(weights, target)
    flow, side = scalar_flow(network_, target)
    at_end = network_.weights(np.array([side * network_.orientation * flow.limit]))[0]
    gaps = {End.TARGET: 0.0, End.ZERO: 0.0, End.SADDLE: target, End.STATIONARY: network_.gap}
    return at_end, gaps[flow.end]


def mode_flow(weights: list[float], target: float, times: Array) -> tuple[Array, Array]:
    """Weights, shape (T, L), and target - product, shape (T,), of one mode: a scalar network."""
    network_ = from_weights(weights, target)
    flow, side = scalar_flow(network_, target)
    states = flow.at(0.5 * times)
    return (
        network_.weights(side * network_.orientation * states.smallest_weight),
        side * states.gap,
    )
