"""Many runs of gradient descent at once, by formulas of their own: nothing here is of `core`.

Runs of one stack share the widths of their layers and the kind of their objective; arrays have the
runs along their first axis.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

import numpy as np

from core.arrays import Array
from core.objective.base import Objective
from core.objective.logistic import Logistic

#: Losses below this part of the largest on the way are rounding to that many digits.
SEEN, SLACK = 1e-13, 1e-6


class Losses(ABC):
    """Objectives of one kind, W* being known."""

    def __init__(self, objectives: Sequence[Objective]) -> None:
        self.mu = np.array([each.mu for each in objectives])
        self.K = np.array([each.smoothness for each in objectives])
        self.centre = np.stack([each.centre for each in objectives])

    @abstractmethod
    def excess(self, W: Array) -> Array:
        """f(W) - f*, shape (k,)."""

    @abstractmethod
    def gradient(self, W: Array) -> Array:
        """grad f(W), shape (k, n, m)."""


class Quadratic(Losses):
    """1/2 <E, H E>, E = W - W*: of the squared distance H = 1, of a regression X^T X."""

    def __init__(self, objectives: Sequence[Objective]) -> None:
        super().__init__(objectives)
        links = [each.links for each in objectives]
        self._H = np.stack([link[0] for link in links if link])

    def excess(self, W: Array) -> Array:
        E = W - self.centre
        return 0.5 * np.einsum("kij,kij->k", E, self._H @ E)

    def gradient(self, W: Array) -> Array:
        gradient: Array = self._H @ (W - self.centre)
        return gradient


class LogisticLosses(Losses):
    """Mean of log(1 + e^-z) and ridge/2 ||w||^2, less their value at w*, term by term."""

    def __init__(self, objectives: Sequence[Objective]) -> None:
        super().__init__(objectives)
        logistic = [each for each in objectives if isinstance(each, Logistic)]
        self._rows = np.stack([each.labels[:, None] * each.inputs for each in logistic])
        self._ridge = np.array([each.ridge for each in logistic])[:, None, None]

    def excess(self, W: Array) -> Array:
        E = W - self.centre
        p, d = 1.0 / (1.0 + np.exp(self._rows @ self.centre)), self._rows @ E
        each = np.maximum(np.log1p(p * np.expm1(-d)) + p * d, 0.0)  # but for rounding it is
        return each.mean(axis=(1, 2)) + 0.5 * (self._ridge * E * E).sum(axis=(1, 2))

    def gradient(self, W: Array) -> Array:
        p = 1.0 / (1.0 + np.exp(self._rows @ W))
        mean = self._rows.mT @ p / self._rows.shape[1]
        gradient: Array = self._ridge * W - mean
        return gradient


@dataclass(frozen=True, eq=False)
class Promise:
    """A run and what is promised of it: to be checked.

    Attributes
    ----------
    layers : list of ndarray
    objective : Objective
    step, alpha, drift, K : float
    margin : float
        Of the start.
    """

    layers: Sequence[Array]
    objective: Objective
    step: float
    alpha: float
    drift: float
    K: float
    margin: float = 0.0

    @property
    def kind(self) -> tuple[object, ...]:
        """Runs of one kind go together."""
        sides = tuple(layer.shape for layer in self.layers)
        return (*sides, isinstance(self.objective, Logistic))


def stacked(promises: Iterable[Promise]) -> Iterator[tuple[list[Array], Losses, dict[str, Array]]]:
    """Layers, losses and what is promised, a kind at a time."""
    kinds: dict[tuple[object, ...], list[Promise]] = defaultdict(list)
    for each in promises:
        kinds[each.kind].append(each)
    for some in kinds.values():
        objectives = [each.objective for each in some]
        made = LogisticLosses if isinstance(objectives[0], Logistic) else Quadratic
        layers = [np.stack(layer) for layer in zip(*(each.layers for each in some), strict=True)]
        names = ("step", "alpha", "drift", "K")
        promised = {name: np.array([getattr(each, name) for each in some]) for name in names}
        yield layers, made(objectives), promised


def left(layers: Sequence[Array]) -> list[Array]:
    """A_1 .. A_L."""
    return list(accumulate(layers[:-1], np.matmul, initial=np.eye(layers[0].shape[1])))


def right(layers: Sequence[Array]) -> list[Array]:
    """B_1 .. B_L."""
    ends = np.eye(layers[-1].shape[2])
    return list(accumulate(layers[:0:-1], lambda B, layer: layer @ B, initial=ends))[::-1]


def preconditioners(layers: Sequence[Array]) -> Array:
    """T = sum_l (A_l A_l^T) (x) (B_l^T B_l), shape (k, nm, nm), by its definition."""
    size = layers[0].shape[1] * layers[-1].shape[2]
    T = np.zeros((len(layers[0]), size, size))
    for A, B in zip(left(layers), right(layers), strict=True):
        T += np.einsum("...ij,...kl->...ikjl", A @ A.mT, B.mT @ B).reshape(-1, size, size)
    return T


def imbalances(layers: Sequence[Array]) -> list[Array]:
    """D_l, each of shape (k, h_l, h_l)."""
    return [one.mT @ one - two @ two.mT for one, two in pairwise(layers)]


@dataclass(frozen=True, eq=False)
class Step:
    """What has been seen of a step, each of shape (k,).

    Attributes
    ----------
    least, most : ndarray
        lambda_min(T) and lambda_max(T) before it.
    norm : ndarray
        ||g||^2 there.
    excess, after : ndarray
        f - f* before it and after it.
    seen : ndarray of bool
        Whether `after` is more than rounding.
    layers : list of ndarray
    E : ndarray, shape (k, n, m)
        grad f(W) before it.
    """

    least: Array
    most: Array
    norm: Array
    excess: Array
    after: Array
    seen: Array
    layers: list[Array]
    E: Array


def follow(
    layers: list[Array], losses: Losses, promised: dict[str, Array], steps: int
) -> Iterator[Step]:
    """Take the steps, and check loss, drift and lambda_min(T) of every run at every one."""
    step, alpha, drift, K = (promised[name] for name in ("step", "alpha", "drift", "K"))
    factor = 1.0 - 2.0 * losses.mu * alpha * step * (1.0 - 0.5 * step * K)
    assert ((factor <= 1.0) & (factor >= 0.0)).all()
    start = imbalances(layers)
    excess = losses.excess(left(layers)[-1] @ layers[-1])
    ceiling, scale = excess.copy(), np.maximum(excess, losses.excess(0.0 * losses.centre))
    seen = np.ones(len(excess), dtype=bool)
    for _ in range(steps):
        A, B = left(layers), right(layers)
        values = np.linalg.eigvalsh(preconditioners(layers))
        least, most = values[:, 0], values[:, -1]
        assert (least >= alpha - 1e-12 * most)[seen].all()
        E = losses.gradient(A[-1] @ layers[-1])
        slopes = [a.mT @ E @ b.mT for a, b in zip(A, B, strict=True)]
        norm = np.sum([_squares(g) for g in slopes], axis=0)
        here = layers
        layers = [W - step[:, None, None] * g for W, g in zip(layers, slopes, strict=True)]
        after = losses.excess(left(layers)[-1] @ layers[-1])
        ceiling *= factor
        seen &= after > SEEN * scale
        assert (after <= (1.0 + SLACK) * ceiling)[seen].all()
        # Of one step: it falls by eta (1 - eta K / 2) ||g||^2 at least.
        assert (after <= excess * (1.0 + SLACK) - step * (1.0 - 0.5 * step * K) * norm)[seen].all()
        rounding = 1e-13 * np.sum([_squares(W) for W in layers], axis=0)
        for D, before in zip(imbalances(layers), start, strict=True):
            moved = np.linalg.norm(D - before, axis=(1, 2))
            assert (moved <= drift * (1.0 + 1e-9) + rounding)[seen].all()
        yield Step(least, most, norm, excess, after, seen, here, E)
        excess = after


def _squares(layer: Array) -> Array:
    return np.einsum("kij,kij->k", layer, layer)
