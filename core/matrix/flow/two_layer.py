"""Gradient flow of two layers, whatever their width.

W = W_1 W_2, C_1 = W_1 W_1^T and C_2 = W_2^T W_2 obey a closed system: the
hidden width is nowhere in it. `core.integrate.taylor` has its series.

Source: docs/mathematics.md, section 3.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core.arrays import EPS, TINY, Array
from core.integrate.base import Stepper, System, norm
from core.integrate.choice import GRAM, of_two_layers
from core.integrate.march import Keeper, Path
from core.integrate.modes import Modes, two_layer_modes
from core.integrate.taylor import TOLERANCE
from core.matrix.flow.base import Reached, SteppedFlow
from core.matrix.flow.invariant.keeper import ManifoldKeeper
from core.matrix.flow.invariant.manifold import Layers, known_manifold
from core.matrix.flow.rest import Point, at_rest
from core.objective.base import Objective
from core.objective.local import Local


@dataclass(frozen=True, eq=False, kw_only=True)
class TwoLayerTrajectory(Reached):
    """The flow of two layers.

    Attributes
    ----------
    product : ndarray, shape (T, n, m)
        W.
    left : ndarray, shape (T, n, n)
        C_1 = W_1 W_1^T.
    right : ndarray, shape (T, m, m)
        C_2 = W_2^T W_2.
    distance : ndarray, shape (T, n, m)
        W - W* with its own relative accuracy, in the coordinates and scale of
        `core.objective.local`.
    find_gradient : callable
        Makes `gradient`.
    excess : ndarray, shape (T,)
        To about 1e-9 of itself.
    """

    product: Array
    left: Array
    right: Array
    distance: Array
    find_gradient: Callable[[], Array]

    @cached_property
    def gradient(self) -> Array:
        """grad f(W), as accurate as `distance`, shape (T, n, m)."""
        return self.find_gradient()


class GramSystem(System):
    """dG/dt = -(M G + G M) for stacks, with G row by row; see `core.integrate.taylor`."""

    def __init__(self, local: Local, size: int) -> None:
        self._local = local
        self._size = size

    def rates(self, states: Array, y: Array) -> tuple[Array, Array]:
        """d/dt of states, shape (q, (n + m)^2), and of y, shape (q, n, m)."""
        n = y.shape[-2]
        half = _signed(self._local.gradient(y)) @ states.reshape(-1, self._size, self._size)
        speed = half + half.mT
        return speed.reshape(states.shape), self._local.root[:, None] * speed[:, :n, n:]

    def modes(self, state: Array, y: Array) -> Modes:
        """Modes at one point."""
        return two_layer_modes(self._local, state.reshape(self._size, self._size), y)

    def still(self, state: Array, y: Array) -> bool:
        """Never: G is definite."""
        return False


class FactorSystem(System):
    """dV^T/dt = -M V^T for stacks, with V^T of shape (n + m, r) row by row."""

    def __init__(self, local: Local, size: int) -> None:
        self._local = local
        self._size = size

    def rates(self, states: Array, y: Array) -> tuple[Array, Array]:
        """d/dt of states, shape (q, (n + m) r), and of y, shape (q, n, m)."""
        n = y.shape[-2]
        V = states.reshape(len(states), self._size, -1)
        speed = _signed(self._local.gradient(y)) @ V
        fall = speed[:, :n] @ V[:, n:].mT + V[:, :n] @ speed[:, n:].mT
        return speed.reshape(states.shape), self._local.root[:, None] * fall

    def modes(self, state: Array, y: Array) -> Modes:
        """Modes at one point."""
        V = state.reshape(self._size, -1)
        return two_layer_modes(self._local, V @ V.T, y)

    def still(self, state: Array, y: Array) -> bool:
        """Whether both layers' gradients are 0 to rounding: the width is too small, or a saddle."""
        first, second = np.split(state.reshape(self._size, -1), [len(y)])
        return at_rest([first, second.T], self._local.gradient(y))


def _signed(E: Array) -> Array:
    """-M for a stack of E."""
    q, n, m = E.shape
    minus = np.zeros((q, n + m, n + m))
    minus[:, :n, n:] = -E
    minus[:, n:, :n] = -E.mT
    return minus


