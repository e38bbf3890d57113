"""What keeps a flow on its manifold, and the end of the flow where a mode dies at a saddle.

Where three or more layers tie, a mode that is bound to die does so like a power of time, and the
gradient of f does not vanish with it: no step of the usual kinds grows with t. When nothing else
moves any more, the rest is a deep scalar network, which is solved exactly at any time.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from core import network
from core.arrays import Array
from core.integrate.base import Step, Stepper
from core.integrate.march import Keeper
from core.integrate.tail import TailStepper
from core.matrix.flow.invariant.manifold import Flags, Layers, Manifold
from core.matrix.flow.rest import at_rest
from core.matrix.flow.spectral import mode_flow
from core.objective.local import Local

_BOUND = 1e-7  # the same, beside modes that have not quite died
_REACHED = 1e-6  # of y at the start: the minimum
_REST = 1e-10  # of what the other gradients could be: they have come to rest
_SMALL = 1e-5  # of its target: what a mode may be while it moves no other one, where H is uneven
_LAG = 30.0

Unpack = Callable[[Array], Layers]
Pack = Callable[[Sequence[Array]], Array]


class ManifoldKeeper(Keeper):
    """Keeps the layers of a flow on `manifold`.

    Parameters
    ----------
    manifold : Manifold
    local : Local
    unpack : callable
        Layers of shapes (h_{l-1}, h_l) from a state of shape (d,).
    pack : callable
        States of shape (..., d) from layers of shapes (..., h_{l-1}, h_l).
    """

    def __init__(
        self, manifold: Manifold, local: Local, unpack: Unpack, pack: Pack, start: float
    ) -> None:
        self._manifold = manifold
        self._local = local
        self._unpack, self._pack = unpack, pack
        self.settles = manifold.settles
        self._start = start
        self._framed = False  # whether the modes are entries of the layers

    def mend(self, state: Array, y: Array) -> tuple[Array, Array] | None:
        """State and y on the manifold, or None if they will do."""
        mended = self._manifold.mend(self._unpack(state), y, self._local.gradient(y))
        if mended is None:
            return None
        layers, y = mended
        self._framed = True
        return self._pack(layers), y

    def bound(self, state: Array, y: Array) -> tuple[Array, Array] | None:
        """The end, once nothing is left to happen but that some modes die."""
        layers = self._manifold.bound(self._unpack(state))
        if layers is None:
            return None
        left = y + self._local.root[:, None] * (
            network.product(layers) - network.product(self._unpack(state))
        )
        if np.linalg.norm(left) <= _REACHED * self._start:
            return self._pack(layers), np.zeros_like(y)
        if at_rest(layers, self._local.gradient(left), _BOUND):
            return self._pack(layers), left
        return None

    def tail(self, state: Array, y: Array) -> Stepper | None:
        """The dying modes alone, or the saddle where they are gone, if nothing else moves."""
        modes = self._manifold.dying()
        if not modes:
            # Nothing grows beside a mode that is exactly 0: what is left to move is rounding.
            gone = self._manifold.gone and at_rest(
                self._unpack(state), self._local.gradient(y), _REST
            )
            return TailStepper(None, state, y) if gone else None
        if not self._framed:
            return None
        self._framed = False
        found = DyingModes(modes, self._unpack(state), y, self._local)
        return PowerTail(found, self._pack, state, y) if found.alone else None


class DyingModes:
    """Modes of the product that are one entry of each layer and that nothing else moves with.

    Parameters
    ----------
    modes : sequence of (int, ndarray of bool, shape (L,))
        Each with the layers that tie in it.
    layers : sequence of ndarray, shapes (h_{l-1}, h_l)
        Mode j is a column of the first, an entry (j, j) of the next ones, a row of the last.
    y : ndarray, shape (n, m)
    local : Local

    Attributes
    ----------
    rest : list of ndarray, shapes (h_{l-1}, h_l)
        The layers without the modes.
    left : ndarray, shape (n, m)
        Their y.
    alone : bool
        Whether nothing else moves.
    """

    def __init__(
        self, modes: Sequence[tuple[int, Flags]], layers: Layers, y: Array, local: Local
    ) -> None:
        self._modes = [mode for mode, _ in modes]
        self._layers = layers
        self.rest = [layer.copy() for layer in layers]
        self.rest[0][:, self._modes] = 0.0
        self.rest[-1][self._modes] = 0.0
        for layer in self.rest[1:-1]:
            layer[self._modes, self._modes] = 0.0
        first, last = layers[0][:, self._modes].T, layers[-1][self._modes]
        ends = np.linalg.norm(first, axis=1), np.linalg.norm(last, axis=1)
        self._left, self._right = first / ends[0][:, None], last / ends[1][:, None]
        middle = [layer[self._modes, self._modes] for layer in layers[1:-1]]
        self._weights = np.stack([ends[0], *middle, ends[1]], axis=1)  # (k, L)
        for weights, (_, tied) in zip(self._weights, modes, strict=True):
            weights[tied] = np.sign(weights[tied]) * np.abs(weights[tied]).mean()
        self._root = local.root[:, None]
        self.left = y - self._images(self._weights.prod(axis=1)[None])[0]
        E = local.gradient(self.left)
        self._curvatures = ((self._left * local.root) ** 2).sum(axis=1)
        force = np.einsum("ki,ij,kj->k", self._left, E, self._right)
        self._targets = -force / self._curvatures
        # Where H is even the dying modes push no other; else the others lag by what those are, and
        # the loss by its square.
        size = float(np.abs(self._weights.prod(axis=1) / self._targets).max())
        even = np.ptp(local.root) == 0.0
        rest = _REST if even else max(_REST, _LAG * size)
        self.alone = bool(even or size <= _SMALL) and at_rest(self.rest, E, rest)

    def at(self, elapsed: Array) -> tuple[Layers, Array]:
        """Layers, shapes (q, h_{l-1}, h_l), and y, shape (q, n, m), at times (q,) from here on."""
        layers = [np.repeat(layer[None], elapsed.size, axis=0) for layer in self._layers]
        products = np.empty((elapsed.size, len(self._modes)))
        for k, mode in enumerate(self._modes):
            weights, _ = mode_flow(
                self._weights[k].tolist(),
                float(self._targets[k]),
                float(self._curvatures[k]) * elapsed,
            )
            products[:, k] = weights.prod(axis=1)
            layers[0][:, :, mode] = weights[:, :1] * self._left[k]
            layers[-1][:, mode] = weights[:, -1:] * self._right[k]
            for index, layer in enumerate(layers[1:-1], start=1):
                layer[:, mode, mode] = weights[:, index]
        return layers, self.left + self._images(products)

    def _images(self, products: Array) -> Array:
        """What the modes add to y, shape (q, n, m)."""
        image: Array = np.einsum("qk,ki,kj->qij", products, self._left, self._right) * self._root
        return image


class PowerTail(Stepper, Step):
    """The end of a flow in which some modes die like a power of time: one step, never taken."""

    def __init__(self, modes: DyingModes, pack: Pack, state: Array, y: Array) -> None:
        self.state, self.y = state, y
        self.numbers = state.size + y.size
        self._modes, self._pack = modes, pack

    @property
    def limit(self) -> tuple[Array, Array]:
        """The modes are gone, and nothing else has moved."""
        return self._pack(self._modes.rest), self._modes.left

    def expand(self) -> float:
        """To the end of time."""
        return math.inf

    def step(self) -> Step:
        """The whole of it."""
        return self

    def write(self, elapsed: Array, states: Array, y: Array) -> None:
        """Fill states, shape (q, d), and y, shape (q, n, m)."""
        layers, y[:] = self._modes.at(elapsed)
        states[:] = self._pack(layers)

    def advance(self, elapsed: float) -> None:
        """Not needed: no time lies beyond the step."""
