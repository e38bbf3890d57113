"""The flow of a network that is several networks side by side, from the flows of these."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np

from core import network
from core.arrays import Array
from core.integrate.budget import remaining, time_limit
from core.integrate.march import Halt
from core.matrix import preconditioner
from core.matrix.flow.base import Flow, Trajectory
from core.matrix.flow.invariant.blocks import Block
from core.matrix.flow.late import late_time
from core.matrix.flow.rest import Point
from core.matrix.hessian import curvatures
from core.objective.base import Objective
from core.once import once

_NONE = 1e-12  # of the excess at the start: a minimum

Asked = TypeVar("Asked")


class BlockFlow(Flow[Trajectory]):
    """Each block's flow, and all together.

    Parameters
    ----------
    objective : Objective
    weights : sequence of ndarray, shapes (h_{l-1}, h_l)
        At the start.
    blocks : sequence of Block
    flows : sequence of Flow or None
        Theirs; None of those that stand still.
    """

    def __init__(
        self,
        objective: Objective,
        weights: Sequence[Array],
        blocks: Sequence[Block],
        flows: Sequence[Flow[Trajectory] | None],
    ) -> None:
        self._weights = tuple(weights)
        self._shape = objective.shape
        product = network.product(weights)
        self._first = Point(
            self._weights, objective.gradient(product), float(objective.excess(product))
        )
        self._still = [block for block, flow in zip(blocks, flows, strict=True) if flow is None]
        self._moving = [
            (block, flow) for block, flow in zip(blocks, flows, strict=True) if flow is not None
        ]
        self._standing = [_standing(block) for block in self._still]

    @property
    def known(self) -> bool:
        """Whether every block's is."""
        return all(flow.known for _, flow in self._moving)

    def at(self, times: Array) -> Trajectory:
        """All that is read off it at `times`, shape (T,), not decreasing, or as far as it comes."""
        ways = self._each(lambda flow: flow.at(times))
        reached = min((len(way.times) for way in ways), default=len(times))
        stopped = min(ways, key=lambda way: len(way.times), default=None)
        two = len(self._weights) == 2
        n, m = self._shape
        dense = n * m <= preconditioner.MAX_DENSE

        @once
        def grams() -> tuple[Array, Array]:
            return self._grams(ways, reached)

        @once
        def spectra() -> tuple[Array, Array]:
            P, Q = grams()
            return preconditioner.eigenvalues(P[:, -1]), preconditioner.eigenvalues(Q[:, 0])

        @once
        def spectrum() -> Array:
            if two:
                return preconditioner.sums(*spectra())
            return preconditioner.spectrum_of(*grams())

        def extremes() -> tuple[Array, Array]:
            if two:
                return preconditioner.extremes_of_sums(*spectra())
            if dense:
                return spectrum()[:, 0], spectrum()[:, -1]
            return preconditioner.extreme_eigenvalues_of(*grams())

        rest = sum(point.excess for point in self._standing)
        ends = [way.limit for way in ways]
        return Trajectory(
            times=times[:reached],
            find_gradient_square=lambda: sum(
                (way.gradient_square[:reached] for way in ways), np.zeros(reached)
            ),
            excess=sum((way.excess[:reached] for way in ways), np.full(reached, rest)),
            find_extremes=extremes,
            find_spectrum=lambda: spectrum() if dense else np.empty((reached, 0)),
            find_singular_values=lambda: _largest(
                [way.singular_values[:reached] for way in ways], reached, min(n, m)
            ),
            layer_singular_values=lambda: self._layer_values(ways, reached),
            grams=grams,
            find_product=lambda: self._product(ways, reached),
            find_preconditioner_drift=lambda: preconditioner.drift(*grams()),
            find_imbalance_drift=lambda: np.max(
                [np.zeros(reached), *(way.imbalance_drift[:reached] for way in ways)], axis=0
            ),
            steps=sum(way.steps for way in ways),
            halt=stopped.halt if stopped else Halt.REACHED,
            now=stopped.now if stopped else float(times[-1]),
            first=self._first,
            limit=self._together(ends),
        )

    def excess(self, times: Array) -> Array:
        """f - f* alone, shape (T,) or shorter."""
        found = self._each(lambda flow: flow.excess(times))
        reached = min(map(len, found), default=len(times))
        rest = sum(point.excess for point in self._standing)
        return sum((each[:reached] for each in found), np.full(reached, rest))

    def _each(self, ask: Callable[[Flow[Trajectory]], Asked]) -> list[Asked]:
        """The answers of the blocks; time, if it is limited, is shared."""
        found = []
        for index, (_, flow) in enumerate(self._moving):
            with time_limit(remaining() / (len(self._moving) - index)):
                found.append(ask(flow))
        return found

    def end(self, time: float) -> tuple[Point, bool]:
        """Its end, and True, if it is known by `time`; else where it is then, or later."""
        points: list[Point | None] = []
        known = True
        for block, flow in self._moving:
            assert block.objective is not None
            point, sure = flow.end(max(time, late_time(block.objective, block.layers)))
            points.append(point)
            known = known and (sure or point.excess <= _NONE * self._first.excess)
        end = self._together(points)
        assert end is not None
        return end, known

    def moments(self) -> Array:
        """Those of every block."""
        return np.unique(np.concatenate([np.empty(0), *(f.moments() for _, f in self._moving)]))

    def holds(self, time: float) -> bool:
        """Whether every block's steps are kept from `time` on."""
        return all(flow.holds(time) for _, flow in self._moving)

    @property
    def numbers(self) -> int:
        """Those of every block."""
        return sum(flow.numbers for _, flow in self._moving)

    def forget(self) -> None:
        """Drop what is kept for times that have been passed."""
        for _, flow in self._moving:
            flow.forget()

    def _grams(self, ways: Sequence[Trajectory], reached: int) -> tuple[Array, Array]:
        n, m = self._shape
        depth = len(self._weights)
        P, Q = np.zeros((reached, depth, n, n)), np.zeros((reached, depth, m, m))
        moving = [(P[:reached], Q[:reached]) for P, Q in (way.grams() for way in ways)]
        still = [preconditioner.grams(block.layers) for block in self._still]
        every = [block for block, _ in self._moving] + self._still
        for block, (left, right) in zip(every, moving + still, strict=True):
            first, last = _ends(block)
            P += first @ left @ first.T
            Q += last @ right @ last.T
        return P, Q

    def _product(self, ways: Sequence[Trajectory], reached: int) -> Array:
        product = np.zeros((reached, *self._shape))
        moving = [way.product[:reached] for way in ways]
        still = [network.product(block.layers)[None] for block in self._still]
        every = [block for block, _ in self._moving] + self._still
        for block, part in zip(every, moving + still, strict=True):
            first, last = _ends(block)
            product += first @ part @ last.T
        return product

    def _layer_values(self, ways: Sequence[Trajectory], reached: int) -> tuple[Array, ...]:
        found = []
        each = [way.layer_singular_values() for way in ways]
        for index, layer in enumerate(self._weights):
            values = [own[index][:reached] for own in each]
            for block in self._still:
                still = block.layers[index]
                if still.size:
                    fixed = np.linalg.svd(still, compute_uv=False)
                    values.append(np.tile(fixed, (reached, 1)))
            found.append(_largest(values, reached, min(layer.shape)))
        return tuple(found)

    def _together(self, points: Sequence[Point | None]) -> Point | None:
        """The network of which these are the moving blocks; None if one of them is not known."""
        found = [point for point in points if point is not None]
        if len(found) < len(points):
            return None
        parts = [(block, point) for (block, _), point in zip(self._moving, found, strict=True)]
        parts += list(zip(self._still, self._standing, strict=True))
        n, m = self._shape
        gradient = np.zeros((n, m))
        for block, point in parts:
            left, right = _ends(block)
            gradient += left @ point.gradient @ right.T
        layers = [
            _side_by_side([point.layers[index] for _, point in parts])
            for index in range(len(self._weights))
        ]
        first = np.hstack([block.bases[0] for block, _ in parts])
        last = np.hstack([block.bases[-1] for block, _ in parts])
        layers[0] = first @ layers[0]
        layers[-1] = layers[-1] @ last.T
        for side in range(1, len(self._weights)):
            inner = np.hstack([block.bases[side] for block, _ in parts])
            # A solver may have followed fewer hidden units: in coordinates of their own.
            if inner.shape[1] == layers[side].shape[0]:
                layers[side - 1] = layers[side - 1] @ inner.T
                layers[side] = inner @ layers[side]
        excess = sum(point.excess for _, point in parts)
        small = _NONE * self._first.excess
        sure = all(point.excess <= small or _sure(block, point) for block, point in parts)
        return Point(tuple(layers), gradient, excess, sure)


