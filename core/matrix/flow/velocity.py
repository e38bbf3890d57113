"""Slopes of all layers at one point, by as few calls as they take.

Small matrices are bound by the calls, not by their numbers: a product takes half a microsecond, and
anything that numpy does besides as long. So everything is laid out once for all points, in rows

    B_1 | .. | B_{L-1} | dW_L | dW_2 .. dW_{L-1} | dW_1^T | K_2 .. K_{L-1} | A_{L-1}^T

with A_l = W_1 .. W_l, B_l = W_{l+1} .. W_L and K_l = B_l E^T A_{l-1} A_{l-1}^T = dW_l^T A_{l-1}^T.
Every product then stands where the next one, and the slopes of the state, want it; and the fall
of y,

    sum_l A_{l-1} A_{l-1}^T E B_l^T B_l
        = [dW_1, K_2^T .. K_{L-1}^T, A_{L-1}] [B_1; ..; B_{L-1}; dW_L],

is one product of the row's end with its beginning.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import accumulate, pairwise

import numpy as np

from core.arrays import Array
from core.integrate.slopes import Call, Prepare, Velocity
from core.objective.local import Local

_STACKED = 4  # so many products of one shape are quicker as one of stacks
#: The widest layers of which K_l is had from dW_l: a product of more numbers, but of fewer calls.
_NARROW = 64


class LayeredVelocity(Velocity):
    """Layers W_1 .. W_L as one flat vector: W_L, W_2 .. W_{L-1}, W_1^T.

    Parameters
    ----------
    local : Local
    shapes : sequence of tuple of int
        Of the layers.
    """

    def __init__(self, local: Local, shapes: Sequence[tuple[int, int]]) -> None:
        self.local = local
        self._evenly = bool((local.root == 1.0).all())
        self.shapes = list(shapes)
        self.n, self.m = shapes[0][0], shapes[-1][1]
        order = [len(shapes) - 1, *range(1, len(shapes) - 1), 0][: len(shapes)]
        sizes = [shapes[index][0] * shapes[index][1] for index in order]
        edges = list(accumulate(sizes, initial=0))
        self.slices = dict(zip(order, (slice(*pair) for pair in pairwise(edges)), strict=True))
        self.size = edges[-1]
        self._hidden = [columns for _, columns in shapes[:-1]]  # h_1 .. h_{L-1}
        hidden, n, m = self._hidden, self.n, self.m
        #: Rows of each of B_1 .. B_{L-1} below one another, and of whatever goes with them.
        self._blocks = [slice(*part) for part in pairwise(accumulate(hidden, initial=0))]
        self._whole = whole = sum(hidden)
        before = m * whole
        self.part = slice(before, before + self.size)
        self.room = before + self.size + n * sum([*hidden[1:], *hidden[-1:]])
        self._narrow = max(hidden, default=0) <= _NARROW
        self._even = self._narrow and len(shapes) - 2 >= _STACKED and len(set(hidden)) == 1

    def layers(self, states: Array) -> list[Array]:
        """Views of shapes (..., h_{l-1}, h_l) into states, shape (..., d)."""
        lead = states.shape[:-1]
        found = []
        for index, (rows, columns) in enumerate(self.shapes):
            part = states[..., self.slices[index]]
            first = index == 0 and len(self.shapes) > 1
            found.append(
                part.reshape(*lead, columns, rows).mT
                if first
                else part.reshape(*lead, rows, columns)
            )
        return found

    def pack(self, layers: Sequence[Array]) -> Array:
        """Flat vectors of layers, shape (..., d)."""
        lead = layers[0].shape[:-2]
        states = np.empty((*lead, self.size))
        for slot, layer in zip(self.layers(states), layers, strict=True):
            slot[...] = layer
        return states

    def at(self, state: Array) -> Prepare:
        """What prepares writing the gradients of all layers, and those of y: `Velocity`."""
        layers = self.layers(state)
        prefixes = np.empty((sum(self._hidden[:-1]), self.n))
        A, fixed = self._of_layers(layers, prefixes)
        gradient = np.empty((self.n, self.m))

        def prepare(z: Array, growth: Array, row: Array, fall: Array) -> list[Call]:
            E, before, after = self.around(z, growth, fall, gradient)
            return [*before, *fixed, *self._calls(layers, A, prefixes, E, row, fall), *after]

        return prepare

    def around(
        self, z: Array, growth: Array, fall: Array, gradient: Array
    ) -> tuple[Array, list[Call], list[Call]]:
        """Where E will be, the calls that put it there, and those that end with the fall of y."""
        local, even, root = self.local, self._evenly, self.local.root[:, None]
        after: list[Call] = [] if even else [(partial(np.multiply, root), fall, fall)]
        if local.linear:
            if even:
                return z, [], after
            return gradient, [(partial(np.multiply, root), z, gradient)], after

        def write(z: Array, out: Array) -> None:
            np.multiply(local.gradient(z / growth), growth, out)

        return gradient, [(write, z, gradient)], after

    def rates(self, states: Array, y: Array) -> tuple[Array, Array]:
        """d/dt of states, shape (q, d), and of y, shape (q, n, m)."""
        speed = np.empty_like(states)
        return speed, self._fall(states, -self.local.gradient(y), speed)

    def write_rates(self, states: Array, y: Array, factor: Array, out: Array) -> Array:
        """d/dt of states times a factor, which E has, and of y."""
        factor = factor[..., None]
        return self._fall(states, self.local.gradient(y) * -factor, out) / factor

    def _fall(self, states: Array, E: Array, speed: Array) -> Array:
        """d/dt of y, shape (..., n, m), by E, shape (..., n, m); and of states, shape (..., d)."""
        layers, root = self.layers(states), self.local.root[:, None]
        first, *others = self.layers(speed)
        if not others:
            first[...] = E
            return root * E
        # B_1; ..; B_{L-1}; dW_L and, side by side, dW_1, K_2^T .. K_{L-1}^T, A_{L-1}.
        whole, parts, last = self._whole, self._blocks, self._hidden[-1]
        right = np.empty((*states.shape[:-1], whole + last, self.m))
        left = np.empty((*states.shape[:-1], self.n, whole + last))
        right[..., parts[-1], :] = layers[-1]
        for layer, part, before in zip(layers[-2:0:-1], parts[:0:-1], parts[-2::-1], strict=True):
            np.matmul(layer, right[..., part, :], out=right[..., before, :])
        np.matmul(E, right[..., :whole, :].mT, out=left[..., :whole])
        first[...] = left[..., parts[0]]
        A = layers[0].mT  # A_1^T, A_2^T, ..: products of tall with wide ones are the quickest
        for layer, part, slot in zip(layers[1:-1], parts[1:], others[:-1], strict=True):
            K = left[..., part]
            np.matmul(A, K, out=slot)
            if self._narrow:
                np.matmul(A.mT, slot, out=K)
            else:
                K[...] = (A.mT @ A) @ K
            A = layer.mT @ A
        left[..., whole:] = A.mT
        np.matmul(A, E, out=others[-1])
        right[..., whole:, :] = others[-1]
        fall: Array = root * (left @ right)
        return fall

    def _of_layers(self, layers: list[Array], prefixes: Array) -> tuple[list[Array], list[Call]]:
        """A_1^T .. A_{L-2}^T, one below the other; A_1^T may be the layer itself."""
        if len(layers) < 3:
            return [], []
        first, *between = layers[:-2]
        A = [prefixes[part] for part in self._blocks[:-1]]
        calls: list[Call] = []
        if self._even:
            calls.append((np.positive, first.mT, A[0]))
        else:
            A[0] = first.mT
        for layer, (before, after) in zip(between, pairwise(A), strict=True):
            calls.append((layer.mT.dot, before, after))
        return A, calls

    def _calls(
        self,
        layers: list[Array],
        A: list[Array],
        prefixes: Array,
        E: Array,
        row: Array,
        fall: Array,
    ) -> list[Call]:
        """All else."""
        if len(layers) == 1:
            return [(np.positive, E, row.reshape(E.shape)), (np.positive, E, fall)]
        whole, parts, n, m = self._whole, self._blocks, self.n, self.m
        both = whole + self._hidden[-1]
        right, left = row[: m * both].reshape(-1, m), row[-n * both :].reshape(-1, n)
        B, last = [right[part] for part in parts], left[whole:]
        calls: list[Call] = [(np.positive, layers[-1], B[-1])]
        for index in range(len(layers) - 2, 0, -1):
            calls.append((layers[index].dot, B[index], B[index - 1]))
        if len(layers) == 2:
            calls.append((np.positive, layers[0].mT, last))
        else:
            calls.append((layers[-2].mT.dot, A[-1], last))
        calls.append((last.dot, E, right[whole:]))
        inner = left[:whole]  # B_l E^T, until the K_l come there
        calls.append((right[:whole].dot, E.T, inner))
        if self._even:
            calls += self._stacked(prefixes, inner[parts[1].start :], row[self.part])
        elif len(layers) > 2:
            part = row[self.part]
            slopes = [
                part[self.slices[index]].reshape(self.shapes[index])
                for index in range(1, len(layers) - 1)
            ]
            calls += self._between(A, [left[part] for part in parts[1:]], slopes)
        calls.append((left.T.dot, right, fall))
        return calls

    def _stacked(self, A: Array, inner: Array, slopes: Array) -> list[Call]:
        """Of the layers between, the same as one of stacks."""
        h, n = self._hidden[0], self.n
        begin, end = self.slices[1].start, self.slices[len(self.shapes) - 2].stop
        before, after = A.reshape(-1, h, n), inner.reshape(-1, h, n)
        dW = slopes[begin:end].reshape(-1, h, h)
        return [
            (partial(np.matmul, before), after.mT, dW),
            (partial(np.matmul, dW.mT), before, after),
        ]

    def _between(self, A: list[Array], inner: list[Array], slopes: list[Array]) -> list[Call]:
        """Of the layers between the first and the last: dW_l = A_{l-1}^T E B_l^T, and K_l."""
        calls: list[Call] = []
        for one, after, slope in zip(A, inner, slopes, strict=True):
            calls.append((one.dot, after.T, slope))
            if self._narrow:
                calls.append((slope.T.dot, one, after))
            else:
                gram = np.empty((self.n, self.n))
                calls += [(one.T.dot, one, gram), (after.dot, gram, after)]
        return calls
