"""Gradient flow of two layers, whatever their width.

W = W_1 W_2, C_1 = W_1 W_1^T and C_2 = W_2^T W_2 obey a closed system (theory, section 3): the
hidden width is nowhere in it. `core.flow.taylor` has its series. At worst, layers of width n + m
take the place of wider ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.flow.layered import layered_flow
from core.flow.local import LocalLogistic, LocalQuadratic, local_objective
from core.flow.march import march
from core.flow.modes import Modes, two_layer_modes
from core.flow.taylor import TOLERANCE, TaylorStepper, norm
from core.objective import Objective

Array = NDArray[np.float64]

#: The least eigenvalue of G beside the size that G may come to: below, layers are followed.
_DEFINITE = 1e-7
_GROWN = 1e-8  # what the explicit steps' errors may be beside the least eigenvalue
_TINY = float(np.finfo(float).tiny)
_PATIENCE = 60.0  # a collocation step takes as long as six or more of Taylor's and reaches further


@dataclass(frozen=True, eq=False)
class TwoLayerTrajectory:
    """The flow at the times that were reached: all that were asked for, or the first of them.

    Attributes
    ----------
    times : ndarray, shape (T,)
    product : ndarray, shape (T, n, m)
        W.
    left : ndarray, shape (T, n, n)
        C_1 = W_1 W_1^T.
    right : ndarray, shape (T, m, m)
        C_2 = W_2^T W_2.
    distance : ndarray, shape (T, n, m)
        W - W* with its own relative accuracy, in the coordinates and scale of `core.flow.local`.
    gradient : ndarray, shape (T, n, m)
        grad f(W), likewise accurate.
    excess : ndarray, shape (T,)
        f(W) - f*, to about 1e-9 of itself.
    steps : int
    status : str
        A sentence: how it went, or why it stopped early and what to change.
    """

    times: Array
    product: Array
    left: Array
    right: Array
    distance: Array
    gradient: Array
    excess: Array
    steps: int
    status: str

    @property
    def complete(self) -> bool:
        """Whether every time asked for was reached."""
        return self.status.startswith("Solved")


class TwoLayerSystem:
    """dG/dt = -(M G + G M) for stacks, with G row by row; see `core.flow.taylor`."""

    def __init__(self, local: LocalQuadratic | LocalLogistic, shape: tuple[int, int]) -> None:
        self._local = local
        self._n = shape[0]
        self._size = sum(shape)

    def rates(self, states: Array, y: Array) -> tuple[Array, Array]:
        """d/dt of states, shape (q, (n + m)^2), and of y, shape (q, n, m)."""
        n = self._n
        G = states.reshape(-1, self._size, self._size)
        E = self._local.gradient(y)
        M = np.zeros_like(G)
        M[:, :n, n:] = E
        M[:, n:, :n] = E.mT
        half = M @ G
        speed = -(half + half.mT)
        return speed.reshape(states.shape), self._local.root[:, None] * speed[:, :n, n:]

    def still(self, state: Array, y: Array) -> bool:
        """Never where G is positive definite and E is not 0."""
        return False

    def modes(self, state: Array, y: Array) -> Modes:
        """Modes at one point."""
        return two_layer_modes(self._local, state.reshape(self._size, self._size), y)


def two_layer_flow(
    objective: Objective,
    W: Array,
    C1: Array,
    C2: Array,
    times: Array,
    *,
    weights: Sequence[Array] | None = None,
    tolerance: float = TOLERANCE,
) -> TwoLayerTrajectory:
    """The flow of two layers from their product and Gram matrices.

    G is positive semidefinite and keeps its rank. Where it is not definite, or an eigenvalue is so
    small that its growth would bring up rounding, layers are followed instead: no wider than n + m,
    with the same G.

    Parameters
    ----------
    objective : Objective
    W : ndarray, shape (n, m)
        W_1 W_2 at the start.
    C1, C2 : ndarray, shapes (n, n) and (m, m)
        W_1 W_1^T and W_2^T W_2 at the start.
    times : ndarray, shape (T,)
        Not decreasing, from 0.
    weights : sequence of two ndarray, shapes (n, h) and (h, m)
        Layers with these products, of small width: they have twice the digits of a small
        eigenvalue. Layers made from G are the default.
    tolerance : float
        Of the explicit steps (`core.flow.taylor`). The default keeps the loss to 1e-7 of itself
        where T is ill-conditioned too; 1e-9 keeps all else to about that.
    """
    n, m = W.shape
    local = local_objective(objective)
    gram = np.empty((n + m, n + m))
    gram[:n, :n] = C1
    gram[:n, n:] = W
    gram[n:, :n] = W.T
    gram[n:, n:] = C2
    least = float(np.linalg.eigvalsh(gram)[0])
    spread = least / max(norm(gram) + 2.0 * norm(objective.centre), _TINY)
    if spread < _DEFINITE:
        return _narrow(objective, gram, times, weights)
    if local.rotation is not None:
        gram[:n] = local.rotation.T @ gram[:n]
        gram[:, :n] = gram[:, :n] @ local.rotation
    y = local.start(W)
    way = march(
        TaylorStepper(local, gram, y, min(tolerance, _GROWN * spread)),
        TwoLayerSystem(local, (n, m)),
        times,
        patience=_PATIENCE,
    )
    states = way.states.reshape(-1, n + m, n + m)
    return TwoLayerTrajectory(
        times=times[: len(states)],
        product=local.product(way.y, lambda: states[:, :n, n:]),
        left=local.turn_back(local.turn_back(states[:, :n, :n]).mT),
        right=states[:, n:, n:],
        distance=way.y,
        gradient=local.turn_back(local.gradient(way.y)),
        excess=local.excess(way.y),
        steps=way.steps,
        status=way.status,
    )


def _narrow(
    objective: Objective, gram: Array, times: Array, weights: Sequence[Array] | None
) -> TwoLayerTrajectory:
    """By layers V with V^T V = G, as few rows as G has rank."""
    n, m = objective.shape
    if weights is None or weights[0].shape[1] > n + m:
        values, vectors = np.linalg.eigh(gram)
        used = values > len(gram) * np.finfo(float).eps * max(values[-1], 0.0)
        if not used.any():
            used[-1] = True
        V = np.sqrt(np.maximum(values[used], 0.0)) * vectors[:, used]
        weights = V[:n], V[n:].T
    way = layered_flow(objective, weights, times)
    first, second = way.layers
    return TwoLayerTrajectory(
        times=way.times,
        product=way.product,
        left=first @ first.mT,
        right=second.mT @ second,
        distance=way.distance,
        gradient=way.gradient,
        excess=way.excess,
        steps=way.steps,
        status=way.status,
    )