def _standing(block: Block) -> Point:
    shape = block.bases[0].shape[1], block.bases[-1].shape[1]
    if block.objective is None:
        return Point(block.layers, np.zeros(shape), 0.0)
    zero = np.zeros(shape)
    gradient = block.objective.gradient(zero)
    return Point(block.layers, gradient, float(block.objective.excess(zero)))


def _sure(block: Block, point: Point) -> bool:
    """Whether a block ends there: at a minimum of its own, if nothing else holds it."""
    if point.sure or block.objective is None:
        return True
    curved = curvatures(block.objective, point)
    return curved is not None and curved.escape_rate == 0.0


def _ends(block: Block) -> tuple[Array, Array]:
    return block.bases[0], block.bases[-1]


def _side_by_side(matrices: Sequence[Array]) -> Array:
    """Block diagonal."""
    rows, columns = np.sum([matrix.shape for matrix in matrices], axis=0)
    whole = np.zeros((rows, columns))
    row = column = 0
    for matrix in matrices:
        down, right = row + matrix.shape[0], column + matrix.shape[1]
        whole[row:down, column:right] = matrix
        row, column = down, right
    return whole


def _largest(values: Sequence[Array], times: int, count: int) -> Array:
    """The first of all, largest first, and 0 for what is missing: shape (times, count)."""
    every = np.concatenate([*values, np.zeros((times, count))], axis=1)
    found: Array = -np.sort(-every, axis=1)[:, :count]
    return found