class TwoLayerFlow(SteppedFlow[TwoLayerTrajectory]):
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
    weights : sequence of two ndarray, shapes (n, h) and (h, m)
        Layers with these products, if at hand: a small eigenvalue of G has twice the digits in
        them. Used if G is not definite; a factor of G is the default.
    tolerance : float
        Of the explicit steps (`core.integrate.taylor`). The default keeps the loss to 1e-7 of
        itself
        where T is ill-conditioned too; 1e-9 keeps all else to about that.
    """

    def __init__(
        self,
        objective: Objective,
        W: Array,
        C1: Array,
        C2: Array,
        *,
        weights: Sequence[Array] | None = None,
        tolerance: float = TOLERANCE,
    ) -> None:
        n, m = self._shape = W.shape
        local = objective.local()
        gram = np.empty((n + m, n + m))
        gram[:n, :n] = C1
        gram[:n, n:] = W
        gram[n:, :n] = W.T
        gram[n:, n:] = C2
        choice = of_two_layers(gram, objective.centre)
        self._definite = definite = choice is GRAM
        if local.rotation is not None:
            gram[:n] = local.rotation.T @ gram[:n]
            gram[:, :n] = gram[:, :n] @ local.rotation
        y = local.start(W)
        if definite:
            start = gram
            system: System = GramSystem(local, n + m)
        else:
            start = _factor(gram) if weights is None else _narrow(local, *weights)
            system = FactorSystem(local, n + m)

        def begin() -> tuple[Stepper, Keeper | None]:
            keeper = None if definite else _keeper(objective, local, start, norm(y))
            return choice.explicit(local, start, y, tolerance), keeper

        super().__init__(Path(begin, system, patience=choice.patience), local)

    def _point(self, state: Array, y: Array) -> Point:
        n, m = self._shape
        local = self._local
        square = state.reshape(n + m, -1)
        V = _factor(square) if self._definite else square
        return Point(
            (local.turn_back(V[:n]), V[n:].T),
            local.turn_back(local.gradient(y)),
            float(local.excess(y)),
        )

    def at(self, times: Array) -> TwoLayerTrajectory:
        """The flow at `times`, shape (T,), not decreasing, or as far as it comes."""
        n, m = self._shape
        local = self._local
        way = self._path.at(times)
        reached, columns = len(way.states), way.states.shape[1] // (n + m)
        states = way.states.reshape(reached, n + m, columns)
        if not self._definite:
            states = states @ states.mT
        return TwoLayerTrajectory(
            times=times[:reached],
            product=local.product(way.y, lambda: states[:, :n, n:]),
            left=local.turn_back(local.turn_back(states[:, :n, :n]).mT),
            right=states[:, n:, n:],
            distance=way.y,
            find_gradient=lambda: local.turn_back(local.gradient(way.y)),
            excess=local.excess(way.y),
            steps=way.steps,
            halt=way.halt,
            now=way.now,
            limit=self._point(*way.limit) if way.limit else None,
        )


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
    """The flow of two layers at `times`: `TwoLayerFlow`."""
    return TwoLayerFlow(objective, W, C1, C2, weights=weights, tolerance=tolerance).at(times)


def two_layer_drift(W: Array, C1: Array, C2: Array) -> Array:
    """Change of tr D, tr(D^2) and tr(D^3), which are conserved, in units of the weights.

    D itself is not in the closed system; with G the Gram matrix of [W_1^T, W_2] and J =
    diag(I, -I), its nonzero eigenvalues are those of G J, and tr((G J)^k) = tr(D^k).
    """
    signed = np.concatenate(
        [np.concatenate([C1, -W], axis=-1), np.concatenate([W.mT, -C2], axis=-1)], axis=-2
    )
    # Small weights grow, and rounding with them: the unit is the largest size so far.
    sizes = np.trace(C1, axis1=-2, axis2=-1) + np.trace(C2, axis1=-2, axis2=-1)
    size = np.maximum.accumulate(np.maximum(sizes, TINY))
    scaled = signed / size[:, None, None]
    square = scaled @ scaled
    first = np.trace(scaled, axis1=-2, axis2=-1)
    parts = np.stack(
        [
            first,
            np.trace(square, axis1=-2, axis2=-1),
            np.einsum("tij,tji->t", square, scaled),
        ]
    )
    # The start's invariants in the units of each time.
    powers = (size[0] / size) ** np.arange(1, 4)[:, None]
    drift: Array = np.abs(parts - parts[:, :1] * powers).max(axis=0)
    return drift


def _keeper(objective: Objective, local: Local, factor: Array, y: float) -> ManifoldKeeper | None:
    """What keeps V^T on the manifold that it starts on, if one is known."""
    n = objective.shape[0]

    def unpack(state: Array) -> Layers:
        V = state.reshape(factor.shape)
        return [V[:n], V[n:].T]

    def pack(layers: Sequence[Array]) -> Array:
        V = np.concatenate([layers[0], layers[1].mT], axis=-2)
        return V.reshape(*V.shape[:-2], -1)

    manifold = known_manifold(objective, local, unpack(factor.ravel()))
    return ManifoldKeeper(manifold, local, unpack, pack, y) if manifold else None


def _factor(gram: Array) -> Array:
    """V^T with V^T V = G, as many columns as G has eigenvalues above rounding."""
    values, vectors = np.linalg.eigh(gram)
    used = values > len(gram) * EPS * max(values[-1], TINY)
    factor: Array = vectors[:, used] * np.sqrt(values[used])
    return factor if used.any() else np.zeros((len(gram), 1))


def _narrow(local: Local, W1: Array, W2: Array) -> Array:
    """V^T = [W_1^T, W_2]^T, by QR if the layers are wider than n + m."""
    factor = np.vstack([local.turn(W1), W2.T])
    if factor.shape[1] > factor.shape[0]:
        _, upper = np.linalg.qr(factor.T)
        factor = upper.T.copy()
    return factor
