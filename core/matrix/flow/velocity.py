"""Slopes of all layers at one point, by as few calls as they take.

Small matrices are bound by the calls, not by their numbers: a product takes half a microsecond, and
anything that numpy does besides as long. So everything is laid out once for all points, in rows

    B_1 | .. | B_{L-1} | dW_L | dW_2 .. dW_{L-1} | dW_1^T | K_2 .. K_{L-1} | A_{L-1}^T

with A_l = W_1 .. W_l, B_l = W_{l+1} .. W_L and K_l = B_l E^T A_{l-1} A_{l-1}^T. Every product then
stands where the next one, and the slopes of the state, want it; and the fall of y,

    sum_l A_{l-1} A_{l-1}^T E B_l^T B_l
        = [dW_1, K_2^T .. K_{L-1}^T, A_{L-1}] [B_1; ..; B_{L-1}; dW_L],

is one product of the row's end with its beginning.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided

from core.arrays import Array
from core.integrate.stages import Prepare, Slopes, Velocity
from core.objective.local import Local

_STACKED = 4  # so many products of one shape are quicker as one of stacks
Call = tuple[Callable[..., Any], Array, Array]  # of a function, with its argument and its result


class LayeredVelocity(Velocity):
    """Layers W_1 .. W_L as one flat vector: W_L, W_2 .. W_{L-1}, W_1^T.

    Parameters
    ----------
    local : Local
    shapes : sequence of tuple of int
        Of the layers.
    """

    def __init__(self, local: Local, shapes: Sequence[tuple[int, int]]) -> None:
        self._local = local
        self._shapes = list(shapes)
        self.n, self.m = shapes[0][0], shapes[-1][1]
        order = [len(shapes) - 1, *range(1, len(shapes) - 1), 0][: len(shapes)]
        sizes = [shapes[index][0] * shapes[index][1] for index in order]
        edges = list(accumulate(sizes, initial=0))
        self._slices = dict(zip(order, (slice(*pair) for pair in pairwise(edges)), strict=True))
        self.size = edges[-1]
        self._hidden = [columns for _, columns in shapes[:-1]]  # h_1 .. h_{L-1}
        hidden, n, m = self._hidden, self.n, self.m
        before = m * sum(hidden)
        self.part = slice(before, before + self.size)
        self.room = before + self.size + n * sum([*hidden[1:], *hidden[-1:]])
        self._E = np.empty((n, m))
        self._prefixes = _blocks(np.empty((sum(hidden[:-1]), n)), hidden[:-1])  # A_1^T .. A_{L-2}^T
        self._inner = np.empty((sum(hidden[1:]), n))  # B_l E^T of the layers between
        self._inners = _blocks(self._inner, hidden[1:])
        self._grams = np.empty((max(len(shapes) - 2, 0), n, n))  # A_{l-1} A_{l-1}^T of the same
        self._even = len(shapes) - 2 >= _STACKED and len(set(hidden)) == 1

    def layers(self, states: Array) -> list[Array]:
        """Views of shapes (..., h_{l-1}, h_l) into states, shape (..., d)."""
        lead = states.shape[:-1]
        found = []
        for index, (rows, columns) in enumerate(self._shapes):
            part = states[..., self._slices[index]]
            first = index == 0 and len(self._shapes) > 1
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
        local, root = self._local, self._local.root[:, None]
        linear, even = local.linear, bool((root == 1.0).all())
        layers = self.layers(state)
        fixed = self._of_layers(layers)

        def prepare(z: Array, row: Array, fall: Array) -> Slopes:
            E = z if linear and even else self._E
            plan = self._calls(layers, E, row, fall)
            if linear and not even:
                plan.insert(0, (partial(np.multiply, root), z, E))
            if not even:
                plan.append((partial(np.multiply, root), fall, fall))
            plan = [*fixed, *plan]

            def write(growth: float) -> None:
                for call, argument, out in plan:
                    call(argument, out)

            def write_from(growth: float) -> None:
                np.multiply(local.gradient(z / growth), growth, E)
                write(growth)

            return write if linear else write_from

        return prepare

    def _of_layers(self, layers: list[Array]) -> list[Call]:
        """A_1^T .. A_{L-2}^T and what else takes no more than the layers."""
        if len(layers) < 3:
            return []
        A, grams = self._prefixes, list(self._grams)
        calls: list[Call] = [(np.positive, layers[0].mT, A[0])]
        for layer, before, after in zip(layers[1:-2], A, A[1:], strict=False):
            calls.append((layer.mT.dot, before, after))
        if self._even:
            one = _stack(A)
            calls.append((partial(np.matmul, one.mT), one, self._grams))
        else:
            calls += [(one.mT.dot, one, gram) for one, gram in zip(A, grams, strict=True)]
        return calls

    def _calls(self, layers: list[Array], E: Array, row: Array, fall: Array) -> list[Call]:
        """All else."""
        if len(layers) == 1:
            return [(np.positive, E, row.reshape(E.shape)), (np.positive, E, fall)]
        hidden, (n, m) = self._hidden, E.shape
        whole = sum(hidden)
        part = row[self.part]
        right = row[: m * (whole + hidden[-1])].reshape(-1, m)
        left = row[-n * (whole + hidden[-1]) :].reshape(-1, n)
        B, last = _blocks(right, hidden), left[-hidden[-1] :]
        calls: list[Call] = [(np.positive, layers[-1], B[-1])]
        for index in range(len(layers) - 2, 0, -1):
            calls.append((layers[index].dot, B[index], B[index - 1]))
        if len(layers) == 2:
            calls.append((np.positive, layers[0].mT, last))
        else:
            calls.append((layers[-2].mT.dot, self._prefixes[-1], last))
        calls.append((B[0].dot, E.T, left[: hidden[0]]))
        calls.append((last.dot, E, right[-hidden[-1] :]))
        if len(layers) > 2:
            calls.append((right[hidden[0] : whole].dot, E.T, self._inner))
            slopes = [
                part[self._slices[index]].reshape(self._shapes[index])
                for index in range(1, len(layers) - 1)
            ]
            calls += self._between(slopes, _blocks(left, hidden)[1:])
        calls.append((left.T.dot, right, fall))
        return calls

    def _between(self, slopes: list[Array], K: list[Array]) -> list[Call]:
        """Of the layers between the first and the last: A_{l-1}^T E B_l^T, and K_l."""
        inner, grams = self._inners, self._grams
        if self._even:
            turned = _stack(inner)
            return [
                (partial(np.matmul, _stack(self._prefixes)), turned.mT, _stack(slopes)),
                (partial(np.matmul, turned), grams, _stack(K)),
            ]
        found: list[Call] = []
        for one, turned, slope, gram, out in zip(
            self._prefixes, inner, slopes, grams, K, strict=True
        ):
            found += [(one.dot, turned.mT, slope), (turned.dot, gram, out)]
        return found


def _blocks(stack: Array, heights: Sequence[int]) -> list[Array]:
    """Matrices of these heights, one below the other."""
    edges = accumulate(heights, initial=0)
    return [stack[begin:end] for begin, end in pairwise(edges)]


def _stack(matrices: Sequence[Array]) -> Array:
    """The same numbers as one array, of matrices that follow each other in memory."""
    first = matrices[0]
    return as_strided(first, (len(matrices), *first.shape), (first.nbytes, *first.strides))
