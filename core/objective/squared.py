"""The squared distance to a target."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from core import fields
from core.arrays import Array
from core.errors import ScenarioError
from core.objective.base import Objective, half_square
from core.objective.local import Local
from core.objective.quadratic import LocalQuadratic


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
    isotropic: ClassVar[bool] = True

    def __post_init__(self) -> None:
        target = fields.matrix("objective.target", self.target)
        self._describe(target, minimum=0.0, mu=1.0, smoothness=1.0, target=target)

    def gradient_at(self, E: Array) -> Array:
        """E itself."""
        return E.copy()

    def excess_at(self, E: Array) -> Array:
        """1/2 ||E||_F^2."""
        return half_square(E)

    def local(self) -> Local:
        """y is W - W* itself."""
        return LocalQuadratic(self.centre, self.smoothness)

    def turned(self, basis: Array, rank: int) -> Objective:
        """The target turned."""
        within = np.arange(self.shape[1]) < rank
        return Squared(np.where(within, self.target @ basis, 0.0))

    @property
    def links(self) -> tuple[Array, Array]:
        """The identity and the target."""
        return np.eye(self.shape[0]), self.target

    def within(self, left: Array, right: Array, rounding: float = 0.0) -> Objective | None:
        """A part of the target."""
        part = left.T @ self.target @ right
        if not part.size:
            return None
        noise = rounding * float(np.linalg.norm(self.target))
        return Squared(part if np.abs(part).max() > noise else np.zeros_like(part))

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
