"""Invariant manifolds that a flow may not leave, and rounding would.

Where the smallest layers tie (D_l = 0 between them) a mode of the product can reach 0 only at the
end of time: its rank and, of a square product, the sign of its determinant are constants of the
flow. Such a mode that is driven to 0 ends at a saddle or, if the target is 0 there, decays like a
power of time. Rounding knows neither: an imbalance of 1e-16 grows like e^t at the saddle, and takes
the power law over at t = 1e16.

So the invariants are put back while a mode falls. `mend` rebuilds the layers with their imbalances
exact, in hidden coordinates in which each mode is one entry of each layer, small beside it or not
(the flow does not see hidden rotations). A mode that cannot come back is set to exact 0 once it is
nothing beside the rest: exact zeros stay.

Two kinds are known: layers that are diagonal, with a target that is (`AxisManifold`), and layers
with D_l = d_l I (`HomogeneousManifold`), balanced ones of any shape among them. The product of
balanced layers stays symmetric beside a symmetric target, and keeps its numbers of positive and of
negative eigenvalues with its rank.

Source: docs/mathematics.md, section 8.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from core import network
from core.arrays import EPS, Array
from core.guarantee.homogeneous import homogeneous_imbalance
from core.matrix.flow.invariant.symmetry import excessive_signs
from core.matrix.flow.rotation import columns_in_order, right_vectors
from core.objective.base import Objective
from core.objective.local import Local
from core.scalar.network import from_imbalance

_FALL = 0.5  # of a mode's layers since the last time: the invariants are put back
_GONE = 1e-16  # of the product or the target: a mode that cannot come back is 0 from here on
_ROUNDING = 1e-13  # of the layers' squares: an imbalance that is none
_PARALLEL = 0.9  # left and right singular vectors of a symmetric matrix
_TIED = 8.0 * EPS  # of a layer's entry: equal but for rounding

Layers = list[Array]
Flags = NDArray[np.bool_]


class Manifold(ABC):
    """Constants of one flow: the layers and y as in `core.integrate`, W* in their coordinates.

    Parameters
    ----------
    layers : sequence of ndarray, shapes (h_{l-1}, h_l)
        At the start.
    centre : ndarray, shape (n, m)
    root : ndarray, shape (n,)
        y = root (W - W*), row by row.

    Attributes
    ----------
    gone : bool
        Whether all modes that cannot come back are at 0, and there are some.
    """

    gone: bool = False
    _symmetric: bool = False  # whether the product is, and stays so

    def __init__(self, layers: Sequence[Array], centre: Array, root: Array) -> None:
        self._size = float(np.linalg.norm(centre))
        self._null = ~centre.any(axis=0)
        self._root = root[:, None]
        self._last = self._tied_sizes(list(layers))

    def mend(self, layers: Layers, y: Array, E: Array) -> tuple[Layers, Array] | None:
        """Layers on the manifold and their y; None while all is well.

        Parameters
        ----------
        layers : list of ndarray, shapes (h_{l-1}, h_l)
        y : ndarray, shape (n, m)
        E : ndarray, shape (n, m)
            grad f(W).
        """
        sizes = self._tied_sizes(layers)
        if not (sizes < _FALL * self._last).any():
            return None
        layers = self._rebuilt(layers, E)
        self._last = self._tied_sizes(layers)
        # What is off the manifold is so in y too.
        y = 0.5 * (y + y.T) if self._symmetric else y.copy()
        # Where W* is 0 the product knows y, and an error of their difference would not decay.
        y[:, self._null] = self._root * network.product(layers)[:, self._null]
        return layers, y

    @property
    @abstractmethod
    def settles(self) -> bool:
        """Whether every mode comes to rest exponentially or is gone in the end."""

    @abstractmethod
    def dying(self) -> list[tuple[int, Flags]]:
        """Modes, as `mend` leaves them, that are bound to die like a power of time at a saddle.

        With the layers that tie in each.
        """

    @abstractmethod
    def bound(self, layers: Layers) -> Layers | None:
        """Layers without the modes that can only die, slowly or not; None if there are none."""

    @abstractmethod
    def _tied_sizes(self, layers: Layers) -> Array:
        """What each mode has in a tied layer, or a part of it: small where the mode is."""

    @abstractmethod
    def _rebuilt(self, layers: Layers, E: Array) -> Layers:
        """On the manifold again, with modes that are gone at 0."""


class AxisManifold(Manifold):
    """Diagonal layers and a diagonal target: every mode is a deep scalar network of its own."""

    def __init__(self, layers: Sequence[Array], centre: Array, root: Array) -> None:
        entries = _diagonals(layers)  # (L, p)
        size = np.abs(entries)
        self._targets = np.diagonal(centre)[: entries.shape[1]].copy()
        self._tied = size <= size.min(axis=0) * (1.0 + _TIED)
        several = self._tied.sum(axis=0) > 1
        self._tied &= several & (size.min(axis=0) > 0.0)
        self._blocked = several & (np.sign(entries).prod(axis=0) * self._targets < 0.0)
        # What no datum sees stands still, whatever is written for its target.
        self._fading = (
            self._tied.any(axis=0) & (self._targets == 0.0) & (root[: len(several)] > 0.0)
        )
        super().__init__(layers, centre, root)

    @property
    def ties(self) -> bool:
        """Whether there is anything to keep."""
        return bool(self._tied.any())

    @property
    def settles(self) -> bool:
        """Whether no tied mode has the target 0."""
        return not bool(self._fading.any())

    def dying(self) -> list[tuple[int, Flags]]:
        """Those of the wrong sign that three or more layers share."""
        found = np.flatnonzero(self._blocked & (self._tied.sum(axis=0) > 2))
        return [(mode, self._tied[:, mode]) for mode in found.tolist()]

    def bound(self, layers: Layers) -> Layers | None:
        """Layers without the modes that can only die, slowly or not; None if there are none."""
        lost = self._blocked | self._fading
        if not lost.any():
            return None
        return _with_diagonals(layers, np.where(self._tied & lost, 0.0, _diagonals(layers)))

    def _tied_sizes(self, layers: Layers) -> Array:
        size = np.abs(_diagonals(layers))
        found: Array = np.where(self._tied, size, np.inf).min(axis=0)
        return found

    def _rebuilt(self, layers: Layers, E: Array) -> Layers:
        entries = _diagonals(layers)
        products = np.abs(entries.prod(axis=0))
        largest = max(float(products.max()), self._size)
        gone = self._blocked & (products <= _GONE * largest)
        # The tied entries' geometric mean, without underflow.
        sizes = np.abs(entries)
        logs = np.log(np.where(self._tied & (sizes > 0.0), sizes, 1.0))
        mean = np.exp(logs.sum(axis=0) / np.maximum(self._tied.sum(axis=0), 1))
        mended = np.where(self._tied, np.sign(entries) * np.where(gone, 0.0, mean), entries)
        self._tied &= ~gone
        self._blocked &= ~gone
        self.gone |= bool(gone.any()) and not self._blocked.any()
        return _with_diagonals(layers, mended)


class HomogeneousManifold(Manifold):
    """D_l = d_l I with the smallest layers tied, and balanced layers of any widths.

    Parameters
    ----------
    layers, centre, root
        As of every manifold.
    imbalance : ndarray, shape (L,)
        c_l.
    blocked : int
        How many modes must die at a saddle.
    symmetric : bool
        Whether the product is, and stays so.
    unique : bool
        Whether W* is the only minimiser. If not, a mode beyond its rank need not die: what no datum
        sees of it stays.
    """

    def __init__(
        self,
        layers: Sequence[Array],
        centre: Array,
        root: Array,
        imbalance: Array,
        blocked: int,
        symmetric: bool,
        *,
        unique: bool,
    ) -> None:
        self._symmetric = symmetric
        self._cumulative = imbalance  # c_l, (L,)
        self._tied = imbalance == 0.0
        self._first = int(np.argmax(self._tied))
        self._modes = min(min(layer.shape) for layer in layers)
        self._alive = min(self._modes, int((np.linalg.norm(layers[0], axis=0) > 0.0).sum()))
        self.gone = self._alive < self._modes
        self._blocked = blocked if symmetric or not self.gone else 0
        self._rank = _rank(centre) if unique else self._modes
        super().__init__(layers, centre, root)

    @property
    def settles(self) -> bool:
        """Whether no mode that is left has the target 0."""
        return bool(self._alive <= self._rank)

    def dying(self) -> list[tuple[int, Flags]]:
        """The least, if it alone must die and three or more layers tie."""
        one = self._blocked == 1 and self._tied.sum() > 2
        return [(self._alive - 1, self._tied)] if one else []

    def bound(self, layers: Layers) -> Layers | None:
        """Layers without the modes that can only die, slowly or not; None if there are none."""
        lost = self._blocked + max(0, self._alive - self._blocked - self._rank)
        if not lost:
            return None
        bases = self._bases(layers)
        kept = np.arange(self._modes) < self._alive - lost
        found = []
        for layer, left, right, tied in zip(layers, bases, bases[1:], self._tied, strict=False):
            sizes = np.einsum("ij,ij->j", left, layer @ right)
            found.append((left * np.where(kept | ~tied, sizes, 0.0)) @ right.T)
        return found

    def _tied_sizes(self, layers: Layers) -> Array:
        layer = layers[self._first]
        values = np.linalg.svd(layer, compute_uv=False)[: self._alive]
        # A singular value below the rounding of the largest is seen in its column alone.
        columns = np.sort(np.linalg.norm(layer, axis=0))[::-1][: self._alive]
        sizes: Array = np.minimum(values, columns)
        return sizes

    def _rebuilt(self, layers: Layers, E: Array) -> Layers:
        bases = self._bases(layers)
        sizes = [
            np.einsum("ij,ij->j", left, layer @ right)
            for layer, left, right in zip(layers, bases, bases[1:], strict=False)
        ]  # signed, (p,) each
        tied = np.abs([size for size, yes in zip(sizes, self._tied, strict=True) if yes])
        alive = np.arange(self._modes) < self._alive
        logs = np.log(np.where(alive & (tied > 0.0), tied, 1.0))
        squares = np.where(alive, np.exp(2.0 * logs.mean(axis=0)), 0.0)
        products = np.sqrt((squares[:, None] + self._cumulative).prod(axis=1))
        largest = max(products[0], self._size)
        while self._blocked and products[self._alive - 1] <= _GONE * largest:
            mode = self._alive - 1
            side = np.prod([np.sign(size[mode]) for size in sizes])
            if side * float(bases[0][:, mode] @ E @ bases[-1][:, mode]) <= 0.0:
                break
            squares[mode] = 0.0
            self._alive -= 1
            self._blocked -= 1
            self.gone = not self._blocked
        mended = []
        last = len(layers) - 1
        for index, (layer, size) in enumerate(zip(layers, sizes, strict=True)):
            diagonal = np.sign(size) * np.sqrt(squares + self._cumulative[index])
            left = bases[0] if index == 0 else np.eye(len(layer))[:, : self._modes]
            right = bases[-1] if index == last else np.eye(layer.shape[1])[:, : self._modes]
            mended.append((left * diagonal) @ right.T)
        return mended

    def _bases(self, layers: Layers) -> list[Array]:
        """The modes' vectors between the layers, shapes (h_l, p), from the first tied layer on."""
        p, k = self._modes, self._first
        right = right_vectors(layers[k])[:, :p]
        found = [columns_in_order(layers[k] @ right), right]
        for layer in reversed(layers[:k]):
            found.insert(0, columns_in_order(layer @ found[0]))
        for layer in layers[k + 1 :]:
            found.append(columns_in_order(layer.T @ found[-1]))
        if self._symmetric:
            sides = np.einsum("ij,ij->j", found[0], found[-1])
            # Modes of one size and other signs mix: their vectors are not those of the product.
            if (np.abs(sides[: self._alive]) > _PARALLEL).all():
                found[-1] = found[0] * np.where(sides < 0.0, -1.0, 1.0)
        return found


