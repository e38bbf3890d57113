"""Objectives around a minimiser, in the coordinates that suit their flow.

Close to the minimiser W - W* and f - f* cannot be had from W: the digits are gone. A flow carries

    y = H^(1/2) U^T (W - W*)

as a variable of its own instead, and keeps the relative accuracy of the loss down to the smallest
floats. If f is quadratic, H is its Hessian and diagonal in the coordinates U^T W: then the
gradient there is H^(1/2) y and f - f* = 1/2 ||y||^2, and directions in which f is flat are gone.
For logistic loss U and H are the identity.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable

import numpy as np
from scipy.special import expit

from core.arrays import EPS, Array
from core.objective.base import Logistic, Objective, Regression

_FLAT = 0.3  # of the largest root
_SMALL = 0.1  # of the norm of W*


class Local(ABC):
    """f around W*. All matrices are in the coordinates U^T W but those of `turn`.

    Attributes
    ----------
    rotation : ndarray, shape (n, n), or None
        U, orthogonal; None is the identity, and H then too.
    root : ndarray, shape (n,)
        H^(1/2), a factor of each row.
    smoothness : float
        The largest eigenvalue of the Hessian, or a bound of it.
    """

    rotation: Array | None = None
    root: Array
    smoothness: float

    def __init__(self, objective: Objective) -> None:
        self._objective = objective
        self.smoothness = objective.smoothness
        self.root = np.ones(objective.shape[0])

    def start(self, W: Array) -> Array:
        """y of a product W in the original coordinates, shape (n, m)."""
        return self.root[:, None] * self.turn(W - self._objective.centre)

    @abstractmethod
    def gradient(self, y: Array) -> Array:
        """E = grad f, shape (..., n, m)."""

    @abstractmethod
    def excess(self, y: Array) -> Array:
        """f - f*, shape (...)."""

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
        product = self._objective.centre + distance
        squares = np.einsum("...ij,...ij->...", product, product)
        small = squares < _SMALL**2 * float(np.vdot(self._objective.centre, self._objective.centre))
        if small.any():
            product[small] = self.turn_back(turned()[small])
        return product

    def turn(self, W: Array) -> Array:
        """U^T W, shape (..., n, m)."""
        return W if self.rotation is None else self.rotation.T @ W

    def turn_back(self, W: Array) -> Array:
        """U W, shape (..., n, m)."""
        return W if self.rotation is None else self.rotation @ W


class LocalQuadratic(Local):
    """1/2 ||W - W*||^2 or 1/2 ||X W - Y||^2."""

    def __init__(self, objective: Objective) -> None:
        super().__init__(objective)
        if isinstance(objective, Regression):
            X = objective.inputs
            _, values, turned = np.linalg.svd(X)
            values[values <= max(X.shape) * EPS * values[0]] = 0.0
            self.root = np.concatenate([values, np.zeros(X.shape[1] - values.size)])
            self.rotation = turned.T

    def gradient(self, y: Array) -> Array:
        """H^(1/2) y."""
        return self.root[:, None] * y

    def excess(self, y: Array) -> Array:
        """1/2 ||y||^2."""
        excess: Array = 0.5 * np.einsum("...ij,...ij->...", y, y)
        return excess


class LocalLogistic(Local):
    """Mean logistic loss of data and a ridge: m = 1, y = W - W*."""

    _objective: Logistic

    def __init__(self, objective: Logistic) -> None:
        super().__init__(objective)
        #: The logit of a datum is its row times W.
        self.rows = np.where(objective.labels > 0, 1.0, -1.0)[:, None] * objective.inputs
        self.logits = (self.rows @ objective.centre)[:, 0]
        self.ridge = objective.ridge

    def gradient(self, y: Array) -> Array:
        """E, without cancellation."""
        return self._objective.gradient_at(y)

    def excess(self, y: Array) -> Array:
        """f - f*, without cancellation."""
        return self._objective.excess_at(y)

    def hessian(self, y: Array) -> Array:
        """Hessian at one y, shape (n, n)."""
        logits = self.logits + (self.rows @ y)[:, 0]
        slope = expit(logits) * expit(-logits)
        hessian: Array = (self.rows.T * slope) @ self.rows / len(self.rows)
        return hessian + self.ridge * np.eye(len(hessian))


class LogisticSeries:
    """Taylor coefficients of the logistic gradient from those of W, one after the other.

    With s = sigma(z) of the logits z, s' = q z' and q = s (1 - s): k s_k = sum_j j z_j q_{k-j}.
    """

    def __init__(self, local: LocalLogistic, order: int) -> None:
        self._local = local
        shape = (order + 1, len(local.rows))
        self._s, self._q, self._z = np.empty(shape), np.empty(shape), np.empty(shape)

    def begin(self, y: Array) -> None:
        """The point of expansion."""
        logits = self._local.logits + (self._local.rows @ y)[:, 0]
        self._s[0] = expit(logits)
        self._q[0] = self._s[0] * expit(-logits)

    def coefficient(self, k: int, W: Array) -> Array:
        """The gradient's k-th, from that of W, shapes (n, 1); k = 1, 2, ... in turn."""
        s, q, z = self._s, self._q, self._z
        rows = self._local.rows
        z[k] = k * (rows @ W)[:, 0]
        s[k] = np.einsum("ji,ji->i", z[1 : k + 1], q[:k][::-1]) / k
        # q = s - s^2, and s^2 has twice the middle in it: its k-th needs s_0 .. s_k.
        q[k] = s[k] - np.einsum("ji,ji->i", s[: k + 1], s[: k + 1][::-1])
        gradient: Array = (s[k] @ rows)[:, None] / len(rows)
        return gradient + self._local.ridge * W


def local_objective(objective: Objective) -> LocalQuadratic | LocalLogistic:
    """The objective around its minimiser, the one of least norm if there are several."""
    if isinstance(objective, Logistic):
        return LocalLogistic(objective)
    return LocalQuadratic(objective)
