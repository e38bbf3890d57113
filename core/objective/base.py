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
from functools import cached_property
from typing import ClassVar

import numpy as np

from core.arrays import EPS, Array, frozen
from core.errors import ScenarioError
from core.float64 import finite
from core.objective.local import Local
from words import Message, say


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
    why : Message or None
        Why the minimiser is not unique; None if it is. Then there is no margin: a low loss says
        nothing about the singular values of W.
    """

    shape: tuple[int, int] = field(init=False, repr=False)
    centre: Array = field(init=False, repr=False)
    minimum: float = field(init=False, repr=False)
    mu: float = field(init=False, repr=False)
    smoothness: float = field(init=False, repr=False)
    why: Message | None = field(init=False, repr=False)

    #: Whether f - f* is 1/2 ||W - W*||_F^2: singular vectors shared with W* then stay shared.
    isotropic: ClassVar[bool] = False
    #: Whether the Hessian of f is the same everywhere.
    quadratic: ClassVar[bool] = True

    @cached_property
    def centre_singular_values(self) -> Array:
        """Those of W*, largest first, shape (min(n, m),)."""
        return frozen(np.asarray(np.linalg.svd(finite(self.centre), compute_uv=False)))

    @property
    def unique(self) -> bool:
        """Whether there is only one minimiser."""
        return self.why is None

    @property
    def reason(self) -> str:
        """Why the minimiser is not unique, in words; "" if it is."""
        return say(self.why) if self.why else ""

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
    def local(self) -> Local:
        """f around W*, with its series and its Hessian, in the coordinates that suit a flow."""

    @abstractmethod
    def turned(self, basis: Array, rank: int) -> Objective:
        """The same of W V, with exact zeros in the columns of W* V where it has none.

        Parameters
        ----------
        basis : ndarray, shape (m, m)
            V, orthogonal: the right singular vectors of W*.
        rank : int
            Of W*.
        """

    @property
    def links(self) -> tuple[Array, Array] | None:
        """H and C of grad f(W) = H W - C, shapes (n, n) and (n, m); None if it is not linear."""
        return None

    def within(self, left: Array, right: Array, rounding: float = 0.0) -> Objective | None:
        """f of the W between some directions, where H and C have nothing between these and others.

        Parameters
        ----------
        left, right : ndarray, shapes (n, a) and (m, b)
            Orthonormal directions of the inputs and of the outputs.
        rounding : float
            What of C counts as 0: left and right have been worked out.

        Returns
        -------
        Objective or None
            On a x b matrices, and the same but for a constant; None if it is one itself.
        """
        return self if (left.shape[1], right.shape[1]) == self.shape else None

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

    def _describe(
        self,
        centre: Array,
        *,
        minimum: float,
        mu: float,
        smoothness: float,
        why: Message | None = None,
        **own: object,
    ) -> None:
        """Store the constants of f, and what else of its `own` has been checked: it is frozen."""
        values = {
            "shape": centre.shape,
            "centre": frozen(centre),
            "minimum": minimum,
            "mu": mu,
            "smoothness": smoothness,
            "why": why,
        }
        for name, value in (own | values).items():
            object.__setattr__(self, name, value)

    def _check_columns(self, shape: tuple[int, int]) -> None:
        """Refuse inputs that have not n columns."""
        if shape[0] != self.shape[0]:
            raise ScenarioError(
                "objective.inputs",
                "objective.inputs_columns",
                columns=self.shape[0],
                rows=shape[0],
            )


def half_square(E: Array) -> Array:
    """1/2 ||E||_F^2 over the last two axes."""
    half: Array = 0.5 * np.einsum("...ij,...ij->...", E, E)
    return half


def singular(X: Array) -> tuple[Array, Array, Array]:
    """X = U diag(S) V^T with the r nonzero singular values only: (N, r), (r,), (n, r)."""
    U, S, Vt = np.linalg.svd(X, full_matrices=False)
    floor = max(X.shape) * EPS * S[0]
    rank = int((floor < S).sum())
    return U[:, :rank], S[:rank], Vt[:rank].T
