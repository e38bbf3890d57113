"""What every step of a run of a matrix network is sure of, found for many of its points at once."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

import numpy as np

from core.arrays import Array
from core.descent.curvature import MAX_WEIGHTS, Extremes
from core.descent.step.deep_step import Points, deep_curvatures, points
from core.descent.step.one_step import two_layer_curvature
from core.objective.base import Objective

_CHUNK = 2**18  # numbers of the layers that are looked at together


class Watch(ABC):
    """Along one run."""

    @abstractmethod
    def add(self, layers: Sequence[Array], E: Array) -> None:
        """One more point, and grad f(W) there."""

    @abstractmethod
    def found(self, objective: Objective, excess: Array, steps: Array) -> tuple[Array, Array]:
        """What of a rate and which K_t the steps from the first points have, each of shape (k,).

        Parameters
        ----------
        objective : Objective
        excess, steps : ndarray, shape (k,)
            f - f* at the points, and eta.
        """


def watch(layers: Sequence[Array], *, chosen: bool) -> Watch:
    """That of a network; `chosen` are steps that the points themselves decide."""
    known = chosen or sum(layer.size for layer in layers) <= MAX_WEIGHTS
    return _Deep() if len(layers) > 2 and known else _Flat()


class _Flat(Watch):
    """One or two layers: lambda_min(T), and K_t by lambda_max(T). NaN of more."""

    def __init__(self) -> None:
        self._spectrum = Extremes()
        self._depth = 0

    def add(self, layers: Sequence[Array], E: Array) -> None:
        self._depth = len(layers)
        self._spectrum.add(layers)

    def found(self, objective: Objective, excess: Array, steps: Array) -> tuple[Array, Array]:
        least, most = (values[: len(steps)] for values in self._spectrum.found())
        if self._depth == 1:
            excess = np.zeros_like(excess)  # T = 1: K_t is K
        return least, two_layer_curvature(objective.smoothness, most, excess, steps)


class _Deep(Watch):
    """More layers: ||g||^2 / (2 mu e), and K_t by the norms of layers and gradients."""

    def __init__(self) -> None:
        self._waiting: list[tuple[Array, ...]] = []
        self._found: list[Points] = []

    def add(self, layers: Sequence[Array], E: Array) -> None:
        self._waiting.append((*layers, E))
        if len(self._waiting) * sum(part.size for part in self._waiting[0]) > _CHUNK:
            self._look()

    def found(self, objective: Objective, excess: Array, steps: Array) -> tuple[Array, Array]:
        if self._waiting:
            self._look()
        names = ("orders", "first", "G", "g")
        parts = {name: [getattr(each, name) for each in self._found] for name in names}
        at = Points(**{name: np.concatenate(found)[: len(steps)] for name, found in parts.items()})
        with np.errstate(all="ignore"):
            rates = at.g * (at.g / (2.0 * objective.mu * excess))
        known = (excess > 0.0) & np.isfinite(rates)
        return np.where(known, rates, 0.0), deep_curvatures(objective.smoothness, at, steps)

    def _look(self) -> None:
        *layers, E = map(np.stack, zip(*self._waiting, strict=True))
        self._found.append(points(layers, E))
        self._waiting = []
