"""Gradient descent on many scalar networks of one depth at once: every step an array expression.

Iterates are those of `core.descent.iterates.scalar_run`, to the bit. They are not kept: what the
verdict needs is told as they pass (`Tally`), and a run that has come to stand still is over.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.arrays import Array
from core.atlas.runs.tally import Tally
from core.descent.descend import HUGE
from core.descent.iterates import ROUNDING, SAFE
from core.descent.verdict import TOO_LARGE
from core.integrate.budget import wanted

#: Runs that are worked on at once: their numbers stay in the processor's caches.
CHUNK = 4096
_FEW = 0.75  # of the runs under way: from here on those that are over are left behind


@dataclass(frozen=True, eq=False)
class Descents:
    """What became of p runs.

    Attributes
    ----------
    verdict : ndarray of int8, shape (p,)
        `core.atlas.codes.VERDICTS`.
    final_loss : ndarray, shape (p,)
        The last that was kept.
    steps_to : ndarray, shape (p,)
        Steps to the loss that was asked for; NaN where it was not reached.
    """

    verdict: NDArray[np.int8]
    final_loss: Array
    steps_to: Array


def descents(
    weights: Array, target: Array, step: Array, steps: NDArray[np.int64], goal: float
) -> Descents:
    """Run all of them.

    Parameters
    ----------
    weights : ndarray, shape (p, L)
    target, step : ndarray, shape (p,)
    steps : ndarray of int, shape (p,)
        1 or more each.
    goal : float
        A loss.
    """
    parts = []
    for begin in range(0, len(weights), CHUNK):
        some = slice(begin, begin + CHUNK)
        with np.errstate(all="ignore"):  # what leaves the range of float64 is cut
            tally = _run(weights[some].T.copy(), target[some], step[some], steps[some], goal)
            parts.append((tally.verdicts(), tally.told.last, tally.told.reached))
    verdicts, last, reached = (np.concatenate(part) for part in zip(*parts, strict=True))
    return Descents(verdicts, last, np.where(reached < 0, np.nan, reached))


def _run(w: Array, target: Array, step: Array, steps: NDArray[np.int64], goal: float) -> Tally:
    """Of so many that they fit into the caches; `w` has the shape (L, p)."""
    at_zero = target * target
    product = _product(w)
    scale = np.maximum((target - product) ** 2, at_zero)
    most = np.sqrt(np.minimum(TOO_LARGE * scale, HUGE))
    near = np.abs(target - product) <= len(w) * ROUNDING * np.abs(target)
    target = np.where(near, product, target)
    twice = 2.0 * step
    tally = Tally(steps, at_zero, goal, quadratic=len(w) == 1)
    rows = np.arange(len(target))  # which of all these are
    under_way = np.ones(len(target), dtype=bool)
    for k in range(int(steps.max()) + 1):
        wanted()
        product = _product(w)
        gap = target - product
        cut = ~(np.abs(gap) <= most)  # nor if it is not a number
        push = twice * gap
        whole = np.abs(product) > SAFE
        after = w + push * product / w
        if not whole.all():  # a weight is 0, or all but
            after = np.where(whole, after, w + push * _products_of_others(w))
        still = (after == w).all(axis=0)
        tally.pass_by(k, rows, under_way, gap, cut, still, w)
        under_way &= ~(cut | still | (steps == k))
        left = int(np.count_nonzero(under_way))
        if not left:
            break
        if left <= _FEW * len(rows):
            after, target, twice, most = (a[..., under_way] for a in (after, target, twice, most))
            steps, rows = steps[under_way], rows[under_way]
            tally.leave(under_way)
            under_way = np.ones(left, dtype=bool)
        w = after
    return tally


def _product(w: Array) -> Array:
    """In the order of the layers, as one network's."""
    product: Array = w[0]
    for layer in w[1:]:
        product = product * layer
    return product


def _products_of_others(w: Array) -> Array:
    """prod_{i != l} w_i for every l, without a division."""
    after = np.ones_like(w)
    for layer in range(len(w) - 1, 0, -1):
        after[layer - 1] = after[layer] * w[layer]
    before = np.ones_like(w[0])
    for layer, weight in enumerate(w):
        after[layer] *= before
        before = before * weight
    return after
