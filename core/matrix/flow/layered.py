"""Gradient flow of all layers, at any depth.

dW_l/dt = -A_l^T E B_l^T with E = grad f(W), and beside the layers y, the distance to the minimiser
(`core.objective.local`), by dW/dt = -sum_l A_l A_l^T E B_l^T B_l: from the product of the layers
its last digits would be rounding.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core import network
from core.arrays import Array
from core.integrate.base import Stepper, System, norm
from core.integrate.budget import wanted
from core.integrate.choice import LAYERS, implicit_layers
from core.integrate.march import Keeper, Path
from core.integrate.modes import Modes, dense_modes
from core.integrate.runge_kutta import TOLERANCE
from core.matrix import preconditioner
from core.matrix.flow.base import Reached, SteppedFlow
from core.matrix.flow.invariant.keeper import ManifoldKeeper
from core.matrix.flow.invariant.manifold import known_manifold
from core.matrix.flow.rest import Point, at_rest
from core.matrix.flow.thin import ThinVelocity, thin
from core.matrix.flow.velocity import LayeredVelocity
from core.objective.base import Objective


@dataclass(frozen=True, eq=False, kw_only=True)
class LayeredTrajectory(Reached):
    """The flow of all layers.

    Attributes
    ----------
    layers : list of ndarray, shapes (T, h_{l-1}, h_l)
        W_1 .. W_L.
    product : ndarray, shape (T, n, m)
        W.
    distance : ndarray, shape (T, n, m)
        W - W* with its own relative accuracy, in the coordinates and scale of
        `core.objective.local`.
    gradient : ndarray, shape (T, n, m)
        grad f(W), likewise accurate.
    excess : ndarray, shape (T,)
        To about 1e-8 of itself.
    start : tuple of ndarray
        The layers at time 0.
    """

    layers: list[Array]
    product: Array
    distance: Array
    gradient: Array
    start: tuple[Array, ...]

    @cached_property
    def imbalance_drift(self) -> Array:
        """max_l ||D_l(t) - D_l(0)||_F beside the largest ||W_l(0)||_F^2, shape (T,).

        Zero but for the solver's errors. D_l itself may be 0, and is no measure.
        """
        drift = np.zeros(len(self.times))
        size = max(float(np.vdot(layer, layer)) for layer in self.start)
        if size == 0.0:
            return drift
        for index, D in enumerate(network.imbalances(self.start)):
            for when in range(len(drift)):  # one h x h matrix at a time
                wanted()
                before, after = (layers[when] for layers in self.layers[index : index + 2])
                moved = before.T @ before - after @ after.T - D
                drift[when] = max(drift[when], float(np.linalg.norm(moved)) / size)
        return drift


class LayeredSystem(LayeredVelocity, System):
    """Layers W_1 .. W_L as one flat vector, the first in the coordinates of the objective."""

    def still(self, state: Array, y: Array) -> bool:
        """Whether every gradient is 0 to rounding: at a saddle, or where the width is too small."""
        return at_rest(self.layers(state), self.local.gradient(y))

    def modes(self, state: Array, y: Array) -> Modes:
        """Modes at one point."""
        return dense_modes(self.local, preconditioner.matrix(self.layers(state)), y)


class ThinSystem(ThinVelocity, LayeredSystem):
    """The same of three layers, the middle one wide."""


class LayeredFlow(SteppedFlow[LayeredTrajectory]):
    """The flow of all layers.

    Parameters
    ----------
    objective : Objective
    weights : sequence of ndarray, shapes (h_{l-1}, h_l)
        At the start.
    tolerance : float
        Of the explicit steps (`core.integrate.runge_kutta`).
    """

    def __init__(
        self, objective: Objective, weights: Sequence[Array], *, tolerance: float = TOLERANCE
    ) -> None:
        local = objective.local()
        self._start = tuple(weights)
        turned = [local.turn(weights[0]), *weights[1:]]
        self._system = system = (
            ThinSystem(local, turned)
            if thin(turned)
            else LayeredSystem(local, [layer.shape for layer in weights])
        )
        state = system.pack(turned)
        y = local.start(network.product(weights))

        def begin() -> tuple[Stepper, Keeper | None]:
            manifold = known_manifold(objective, local, turned)
            stepper = LAYERS.explicit(system, state, y, tolerance)
            if manifold is None:
                return stepper, None
            return stepper, ManifoldKeeper(manifold, local, system.layers, system.pack, norm(y))

        dense = system.n * system.m <= preconditioner.MAX_DENSE
        implicit = implicit_layers(system.size, dense=dense)
        path = Path(begin, system, patience=LAYERS.patience, implicit=implicit)
        super().__init__(path, local)

    def _point(self, state: Array, y: Array) -> Point:
        first, *others = self._system.layers(state)
        local = self._local
        return Point(
            (local.turn_back(first), *others),
            local.turn_back(local.gradient(y)),
            float(local.excess(y)),
        )

    def at(self, times: Array) -> LayeredTrajectory:
        """The flow at `times`, shape (T,), not decreasing, or as far as it comes."""
        way = self._path.at(times)
        local = self._local
        layers = self._system.layers(way.states)
        product = local.product(way.y, lambda: network.product(layers))
        if local.rotation is not None:
            layers[0] = local.turn_back(layers[0])
        return LayeredTrajectory(
            times=times[: len(way.states)],
            layers=layers,
            product=product,
            distance=way.y,
            gradient=local.turn_back(local.gradient(way.y)),
            excess=local.excess(way.y),
            start=self._start,
            steps=way.steps,
            halt=way.halt,
            now=way.now,
            limit=self._point(*way.limit) if way.limit else None,
        )


def layered_flow(
    objective: Objective,
    weights: Sequence[Array],
    times: Array,
    *,
    tolerance: float = TOLERANCE,
) -> LayeredTrajectory:
    """The flow of all layers at `times`: `LayeredFlow`."""
    return LayeredFlow(objective, weights, tolerance=tolerance).at(times)
