"""Least squares of data."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from core import fields
from core.arrays import EPS, ROUNDINGS, Array
from core.errors import ScenarioError
from core.objective.base import Objective, half_square, singular
from core.objective.local import Local
from core.objective.quadratic import LocalQuadratic
from words import Message


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
        U, S, V = singular(X)
        if not S.size:
            raise ScenarioError("objective.inputs", "objective.no_inputs")
        n = X.shape[1]
        factor = S[:, None] * V.T
        fitted = U.T @ Y
        centre = V @ (fitted / S[:, None])
        self._describe(
            centre,
            minimum=_misfit(Y, U @ fitted, n * float(S[0]) * float(np.linalg.norm(centre))),
            mu=float(S[-1] ** 2),
            smoothness=float(S[0] ** 2),
            why=None if S.size == n else Message("objective.rank", rank=S.size, n=n),
            inputs=X,
            outputs=Y,
            _factor=factor,
            _gram=factor.T @ factor,
        )

    def gradient_at(self, E: Array) -> Array:
        """X^T X E."""
        gradient: Array = self._gram @ E
        return gradient

    def excess_at(self, E: Array) -> Array:
        """1/2 ||X E||_F^2."""
        return half_square(self._factor @ E)

    def local(self) -> Local:
        """H^(1/2) are the singular values of X, in the basis of its right singular vectors."""
        X = self.inputs
        _, values, turned = np.linalg.svd(X)
        values[values <= max(X.shape) * EPS * values[0]] = 0.0
        root = np.concatenate([values, np.zeros(X.shape[1] - values.size)])
        return LocalQuadratic(self.centre, self.smoothness, root=root, rotation=turned.T)

    def turned(self, basis: Array, rank: int) -> Objective:
        """The outputs turned."""
        found = Regression(self.inputs, self.outputs @ basis)
        centre = found.centre.copy()
        centre[:, rank:] = 0.0
        found._describe(
            centre,
            minimum=self.minimum,
            mu=self.mu,
            smoothness=self.smoothness,
            why=self.why,
        )
        return found

    @property
    def links(self) -> tuple[Array, Array]:
        """X^T X and X^T Y."""
        return self.inputs.T @ self.inputs, self.inputs.T @ self.outputs

    def within(self, left: Array, right: Array, rounding: float = 0.0) -> Objective | None:
        """Some of the inputs and outputs."""
        X, Y = self.inputs @ left, self.outputs @ right
        if not (X.any() and Y.size):
            return None
        noise = rounding * float(np.linalg.norm(self.inputs)) * float(np.linalg.norm(self.outputs))
        return Regression(X, Y if np.abs(X.T @ Y).max() > noise else np.zeros_like(Y))

    def check_shape(self, shape: tuple[int, int], network: str = "weights") -> None:
        """X has n columns, Y has m."""
        self._check_columns(shape)
        if shape[1] != self.shape[1]:
            raise ScenarioError(
                "objective.outputs",
                "objective.columns",
                columns=self.shape[1],
                layer=shape[1],
            )


def _misfit(Y: Array, fit: Array, size: float) -> float:
    """1/2 ||Y - fit||_F^2, and 0 where that is no more than rounding: data that are fitted exactly.

    `size` is that of the sums that such Y are: they may cancel.
    """
    misfit = Y - fit
    rounding = ROUNDINGS * EPS * (float(np.linalg.norm(Y)) + size)
    return float(half_square(misfit)) if np.linalg.norm(misfit) > rounding else 0.0