def known_manifold(objective: Objective, local: Local, layers: Sequence[Array]) -> Manifold | None:
    """The manifold that a flow must stay on, as far as it is known; None if there is none.

    Parameters
    ----------
    objective : Objective
    local : Local
        The same around W*.
    layers : sequence of ndarray, shapes (h_{l-1}, h_l)
        At the start, the first in the coordinates of `local`.
    """
    if len(layers) < 2:
        return None
    centre = local.turn(objective.centre)
    y = local.root[:, None] * (network.product(layers) - centre)
    if all(map(_is_diagonal, [*layers, centre, local.gradient(y), local.gradient(0.5 * y)])):
        axis = AxisManifold(layers, centre, local.root)
        return axis if axis.ties else None
    cumulative = _cumulative(layers)
    if cumulative is None or np.count_nonzero(cumulative == 0.0) < 2:
        return None
    excessive = None
    if objective.isotropic and not cumulative.any():
        excessive = excessive_signs(network.product(layers), centre)
    symmetric = excessive is not None
    blocked = (
        int(objective.unique and _signs_differ(layers, centre)) if excessive is None else excessive
    )
    return HomogeneousManifold(
        layers, centre, local.root, cumulative, blocked, symmetric, unique=objective.unique
    )


def _cumulative(layers: Sequence[Array]) -> Array | None:
    """c_l of balanced layers, or of square ones with D_l = d_l I."""
    if is_balanced(layers):
        return np.zeros(len(layers))
    found = homogeneous_imbalance(layers, _ROUNDING)
    if found is None:
        return None
    noise = _ROUNDING * max(float(np.vdot(layer, layer)) for layer in layers)
    exact = np.where(np.abs(found) <= noise, 0.0, found)
    cumulative = np.array(from_imbalance(exact, 0.0, 0.0).cumulative_imbalance)
    cumulative[cumulative <= noise] = 0.0
    return cumulative


