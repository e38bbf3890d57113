"""Logistic regression with a ridge, for two classes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
from scipy.special import expit

from core import fields
from core.arrays import Array, frozen
from core.errors import ScenarioError
from core.objective import logistic_loss
from core.objective.base import Objective, half_square, singular
from core.objective.local import Curvature, Local, Series


@dataclass(frozen=True, eq=False)
class Logistic(Objective):
    """f(w) = mean_i log(1 + exp(-y_i x_i.w)) + ridge/2 ||w||^2, m = 1.

    mu = ridge and K = ridge + lambda_max(X^T X) / (4 N) are bounds that hold for every w.

    Attributes
    ----------
    inputs : ndarray, shape (N, n)
        x_i, an observation a row.
    labels : ndarray, shape (N,)
        y_i, -1 or 1; 0 or 1 are taken as such.
    ridge : float
        > 0.

    Raises
    ------
    ScenarioError
        If the inputs are no matrix, the labels not one a row and of two values, the ridge is not
        positive, or so small that the minimiser is out of reach of double precision.
    """

    inputs: Array
    labels: Array
    ridge: float
    quadratic: ClassVar[bool] = False
    _signed: Array = field(init=False, repr=False)  # y_i x_i
    _logits: Array = field(init=False, repr=False)  # y_i x_i.w* as a column

    def __post_init__(self) -> None:
        X = fields.matrix("objective.inputs", self.inputs)
        labels = _labels(self.labels, X.shape[0])
        ridge = fields.positive("objective.ridge", self.ridge)
        U, S, V = singular(X)
        centre = V @ logistic_loss.minimiser(labels[:, None] * U * S, ridge)
        top = float(S[0] ** 2) if S.size else 0.0
        signed = labels[:, None] * X
        logits = signed @ centre[:, None]
        self._describe(
            centre[:, None],
            minimum=logistic_loss.value(logits[:, 0], centre, ridge),
            mu=ridge,
            smoothness=ridge + top / (4 * X.shape[0]),
            inputs=X,
            labels=frozen(labels),
            ridge=ridge,
            _signed=signed,
            _logits=logits,
        )

    def gradient_at(self, E: Array) -> Array:
        """Mean of y_i x_i times the change of -sigma(-y_i x_i.w), and ridge E."""
        drop = logistic_loss.drop(self._logits, self._signed @ E)
        gradient: Array = self._signed.T @ drop / self.labels.size + self.ridge * E
        return gradient

    def excess_at(self, E: Array) -> Array:
        """Mean Bregman divergence of log(1 + e^-z), and ridge/2 ||E||^2: every term is >= 0."""
        divergence = logistic_loss.divergence(self._logits, self._signed @ E)
        excess: Array = divergence.mean(axis=(-2, -1)) + self.ridge * half_square(E)
        return excess

    def local(self) -> Local:
        """y is W - W*."""
        return LocalLogistic(self)

    def turned(self, basis: Array, rank: int) -> Objective:
        """One column: there is nothing to turn."""
        return self

    def check_shape(self, shape: tuple[int, int], network: str = "weights") -> None:
        """X has n columns, and m = 1."""
        self._check_columns(shape)
        if shape[1] != 1:
            raise ScenarioError(
                network,
                "objective.one_column",
                columns=shape[1],
            )


class LocalLogistic(Local):
    """Mean logistic loss of data and a ridge: m = 1, y = W - W*."""

    def __init__(self, objective: Logistic) -> None:
        super().__init__(objective.centre, objective.smoothness)
        self._objective = objective
        #: The logit of a datum is its row times W.
        self.rows = objective.labels[:, None] * objective.inputs
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

    def curvature(self, y: Array) -> Curvature:
        """Its root R; the preconditioned Hessian R T R acts on R y."""
        values, vectors = np.linalg.eigh(self.hessian(y))
        scale = np.sqrt(np.maximum(values, self.ridge))  # less is rounding
        root = (vectors * scale) @ vectors.T
        return Curvature(root, root, (vectors / scale) @ vectors.T)

    def series(self, order: int) -> Series:
        """From those of the logits."""
        return LogisticSeries(self, order)


class LogisticSeries(Series):
    """Taylor coefficients of the logistic gradient from those of W, one after the other.

    With s = sigma(z) of the logits z, s' = q z' and q = s (1 - s): k s_k = sum_j j z_j q_{k-j}.
    """

    def __init__(self, local: LocalLogistic, order: int) -> None:
        super().__init__(local.rows.shape[1], 1)
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

    def of_product(self, k: int, W: Array, out: Array) -> None:
        """The gradient's k-th coefficient and its transpose."""
        self.place(self.coefficient(k, W), out)


def _labels(values: object, count: int) -> Array:
    """Labels as -1 and 1."""
    labels = fields.vector("objective.labels", values)
    if labels.size != count:
        raise ScenarioError(
            "objective.labels", "objective.labels_length", length=labels.size, rows=count
        )
    zero_one = bool((labels == 0.0).any())
    low = 0.0 if zero_one else -1.0
    for index, label in enumerate(labels.tolist()):
        if label not in (low, 1.0):
            raise ScenarioError(
                f"objective.labels[{index}]",
                "objective.label",
                value=label,
            )
    return np.where(labels > 0.0, 1.0, -1.0)
