"""The objective f of a linear model W, an n x m matrix, with the constants of its convergence.

Everything is computed from the distance E = W - W* to a minimiser, never as a difference of large
numbers: near the minimum f - f* and the gradient keep the relative accuracy that E has.

======  ==================  ===================================================================
symbol  name                meaning
======  ==================  ===================================================================
W*      centre              a minimiser; `minimiser` if it is the only one
f*      minimum             f(W*)
mu      mu                  strong convexity: the smallest nonzero eigenvalue of the Hessian or
                            a bound below it
K       smoothness          Lipschitz constant of the gradient, or a bound above it
gamma   gamma               PL constant 2 mu: ||grad f||^2 >= gamma (f - f*)
K/mu    condition_number
======  ==================  ===================================================================
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field

import numpy as np

from core import fields
from core.arrays import EPS, Array, frozen
from core.errors import ScenarioError
from core.objective import logistic_loss


@dataclass(frozen=True, eq=False)
class Objective(ABC):
    """A convex f on n x m matrices that satisfies the PL inequality.

    W and E may be stacks: their last two axes are the matrix.

    Attributes
    ----------
    shape : tuple of int
        (n, m).
    centre : ndarray, shape (n, m)
        W*, the minimiser of least norm.
    minimum : float
        f*.
    mu, smoothness : float
        Smallest nonzero and largest curvature, or bounds of them.
    reason : str
        Why the minimiser is not unique; "" if it is. Then there is no margin: a low loss says
        nothing about the singular values of W.
    """

    shape: tuple[int, int] = field(init=False, repr=False)
    centre: Array = field(init=False, repr=False)
    minimum: float = field(init=False, repr=False)
    mu: float = field(init=False, repr=False)
    smoothness: float = field(init=False, repr=False)
    reason: str = field(init=False, repr=False)

    @property
    def unique(self) -> bool:
        """Whether there is only one minimiser."""
        return not self.reason

    @property
    def minimiser(self) -> Array | None:
        """W*, shape (n, m), or None if it is not unique."""
        return self.centre if self.unique else None

    @property
    def gamma(self) -> float:
        """PL constant: ||grad f||_F^2 >= gamma (f - f*)."""
        return 2.0 * self.mu

    @property
    def condition_number(self) -> float:
        """K / mu >= 1."""
        return self.smoothness / self.mu

    def value(self, W: Array) -> Array:
        """f(W), shape (...)."""
        return self.minimum + self.excess(W)

    def gradient(self, W: Array) -> Array:
        """grad f(W), shape (..., n, m)."""
        return self.gradient_at(W - self.centre)

    def excess(self, W: Array) -> Array:
        """f(W) - f*, shape (...)."""
        return self.excess_at(W - self.centre)

    @abstractmethod
    def gradient_at(self, E: Array) -> Array:
        """grad f(W* + E), shape (..., n, m): no cancellation where E is small."""

    @abstractmethod
    def excess_at(self, E: Array) -> Array:
        """f(W* + E) - f*, shape (...): no cancellation where E is small."""

    @abstractmethod
    def check_shape(self, shape: tuple[int, int], network: str = "weights") -> None:
        """Refuse a network whose product has another shape.

        Parameters
        ----------
        shape : tuple of int
            Of the product.
        network : str
            The scenario's entry that it comes from.

        Raises
        ------
        ScenarioError
        """


@dataclass(frozen=True, eq=False)
class Squared(Objective):
    """f(W) = 1/2 ||W - target||_F^2: mu = K = 1, gamma = 2.

    Attributes
    ----------
    target : ndarray, shape (n, m)

    Raises
    ------
    ScenarioError
        If the target is no matrix of finite numbers. A singular one is none: its margin is 0.
    """

    target: Array

    def __post_init__(self) -> None:
        target = fields.matrix("objective.target", self.target)
        _set(self, "target", target)
        _describe(self, target, minimum=0.0, mu=1.0, smoothness=1.0)

    def gradient_at(self, E: Array) -> Array:
        """E itself."""
        return E.copy()

    def excess_at(self, E: Array) -> Array:
        """1/2 ||E||_F^2."""
        return _half_square(E)

    def check_shape(self, shape: tuple[int, int], network: str = "weights") -> None:
        """The target has the product's shape."""
        if shape != self.shape:
            raise ScenarioError(
                "objective.target",
                "objective.misfit",
                n=self.shape[0],
                m=self.shape[1],
                rows=shape[0],
                columns=shape[1],
            )


