"""An objective around a minimiser, in the coordinates that suit its flow.

Close to the minimiser W - W* and f - f* cannot be had from W: the digits are gone. A flow carries

    y = H^(1/2) U^T (W - W*)

as a variable of its own instead, and keeps the relative accuracy of the loss down to the smallest
floats. If f is quadratic, H is its Hessian and diagonal in the coordinates U^T W (`quadratic`): the
gradient there is H^(1/2) y and f - f* = 1/2 ||y||^2, and directions in which f is flat are gone.
For other f, U and H are the identity.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.arrays import Array

_FLAT = 0.3  # of the largest root
_SMALL = 0.1  # of the norm of W*


@dataclass(frozen=True, eq=False)
class Curvature:
    """The Hessian of f at a point; it acts on the rows of W alone.

    Attributes
    ----------
    root : ndarray, shape (n, n)
        Symmetric R with R R the Hessian, in the coordinates U^T W.
    metric, inverse : ndarray, shape (n, n), or None
        What turns y into the coordinates in which the preconditioned Hessian R T R acts on it, and
        back; None is the identity.
    """

    root: Array
    metric: Array | None = None
    inverse: Array | None = None


class Series(ABC):
    """Taylor coefficients of M = [[0, E], [E^T, 0]], E = grad f(W), from those of W(t).

    They come one after the other, k = 1, 2, ..., after `begin`.
    """

    def __init__(self, n: int, m: int) -> None:
        self._n = n
        self._size = n + m

    @abstractmethod
    def begin(self, y: Array) -> None:
        """The point of expansion, y of shape (n, m)."""

    @abstractmethod
    def of_product(self, k: int, W: Array, out: Array) -> None:
        """Writes M_k, flat, from W_k of shape (n, m)."""

    def of_gram(self, k: int, gram: Array, out: Array) -> None:
        """The same from the k-th coefficient of [[C_1, W], [W^T, C_2]], flat."""
        n = self._n
        self.of_product(k, gram.reshape(self._size, self._size)[:n, n:], out)

    def place(self, E: Array, out: Array) -> None:
        """Writes M, flat, of a gradient E; its zeros are there already."""
        n, square = self._n, out.reshape(self._size, self._size)
        square[:n, n:] = E
        square[n:, :n] = E.T


class Local(ABC):
    """f around W*. All matrices are in the coordinates U^T W but those of `turn`.

    Parameters
    ----------
    centre : ndarray, shape (n, m)
        W*.
    smoothness : float
    root : ndarray, shape (n,), optional
    rotation : ndarray, shape (n, n), optional

    Attributes
    ----------
    rotation : ndarray, shape (n, n), or None
        U, orthogonal; None is the identity, and H then too.
    root : ndarray, shape (n,)
        H^(1/2), a factor of each row.
    smoothness : float
        The largest eigenvalue of the Hessian, or a bound of it.
    linear : bool
        Whether the gradient is H^(1/2) y everywhere.
    """

    linear = False

    def __init__(
        self,
        centre: Array,
        smoothness: float,
        *,
        root: Array | None = None,
        rotation: Array | None = None,
    ) -> None:
        self._centre = centre
        self.smoothness = smoothness
        self.root = np.ones(len(centre)) if root is None else root
        self.rotation = rotation

    def start(self, W: Array) -> Array:
        """y of a product W in the original coordinates, shape (n, m)."""
        return self.root[:, None] * self.turn(W - self._centre)

    @abstractmethod
    def gradient(self, y: Array) -> Array:
        """E = grad f, shape (..., n, m)."""

    @abstractmethod
    def excess(self, y: Array) -> Array:
        """f - f*, shape (...)."""

    @abstractmethod
    def curvature(self, y: Array) -> Curvature:
        """The Hessian at one y of shape (n, m)."""

    @abstractmethod
    def series(self, order: int) -> Series:
        """Taylor coefficients of the gradient up to this order."""

    def hessian_root(self) -> Array:
        """Symmetric R, R R the Hessian at W* in the original coordinates, shape (n, n)."""
        root = self.curvature(np.zeros(self._centre.shape)).root
        return root if self.rotation is None else self.rotation @ root @ self.rotation.T

    def product(self, y: Array, turned: Callable[[], Array]) -> Array:
        """W in the original coordinates, shape (..., n, m): W* + (W - W*) where y knows it better.

        Parameters
        ----------
        y : ndarray, shape (..., n, m)
        turned : callable
            U^T W, shape (..., n, m), as the layers have it. They know it better if f is so flat in
            some direction that y / H^(1/2) has fewer digits, and where W is small beside W*.
        """
        if self.root.min() < _FLAT * self.root.max():
            return self.turn_back(turned())
        distance = y if self.rotation is None else self.rotation @ (y / self.root[:, None])
        product = self._centre + distance
        squares = np.einsum("...ij,...ij->...", product, product)
        small = squares < _SMALL**2 * float(np.vdot(self._centre, self._centre))
        if small.any():
            product[small] = self.turn_back(turned()[small])
        return product

    def turn(self, W: Array) -> Array:
        """U^T W, shape (..., n, m)."""
        return W if self.rotation is None else self.rotation.T @ W

    def turn_back(self, W: Array) -> Array:
        """U W, shape (..., n, m)."""
        return W if self.rotation is None else self.rotation @ W
