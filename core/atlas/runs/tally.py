"""Verdicts on many runs of gradient descent, from what is told while their iterates pass.

`core.descent.verdict.find` sees a whole run; here p runs pass a step at a time, and no more of them
is kept than what `find` asks.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.arrays import Array
from core.atlas.codes import VERDICTS
from core.descent.descend import MAX_KEPT
from core.descent.iterates import stride
from core.descent.verdict import (
    AT_REST,
    BACK_AND_FORTH,
    CONVERGED,
    MANY,
    RISE,
    ROUNDING,
    SAME,
    SOME,
    TAIL,
    Verdict,
)
from core.scalar.polynomial import sum_of_others

Whole = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(eq=False)
class Told:
    """What is known of p runs.

    Attributes
    ----------
    first, last, before, most : ndarray, shape (p,)
        The loss at the start, now, one step before, and the largest so far.
    early, low, high : ndarray, shape (p,)
        The largest of the first half of the run, the least and the largest of the second.
    steepest, slope : ndarray, shape (p,)
        The squared gradient at the iterates that a single run keeps: its largest, and the last.
    arrived, reached, rose : ndarray of int, shape (p,)
        Steps until nothing but rounding was left, until the goal, and until the last one from which
        the loss rose; -1 if it has not.
    turns : ndarray of uint32, shape (p,)
        Whether each of the last 32 steps went past the minimum, the latest in the lowest bit; those
        before the arrival.
    cut : ndarray of bool, shape (p,)
    """

    first: Array
    last: Array
    before: Array
    most: Array
    early: Array
    low: Array
    high: Array
    steepest: Array
    slope: Array
    arrived: Whole
    reached: Whole
    rose: Whole
    turns: NDArray[np.uint32]
    cut: Mask

    @classmethod
    def nothing(cls, count: int) -> Told:
        """Of so many runs before their start."""
        columns: dict[str, Any] = {field.name: np.zeros(count) for field in fields(cls)}
        columns |= {name: np.full(count, -1) for name in ("arrived", "reached", "rose")}
        columns["turns"] = np.zeros(count, dtype=np.uint32)
        columns["cut"] = np.zeros(count, dtype=bool)
        return cls(**columns)

    def part(self, rows: Mask) -> Told:
        """Some of them."""
        return Told(*(getattr(self, field.name)[rows] for field in fields(self)))

    def put(self, rows: Whole, others: Told) -> None:
        """Take what is known of these rows from others."""
        for field in fields(self):
            getattr(self, field.name)[rows] = getattr(others, field.name)


class Tally:
    """What passes by.

    Parameters
    ----------
    steps : ndarray of int, shape (p,)
        Asked for.
    at_zero : ndarray, shape (p,)
        The loss at w = 0.
    goal : float
        A loss that `Told.reached` is about.
    quadratic : bool
        Whether the networks have one layer.
    """

    def __init__(self, steps: Whole, at_zero: Array, goal: float, *, quadratic: bool) -> None:
        self.told = Told.nothing(len(steps))
        self._steps, self._at_zero = steps, at_zero
        self._goal, self._quadratic = goal, quadratic
        self._now = Told.nothing(len(steps))  # of the runs that are looked at
        self._last_step = steps
        self._every = _strides(steps)
        self._gap = np.zeros(len(steps))
        self._floor = np.zeros(len(steps))

    def pass_by(
        self, k: int, rows: Whole, under_way: Mask, gap: Array, cut: Mask, still: Mask, w: Array
    ) -> None:
        """The k-th iterates of the runs `rows`; of those not `under_way` nothing is told any more.

        Parameters
        ----------
        k : int
        rows : ndarray of int, shape (q,)
        under_way : ndarray of bool, shape (q,)
        gap : ndarray, shape (q,)
            y - w.
        cut, still : ndarray of bool, shape (q,)
            Whether the iterate is too large, and whether the next one is the same.
        w : ndarray, shape (L, q)
        """
        now = self._now
        if cut.any():
            now.cut = cut
            self._keep(rows, under_way & cut)
            now.cut = np.zeros_like(cut)
        excess = gap * gap
        if k:
            self._compare(k, gap, excess)
        else:
            now.first = excess
            self._floor = ROUNDING * np.maximum(excess, self._at_zero)
        now.before, now.last = now.last, excess
        now.most = np.maximum(now.most, excess)
        self._gap = gap
        now.arrived[(now.arrived < 0) & (excess <= self._floor)] = k
        now.reached[(now.reached < 0) & (excess <= self._goal)] = k
        self._halves(k, excess)
        over = still | (self._last_step == k)
        due = over | (k % self._every == 0)
        if due.any():
            now.slope = 4.0 * excess * sum_of_others((w * w).T)
            np.maximum(now.steepest, now.slope, out=now.steepest, where=due)
        over &= under_way & ~cut
        if over.any():
            self._stand_still(k, over & (self._last_step > k))
            self._keep(rows, over)

    def leave(self, under_way: Mask) -> None:
        """Look at no others any more."""
        self._now = self._now.part(under_way)
        self._last_step, self._every = self._last_step[under_way], self._every[under_way]
        self._gap, self._floor = self._gap[under_way], self._floor[under_way]

    def verdicts(self) -> NDArray[np.int8]:
        """What `find` says of every run, as codes."""
        told, steps, at_zero = self.told, self._steps, self._at_zero
        first, last = told.first, told.last
        scale = np.maximum(first, at_zero)
        floor = ROUNDING * scale
        arrived = np.where(told.arrived < 0, steps, told.arrived)
        turns = np.bitwise_count(told.turns) / np.clip(arrived, 1, TAIL)
        reference = np.where(at_zero > 0.0, np.minimum(first, at_zero), first)
        begin = np.maximum(arrived - TAIL, 0)
        rises = told.rose > begin  # from the step before on
        falls = ~rises & (last < (1.0 - RISE) * first)
        grows = (last > (1.0 + RISE) * first) & ((steps < MANY) | (told.low > told.early))
        many = steps >= MANY
        cases = [
            (told.cut, Verdict.DIVERGENT),
            ((first <= SAME * scale) & (told.most <= floor), Verdict.CONVERGENT),
            (
                (converged := last <= np.maximum(CONVERGED * reference, floor))
                & (turns > 0.5)
                & (arrived >= SOME),
                Verdict.OSCILLATING,
            ),
            (converged, Verdict.CONVERGENT),
            (told.slope <= AT_REST * told.steepest, Verdict.SADDLE),
            (self._quadratic & (last > (1.0 + RISE) * told.before), Verdict.DIVERGENT),
            (grows, Verdict.UNDECIDED),
            (many & (turns > 0.5) & falls, Verdict.OSCILLATING),
            (many & (turns >= BACK_AND_FORTH) & ~falls, Verdict.OSCILLATING),
        ]
        codes = [np.int8(VERDICTS[verdict]) for _, verdict in cases]
        default = np.int8(VERDICTS[Verdict.UNDECIDED])
        return np.select([np.asarray(holds) for holds, _ in cases], codes, default)

    def _compare(self, k: int, gap: Array, excess: Array) -> None:
        """With the iterates before."""
        now = self._now
        turned = np.sign(gap) * np.sign(self._gap) < 0.0
        shifted = (now.turns << np.uint32(1)) | turned
        now.turns = np.where(now.arrived < 0, shifted, now.turns)
        now.rose[excess - now.last > RISE * now.last] = k

    def _halves(self, k: int, excess: Array) -> None:
        now = self._now
        half = (self._last_step + 1) // 2
        np.maximum(now.early, excess, out=now.early, where=k < half)
        begins, late = k == half, k > half
        now.low[begins] = now.high[begins] = excess[begins]
        np.minimum(now.low, excess, out=now.low, where=late)
        np.maximum(now.high, excess, out=now.high, where=late)

    def _stand_still(self, k: int, rows: Mask) -> None:
        """What the rest of these runs would tell: the same iterate again and again."""
        now = self._now
        now.before = np.where(rows, now.last, now.before)
        early = rows & (k < (self._last_step + 1) // 2)
        now.low[early] = now.high[early] = now.last[early]
        left = np.minimum(self._last_step - k, TAIL).astype(np.uint64)
        turns = (now.turns.astype(np.uint64) << left).astype(np.uint32)
        now.turns = np.where(rows & (now.arrived < 0), turns, now.turns)

    def _keep(self, rows: Whole, some: Mask) -> None:
        if some.any():
            self.told.put(rows[some], self._now.part(some))


def _strides(steps: Whole) -> Whole:
    """Steps between the iterates that a single run keeps."""
    counts, where = np.unique(steps, return_inverse=True)
    return np.array([stride(count, MAX_KEPT) for count in counts.tolist()])[where]