@dataclass(frozen=True, eq=False)
class Regression(Objective):
    """f(W) = 1/2 ||X W - Y||_F^2, least squares; f* > 0 where Y is not in the range of X.

    mu and K are the smallest nonzero and the largest eigenvalue of X^T X. If X has not full column
    rank, PL holds all the same, but W* may move in the null space of X.

    Attributes
    ----------
    inputs : ndarray, shape (N, n)
        X, an observation a row.
    outputs : ndarray, shape (N, m)
        Y.

    Raises
    ------
    ScenarioError
        If they are no matrices with the same number of rows, or X is 0.
    """

    inputs: Array
    outputs: Array
    _factor: Array = field(init=False, repr=False)  # S V^T of X = U S V^T: |factor E| = |X E|
    _gram: Array = field(init=False, repr=False)

    def __post_init__(self) -> None:
        X = fields.matrix("objective.inputs", self.inputs)
        Y = fields.matrix("objective.outputs", self.outputs)
        if Y.shape[0] != X.shape[0]:
            raise ScenarioError(
                "objective.outputs", "objective.rows", rows=Y.shape[0], inputs=X.shape[0]
            )
        U, S, V = _singular(X)
        if not S.size:
            raise ScenarioError("objective.inputs", "objective.no_inputs")
        n = X.shape[1]
        _set(self, "inputs", X)
        _set(self, "outputs", Y)
        _set(self, "_factor", S[:, None] * V.T)
        _set(self, "_gram", self._factor.T @ self._factor)
        fitted = U.T @ Y
        _describe(
            self,
            V @ (fitted / S[:, None]),
            minimum=float(_half_square(Y - U @ fitted)),
            mu=float(S[-1] ** 2),
            smoothness=float(S[0] ** 2),
            reason=""
            if S.size == n
            else f"The inputs have rank {S.size} in {n} dimensions, so many W have the least loss: "
            "a low loss says nothing about the singular values of W, and there is no margin.",
        )

    def gradient_at(self, E: Array) -> Array:
        """X^T X E."""
        gradient: Array = self._gram @ E
        return gradient

    def excess_at(self, E: Array) -> Array:
        """1/2 ||X E||_F^2."""
        return _half_square(self._factor @ E)

    def check_shape(self, shape: tuple[int, int], network: str = "weights") -> None:
        """X has n columns, Y has m."""
        _check_inputs(self, shape)
        if shape[1] != self.shape[1]:
            raise ScenarioError(
                "objective.outputs",
                "objective.columns",
                columns=self.shape[1],
                layer=shape[1],
            )


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
    _signed: Array = field(init=False, repr=False)  # y_i x_i
    _logits: Array = field(init=False, repr=False)  # y_i x_i.w* as a column

    def __post_init__(self) -> None:
        X = fields.matrix("objective.inputs", self.inputs)
        labels = _labels(self.labels, X.shape[0])
        ridge = fields.positive("objective.ridge", self.ridge)
        U, S, V = _singular(X)
        centre = V @ logistic_loss.minimiser(labels[:, None] * U * S, ridge)
        top = float(S[0] ** 2) if S.size else 0.0
        signed = labels[:, None] * X
        _set(self, "inputs", X)
        _set(self, "labels", frozen(labels))
        _set(self, "ridge", ridge)
        _set(self, "_signed", signed)
        _set(self, "_logits", signed @ centre[:, None])
        _describe(
            self,
            centre[:, None],
            minimum=logistic_loss.value(self._logits[:, 0], centre, ridge),
            mu=ridge,
            smoothness=ridge + top / (4 * X.shape[0]),
        )

    def gradient_at(self, E: Array) -> Array:
        """Mean of y_i x_i times the change of -sigma(-y_i x_i.w), and ridge E."""
        drop = logistic_loss.drop(self._logits, self._signed @ E)
        gradient: Array = self._signed.T @ drop / self.labels.size + self.ridge * E
        return gradient

    def excess_at(self, E: Array) -> Array:
        """Mean Bregman divergence of log(1 + e^-z), and ridge/2 ||E||^2: every term is >= 0."""
        divergence = logistic_loss.divergence(self._logits, self._signed @ E)
        excess: Array = divergence.mean(axis=(-2, -1)) + self.ridge * _half_square(E)
        return excess

    def check_shape(self, shape: tuple[int, int], network: str = "weights") -> None:
        """X has n columns, and m = 1."""
        _check_inputs(self, shape)
        if shape[1] != 1:
            raise ScenarioError(
                network,
                "objective.one_column",
                columns=shape[1],
            )


def _set(objective: Objective, name: str, value: object) -> None:
    """Store the checked value in a frozen objective."""
    object.__setattr__(objective, name, value)


def _describe(
    objective: Objective,
    centre: Array,
    *,
    minimum: float,
    mu: float,
    smoothness: float,
    reason: str = "",
) -> None:
    _set(objective, "shape", centre.shape)
    _set(objective, "centre", frozen(centre))
    _set(objective, "minimum", minimum)
    _set(objective, "mu", mu)
    _set(objective, "smoothness", smoothness)
    _set(objective, "reason", reason)


def _half_square(E: Array) -> Array:
    """1/2 ||E||_F^2 over the last two axes."""
    half: Array = 0.5 * np.einsum("...ij,...ij->...", E, E)
    return half


def _singular(X: Array) -> tuple[Array, Array, Array]:
    """X = U diag(S) V^T with the r nonzero singular values only: (N, r), (r,), (n, r)."""
    U, S, Vt = np.linalg.svd(X, full_matrices=False)
    floor = max(X.shape) * EPS * S[0]
    rank = int((floor < S).sum())
    return U[:, :rank], S[:rank], Vt[:rank].T


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


def _check_inputs(objective: Objective, shape: tuple[int, int]) -> None:
    if shape[0] != objective.shape[0]:
        raise ScenarioError(
            "objective.inputs",
            "objective.inputs_columns",
            columns=objective.shape[0],
            rows=shape[0],
        )
