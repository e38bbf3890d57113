"""The flows of many pairs of layers, each to where its end is certain.

A flow is followed until the gap E to W* is so small that what is left is known: C_1 = W_1 W_1^T and
C_2 = W_2^T W_2 move by F W^T + W F^T and F^T W + W^T F, with C_1 F + F C_2 = E, and then stand
still. Flows that do not get there soon (slow ones, those beside a saddle, networks too narrow) are
left to the solver of one.

Source: docs/mathematics.md, section 3.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.arrays import Array
from core.atlas.pairs.rates import Pairs
from core.atlas.pairs.series import Series, expand
from core.integrate.budget import wanted

#: Flows that are followed at once.
CHUNK = 256
_STEPS = 250  # flows of more steps are left to the solver of one
_SETTLED = 1e-6  # ||E|| ||W|| beside the square of the least rate: its own square is left out
_CLEAR = 1e-6  # least rate at the end beside the largest: a minimum, and no doubt of it
_START = 1e-10  # ||E|| beside ||W*||: starts that are no nearer to W*
_STATIONS = np.array([0.0, 0.25, 0.5, 0.75])
_CLOSER, _GOLDEN = 20, 0.5 * (np.sqrt(5.0) - 1.0)
_HALVINGS = 52

Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Followed:
    """What p flows come to.

    Attributes
    ----------
    slowest : ndarray, shape (p,)
        The least lambda_min(T) from the start to the end of time.
    time : ndarray, shape (p,)
        Until the loss has fallen to what was asked for.
    known : ndarray of bool, shape (p,)
        Whether the end is certain, and a minimum: of others nothing is told.
    """

    slowest: Array
    time: Array
    known: Mask


def follow(pairs: Pairs, goal: float | None) -> Followed:
    """Follow all of them.

    Parameters
    ----------
    pairs : Pairs
    goal : float, optional
        A loss: the time that it takes.
    """
    count = len(pairs.target)
    slowest, time, known = np.full(count, np.nan), np.full(count, np.nan), np.zeros(count, bool)
    for begin in range(0, count, CHUNK):
        some = slice(begin, begin + CHUNK)
        with np.errstate(all="ignore"):
            flows = _Whole(pairs.first[some], pairs.second[some].mT, pairs.target[some], goal)
            flows.run()
        slowest[some], time[some], known[some] = flows.slowest, flows.time, flows.known
    return Followed(slowest, time, known)


def losses(pairs: Pairs, times: Array) -> tuple[Array, Mask]:
    """1/2 ||W - W*||^2 at times that all share.

    Parameters
    ----------
    pairs : Pairs
    times : ndarray, shape (T,)
        Not decreasing, from 0.

    Returns
    -------
    losses : ndarray, shape (p, T)
    known : ndarray of bool, shape (p,)
        Whether a flow was followed to the last time.
    """
    count = len(pairs.target)
    found, known = np.full((count, times.size), np.nan), np.zeros(count, dtype=bool)
    for begin in range(0, count, CHUNK):
        some = slice(begin, begin + CHUNK)
        with np.errstate(all="ignore"):
            flows = _Shown(pairs.first[some], pairs.second[some].mT, pairs.target[some], times)
            flows.run()
        found[some], known[some] = flows.losses, flows.known
    return found, known


class _Flows(ABC):
    """A chunk of flows under way: W_1 and W_2^T of each, and its gap to W*."""

    #: What is kept of each of those that are followed.
    _own: tuple[str, ...] = ("_rows", "_W1", "_V", "_E", "_now", "_unit", "_before")

    def __init__(self, W1: Array, V: Array, target: Array) -> None:
        count, self._n, self._r = W1.shape
        self._m = V.shape[1]
        self.known = np.zeros(count, dtype=bool)
        self._rows = np.arange(count)
        self._W1, self._V, self._E = W1, V, W1 @ V.mT - target
        self._now = np.zeros(count)
        speed = _norms(W1) ** 2 + _norms(V) ** 2 + _norms(self._E)
        self._unit = 1.0 / np.maximum(speed, 1e-300)
        self._before = np.zeros(count)  # the last step's length

    def run(self) -> None:
        """To the end of all of them, or as far as is worth it."""
        for _ in range(_STEPS):
            if not len(self._rows):
                return
            wanted()
            series = expand(self._W1, self._V, self._E, self._unit)
            self._tell(series)
            self._advance(series)
            lost = ~np.isfinite(_norms(self._E) * _norms(self._W1) * _norms(self._V))
            done = self._over() & ~lost
            if done.any() or lost.any():
                self._finish(done)
                self._leave(~(done | lost))

    @abstractmethod
    def _tell(self, series: Series) -> None:
        """What is seen in a step."""

    @abstractmethod
    def _over(self) -> Mask:
        """Which need not be followed any more."""

    @abstractmethod
    def _finish(self, done: Mask) -> None:
        """What comes after the last step of these flows."""

    def _advance(self, series: Series) -> None:
        time = series.reach
        W1, V = self._split(series.layers_at(time[:, None]))
        self._W1, self._V = W1[:, 0], V[:, 0]
        self._E = series.gap_at(time).reshape(self._E.shape)
        self._before = time * self._unit
        self._now = self._now + self._before
        self._unit = self._before

    def _split(self, layers: Array) -> tuple[Array, Array]:
        cut = self._n * self._r
        shape = layers.shape[:-1]
        first = layers[..., :cut].reshape(*shape, self._n, self._r)
        return first, layers[..., cut:].reshape(*shape, self._m, self._r)

    def _leave(self, others: Mask) -> None:
        """Follow no others any more."""
        for name in self._own:
            setattr(self, name, getattr(self, name)[others])


class _Shown(_Flows):
    """Followed to the last of some times."""

    def __init__(self, W1: Array, V: Array, target: Array, times: Array) -> None:
        super().__init__(W1, V, target)
        self._times = times
        self.losses = np.empty((len(W1), times.size))
        # Where nothing moves there is nothing to follow.
        self._leave(_norms(self._E) > _START * _norms(target))

    def _tell(self, series: Series) -> None:
        end = self._now + series.reach * self._unit
        for place, time in enumerate(self._times.tolist()):
            rows = np.flatnonzero((self._now <= time) & (time <= end))
            if rows.size:
                since = (time - self._now[rows]) / self._unit[rows]
                gap = series.part(rows).gap_at(since)
                self.losses[self._rows[rows], place] = 0.5 * (gap * gap).sum(axis=1)

    def _over(self) -> Mask:
        return np.asarray(self._now >= self._times[-1])

    def _finish(self, done: Mask) -> None:
        self.known[self._rows[done]] = True


class _Whole(_Flows):
    """Followed to the end: their slowest moments, and a time to a loss."""

    _own = (*_Flows._own, "_wait", "_least")

    def __init__(self, W1: Array, V: Array, target: Array, goal: float | None) -> None:
        super().__init__(W1, V, target)
        count = len(W1)
        self._goal = goal
        self.slowest = np.full(count, np.inf)
        self.time = np.full(count, np.nan)
        self._least = np.zeros(count)  # the rate at the begin of the last step
        self._wait = np.full(count, goal is not None)  # for the loss asked for
        if goal is not None:
            there = 0.5 * _norms(self._E) ** 2 <= goal
            self.time[there], self._wait[there] = 0.0, False
        self._leave(_norms(self._E) > _START * _norms(target))

    def _tell(self, series: Series) -> None:
        self._least = self._look(series)
        self._fall(series)

    def _over(self) -> Mask:
        size = _norms(self._E) * _norms(self._W1) * _norms(self._V)
        return np.asarray((size <= _SETTLED * self._least * self._least) & ~self._wait)

    def _look(self, series: Series) -> Array:
        """At the rates along a step; what they are at its begin."""
        length = series.reach
        found = self._rates(series, _STATIONS * length[:, None])
        place = found.argmin(axis=1)
        better = np.take_along_axis(found, place[:, None], axis=1)[:, 0]
        closer = np.flatnonzero(better <= self.slowest[self._rows])
        if closer.size:
            some = series.part(closer)
            unit, reach = self._unit[closer], length[closer]
            at = _STATIONS[place[closer]] * reach
            # A series is sound as far back as it is ahead.
            back = np.where(at > 0.0, 0.25 * reach, 0.25 * self._before[closer] / unit)
            low = at - np.minimum(back, reach)
            least = self._closely(some, low, at + 0.25 * reach)
            rows = self._rows[closer]
            self.slowest[rows] = np.minimum(self.slowest[rows], np.minimum(least, better[closer]))
        first: Array = found[:, 0]
        return first

    def _closely(self, series: Series, low: Array, high: Array) -> Array:
        """The least rate between two times of each, by the golden section."""
        a = high - _GOLDEN * (high - low)
        b = low + _GOLDEN * (high - low)
        at_a, at_b = self._rates(series, a[:, None])[:, 0], self._rates(series, b[:, None])[:, 0]
        least = np.minimum(at_a, at_b)
        for _ in range(_CLOSER):
            left = at_a <= at_b
            low, high = np.where(left, low, a), np.where(left, b, high)
            fresh = np.where(left, high - _GOLDEN * (high - low), low + _GOLDEN * (high - low))
            found = self._rates(series, fresh[:, None])[:, 0]
            a, b = np.where(left, fresh, b), np.where(left, a, fresh)
            at_a, at_b = np.where(left, found, at_b), np.where(left, at_a, found)
            least = np.minimum(least, found)
        return least

    def _rates(self, series: Series, times: Array) -> Array:
        """lambda_min(T) at times of shape (p, q)."""
        W1, V = self._split(series.layers_at(times))
        left, right = np.linalg.eigvalsh(W1 @ W1.mT), np.linalg.eigvalsh(V @ V.mT)
        return np.asarray(left[..., 0] + right[..., 0])

    def _fall(self, series: Series) -> None:
        """Whether, and when, the loss asked for is come to in this step."""
        if self._goal is None or not self._wait.any():
            return
        goal = self._goal
        end = series.gap_at(series.reach)
        there = np.flatnonzero(self._wait & (0.5 * (end * end).sum(axis=1) <= goal))
        if not there.size:
            return
        some = series.part(there)
        low, high = np.zeros(there.size), some.reach
        for _ in range(_HALVINGS):
            middle = 0.5 * (low + high)
            gap = some.gap_at(middle)
            above = 0.5 * (gap * gap).sum(axis=1) > goal
            low, high = np.where(above, middle, low), np.where(above, high, middle)
        self.time[self._rows[there]] = self._now[there] + high * self._unit[there]
        self._wait[there] = False

    def _finish(self, done: Mask) -> None:
        W1, V, E = self._W1[done], self._V[done], self._E[done]
        left, right, W = W1 @ W1.mT, V @ V.mT, W1 @ V.mT
        (a, left_turn), (b, right_turn) = np.linalg.eigh(left), np.linalg.eigh(right)
        turned = left_turn.mT @ E @ right_turn
        F = left_turn @ (turned / (a[:, :, None] + b[:, None, :])) @ right_turn.mT
        change = F @ W.mT
        a = np.linalg.eigvalsh(left - change - change.mT)
        change = F.mT @ W
        b = np.linalg.eigvalsh(right - change - change.mT)
        last, largest = a[:, 0] + b[:, 0], a[:, -1] + b[:, -1]
        rows = self._rows[done]
        self.slowest[rows] = np.minimum(self.slowest[rows], last)
        self.known[rows] = last > _CLEAR * largest


def _norms(matrices: Array) -> Array:
    return np.asarray(np.sqrt((matrices * matrices).sum(axis=(1, 2))))