def is_balanced(layers: Sequence[Array]) -> bool:
    """Whether all D_l are 0 to rounding."""
    squares = [float(np.vdot(layer, layer)) for layer in layers]
    together = zip(pairwise(layers), pairwise(squares), strict=True)
    return all(
        # The trace of D_l, at most sqrt(h_l) times its norm, tells most that are not.
        abs(a - b) <= 2.0 * math.sqrt(len(after)) * _ROUNDING * (a + b)
        and float(np.linalg.norm(before.T @ before - after @ after.T)) <= _ROUNDING * (a + b)
        for (before, after), (a, b) in together
    )


def _signs_differ(layers: Sequence[Array], centre: Array) -> bool:
    """Whether a square product of full rank and its target have determinants of other signs."""
    n, m = centre.shape
    if n != m or min(min(layer.shape) for layer in layers) < n:
        return False
    values = np.linalg.svd(centre, compute_uv=False)
    if values[-1] <= n * EPS * values[0]:
        return False
    sign = float(np.linalg.slogdet(network.product(layers))[0])
    return sign * float(np.linalg.slogdet(centre)[0]) < 0.0


def _rank(matrix: Array) -> int:
    values = np.linalg.svd(matrix, compute_uv=False)
    return int((values > max(matrix.shape) * EPS * values[0]).sum())


def _diagonals(layers: Sequence[Array]) -> Array:
    """The modes' entries, shape (L, p)."""
    p = min(min(layer.shape) for layer in layers)
    return np.stack([np.diagonal(layer)[:p] for layer in layers])


def _with_diagonals(layers: Sequence[Array], entries: Array) -> Layers:
    """Copies with other modes, shape (L, p)."""
    layers = [layer.copy() for layer in layers]
    for layer, diagonal in zip(layers, entries, strict=True):
        at = np.arange(diagonal.size)
        layer[at, at] = diagonal
    return layers


def _is_diagonal(matrix: Array) -> bool:
    return bool(np.count_nonzero(matrix) == np.count_nonzero(np.diagonal(matrix)))
