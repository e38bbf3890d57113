"""Three layers of which the wide one in the middle is not formed within a step.

With A = W_1 W_2, B = W_2 W_3 and the conserved D_1 = W_1^T W_1 - W_2 W_2^T, D_2 = W_2^T W_2 - W_3
W_3^T the thin matrices are closed among themselves, signs reversed:

    dW_1 = E B^T,   dA = E W_3^T D_2 + M W_3^T,     M = E W_3^T W_3 + W_1 W_1^T E,
    dW_3 = A^T E,   dB = W_1^T M - D_1 W_1^T E,     dW = dA W_3 + A dW_3.

So a slope is 2 n + 2 m rows, and dW_2 = W_1^T E W_3^T, of rank n, is added up once a step; A and B
are made of the layers anew at every step, so no error of theirs stays.

Points and slopes are the rows W_3^T | A | W_1 | B^T; a slope has E W_3^T and W_1 besides.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import partial
from itertools import accumulate, pairwise

import numpy as np

from core.arrays import Array
from core.integrate.base import norm
from core.integrate.slopes import BEFORE, START, Call, Ends, Held, Slopes
from core.matrix.flow.velocity import LayeredVelocity
from core.objective.local import Local

#: The narrowest hidden layers that are worth it, and how many times wider than n + m.
_WIDE, _TIMES = 56, 4
#: Layers so many times larger than others cancel in D W what is to be known of W_2.
_UNLIKE = 30.0


def thin(weights: Sequence[Array]) -> bool:
    """Whether a flow of these layers is better followed so."""
    if len(weights) != 3:
        return False
    n, m = weights[0].shape[0], weights[2].shape[1]
    sizes = [norm(np.ascontiguousarray(layer)) for layer in weights]
    wide = min(weights[1].shape) >= max(_WIDE, _TIMES * (n + m))
    return wide and max(sizes) <= _UNLIKE * min(sizes)


class ThinVelocity(LayeredVelocity):
    """Layers W_1, W_2, W_3 as one flat vector: W_3, W_2, W_1^T.

    Parameters
    ----------
    local : Local
    weights : sequence of ndarray
        At the start, the first in the coordinates of the objective.
    """

    def __init__(self, local: Local, weights: Sequence[Array]) -> None:
        super().__init__(local, [layer.shape for layer in weights])
        W1, W2, W3 = weights
        self.D1, self.D2 = W1.T @ W1 - W2 @ W2.T, W2.T @ W2 - W3 @ W3.T
        n, m, (left, right) = self.n, self.m, W2.shape
        shapes = [(m, right), (n, right), (n, left), (m, left), (n, right), (n, left)]
        edges = accumulate((rows * columns for rows, columns in shapes), initial=0)
        self._parts = [
            (slice(*part), shape) for part, shape in zip(pairwise(edges), shapes, strict=True)
        ]
        self.last, self.first = self._parts[0][0], self._parts[2][0]
        self.point_size = self._parts[3][0].stop
        #: Of a slope: what a factor of it multiplies.
        self.scaled = self._parts[4][0].stop
        self.slope_size = self._parts[5][0].stop

    def parts(self, points: Array) -> list[Array]:
        """Views W_3^T, A, W_1, B^T of points, shape (..., size), and E W_3^T, W_1 of slopes."""
        return [
            points[..., part].reshape(*points.shape[:-1], *shape)
            for part, shape in self._parts
            if part.stop <= points.shape[-1]
        ]

    def write_point(self, state: Array, parts: Iterable[Array]) -> Array:
        """Of a state, shape (d,), into its parts; returns W_2."""
        W1, W2, W3 = self.layers(state)
        last, A, first, B = parts
        last[...], first[...] = W3.T, W1
        first.dot(W2, A)
        last.dot(W2.T, B)
        return W2

    def slopes(self, places: int) -> Slopes:
        """Room for the slopes of a step."""
        return ThinSlopes(self, places)

    def held(self, steps: int, slopes: int) -> Held:
        """Room for the ends of some steps and so many slopes each."""
        return HeldThin(self, steps, slopes)


class ThinSlopes(Slopes):
    """Start and slopes of one step, without W_2.

    Parameters
    ----------
    system : ThinVelocity
    places : int
        Of slopes, and the start.
    """

    def __init__(self, system: ThinVelocity, places: int) -> None:
        self._system = system
        n, m, (left, right) = system.n, system.m, system.shapes[1]
        self._rows, self._points = np.zeros((2, places, system.point_size))
        self._Q = np.zeros((places, n, right))  # E W_3^T
        self._W2, self._moved = np.empty((2, left, right))
        self._D1, self._D2 = -system.D1, system.D2
        self._at = system.parts(self._points)
        self._slopes = system.parts(self._rows)
        self._gradient = np.empty((n, m))
        self._R = np.empty((m, left))  # E^T W_1
        self._sums = np.empty((n, right)), np.empty((m, left))
        self._small = np.empty((3, n, m))

    def stand(self, state: Array) -> None:
        """Make the point that of the next slope."""
        self._system.write_point(state, (part[START + 1] for part in self._at))

    def load(self, state: Array, place: int, slope: Array) -> None:
        """Where a step begins, and its first slope."""
        system = self._system
        self._W2 = system.write_point(state, (part[place] for part in self._at))
        self._rows[START] = self._points[place]
        self._rows[place] = slope[: system.point_size]
        self._Q[place].ravel()[:] = slope[system.point_size : system.scaled]

    def to_point(self, weights: Array, used: slice, place: int) -> Sequence[Call]:
        """One sum."""
        return [(weights[used].dot, self._rows[used], self._points[place])]

    def there(
        self, weights: Array, used: slice, place: int, z: Array, growth: Array, fall: Array
    ) -> Sequence[Call]:
        """The calls that find the slopes there."""
        E, before, after = self._system.around(z, growth, fall, self._gradient)
        last, A, first, B = (part[place] for part in self._at)
        dlast, dA, dfirst, dB = (part[place] for part in self._slopes)
        Q, R, (of_A, of_B), (M, one, other) = self._Q[place], self._R, self._sums, self._small
        return [
            *before,
            (E.dot, last, Q),
            (E.T.dot, first, R),
            (Q.dot, last.T, one),
            (first.dot, R.T, other),
            (partial(np.add, one), other, M),
            (E.dot, B, dfirst),
            (E.T.dot, A, dlast),
            (Q.dot, self._D2, dA),
            (M.dot, last, of_A),
            (partial(np.add, dA), of_A, dA),
            (R.dot, self._D1, dB),
            (M.T.dot, first, of_B),
            (partial(np.add, dB), of_B, dB),
            (dA.dot, last.T, one),
            (A.dot, dlast.T, other),
            (partial(np.add, one), other, fall),
            *after,
        ]

    def point(self, weights: Array) -> Array:
        """The point that was made last."""
        state = np.empty(self._system.size)
        W1, W2, W3 = self._system.layers(state)
        last, _, first, _ = self._at
        W1[...], W3[...] = first[-1], last[-1].T
        self._change(weights, W2)
        W2 += self._W2
        return state

    def _change(self, weights: Array, out: Array) -> None:
        """Of W_2, by weights of `BEFORE` slopes."""
        left, right = self._W2.shape
        W1 = (self._at[2][BEFORE] * weights[BEFORE, None, None]).reshape(-1, left)
        W1.T.dot(self._Q[BEFORE].reshape(-1, right), out)

    def size(self, weights: Array) -> float:
        """Norm of a change of the state."""
        change = weights[START:].dot(self._rows[START:])
        self._change(weights, self._moved)
        parts = change[self._system.last], change[self._system.first], self._moved
        return math.hypot(*map(norm, parts))

    def slope(self, place: int, factor: float) -> Array:
        """The slope at one place times a factor."""
        system = self._system
        slope = np.empty(system.slope_size)
        edge, scaled = system.point_size, system.scaled
        np.multiply(self._rows[place], factor, slope[:edge])
        np.multiply(self._Q[place].ravel(), factor, slope[edge:scaled])
        slope[scaled:] = self._at[2][place].ravel()
        return slope

    def inside(self, weights: Array) -> Array:
        """Points, and below them the ends."""
        points = np.empty((len(weights) + 2, self._system.point_size))
        weights[:, START:].dot(self._rows[START:], points[:-2])
        points[-2], points[-1] = self._rows[START], self._points[-1]
        return points


class HeldThin(Held):
    """Steps that are kept."""

    def __init__(self, system: ThinVelocity, steps: int, slopes: int) -> None:
        self._system = system
        self._ends: dict[int, Ends] = {}
        self._rows = np.empty((steps, 2 + slopes, system.slope_size))
        self._points, self.slopes = self._rows[..., : system.point_size], self._rows[:, 2:]

    def put(self, step: int, ends: Ends, slopes: Sequence[Array], factor: float) -> None:
        """The ends of one step, and its first slopes."""
        self._ends[step] = ends
        scaled = self._system.scaled
        for slope, row in zip(slopes, self.slopes[step], strict=False):
            np.multiply(slope[:scaled], factor, row[:scaled])
            row[scaled:] = slope[scaled:]

    def inside(self, points: Array) -> Array:
        """Points; their ends are those of the stages, of which A and B are sums."""
        self._points[:, :2] = points[:, -2:]
        return points[:, :-2]

    def points(self, weights: Array) -> Array:
        """Points."""
        points: Array = np.matmul(weights, self._points)
        return points

    def ask(self, points: Array, y: Array, length: Array, *, final: bool) -> Array:
        """By the closed system; what A and B change by is of use for further points alone."""
        system = self._system
        last, A, first, B = system.parts(points)
        out = system.parts(self.slopes[:, -points.shape[1] :])
        dlast, dA, dfirst, dB, Q, W1 = out
        E = system.local.gradient(y) * -length[..., None]
        of_last = E @ last
        Q[...], W1[...] = of_last, first
        np.matmul(E, B, out=dfirst)
        np.matmul(E.mT, A, out=dlast)
        of_gram = of_last @ last.mT
        fall: Array = dfirst @ B.mT
        fall += (first @ W1.mT) @ of_gram
        fall += A @ dlast.mT
        fall *= system.local.root[:, None] / length[..., None]
        if not final:
            R = E.mT @ first
            M = of_gram + first @ R.mT
            np.matmul(M, last, out=dA)
            dA += _times(of_last, system.D2)
            np.matmul(M.mT, first, out=dB)
            dB -= _times(R, system.D1)
        return fall

    def rows(self, step: int) -> Array:
        """The ends and, below, the changes that the slopes stand for."""
        system, slopes = self._system, self.slopes[step]
        rows = np.empty((2 + len(slopes), system.size))
        rows[0], rows[1] = self._ends[step]
        W1, W2, W3 = system.layers(rows[2:])
        dlast, _, dfirst, _, Q, first = system.parts(slopes)
        W1[...], W3[...] = dfirst, dlast.mT
        np.matmul(first.mT, Q, out=W2)
        return rows


def _times(many: Array, one: Array) -> Array:
    """Matrices (..., rows, h) times one, in one product."""
    return (many.reshape(-1, many.shape[-1]) @ one).reshape(many.shape)
