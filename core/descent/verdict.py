"""What a run of gradient descent does, decided from its iterates."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from core.arrays import Array
from words import Message

#: The loss has converged when the excess has fallen to this part of its start and of its value at
#: W = 0: from a far start, the value at W = 0, a saddle, is a small part too.
CONVERGED = 1e-6
#: Excess, beside the larger of its start and its value at W = 0, where the run is cut.
TOO_LARGE = 1e12
#: Excess, beside the same, that is nothing but rounding of W.
ROUNDING = 1e-26
#: The same of a start that is meant to be the minimum.
SAME = 1e-29
#: Excess over the least that a network too narrow for f* can have, beside that, of the same.
_SAME_LEAST = 1e-14
#: Squared gradient, beside the largest on the way, of a run that has come to rest.
AT_REST = 1e-12
#: A rise of the loss, beside itself, that is more than rounding.
RISE = 1e-9
#: Change of the excess in the second half of a run, beside itself, of a run that has stopped.
_STOPPED = 1e-3
#: Squared gradient beside the excess of the same: a saddle may be left where it is larger.
_STOPPED_GRADIENT = 1e-10
TAIL = 32  # steps whose turns decide
MANY = 8  # fewer steps tell no oscillation from a run that diverges or comes down
SOME = 3  # fewer steps to a minimum show no habit
BACK_AND_FORTH = 0.25  # part of the late steps that turn in a run that goes back and forth


class Verdict(StrEnum):
    """What a run does."""

    CONVERGENT = "convergent"
    OSCILLATING = "oscillating"
    DIVERGENT = "divergent"
    SADDLE = "saddle"
    UNDECIDED = "undecided"


@dataclass(frozen=True, eq=False)
class Course:
    """What the verdict is decided from.

    Attributes
    ----------
    excess : ndarray, shape (n + 1,)
        f(W) - f* after every step.
    turned : ndarray of bool, shape (n,)
        Whether the step went past the minimum: the gradient of f changed to the other side.
    gradient_square : ndarray, shape (K,)
        ||grad||^2 over all layers at the kept iterates.
    at_zero : float
        The excess at W = 0.
    cut : bool
    minimum : float
        f*: where it is 0, the excess is the loss and called so.
    quadratic : bool
        Whether the loss is a quadratic of the weights: one layer, and no logistic loss.
    out_of_reach : float
        The least excess of any network of these widths (Eckart, Young).
    """

    excess: Array
    turned: NDArray[np.bool_]
    gradient_square: Array
    at_zero: float
    cut: bool
    minimum: float = 0.0
    quadratic: bool = False
    out_of_reach: float = 0.0

    @property
    def scale(self) -> float:
        """The larger of the excess at the start and at W = 0."""
        return max(float(self.excess[0]), self.at_zero)

    @property
    def left(self) -> Array:
        """The excess over the least that the network can have, shape (n + 1,)."""
        least = self.out_of_reach
        return np.where(self.excess > (1.0 + _SAME_LEAST) * least, self.excess - least, 0.0)

    def told(self, code: str, /, **values: object) -> Message:
        """What happens, with what all sentences speak of: the steps, the first and last excess."""
        names = ("verdict.loss", "verdict.loss_first")
        if self.minimum != 0.0:
            names = ("verdict.excess", "verdict.excess_first")
        return Message(
            code,
            what=Message(names[0]),
            subject=Message(names[1]),
            steps=Message("verdict.steps", count=len(self.excess) - 1),
            first=float(self.excess[0]),
            last=float(self.excess[-1]),
            out_of_reach=self.out_of_reach,
            **values,
        )


@dataclass(frozen=True)
class Finding:
    """A verdict.

    Attributes
    ----------
    verdict : Verdict
    message : Message
        What happens.
    converged : bool
        Whether the run has come to a minimum of f, oscillating or not.
    """

    verdict: Verdict
    message: Message
    converged: bool = False


def find(course: Course) -> Finding:
    """The verdict on a run."""
    left, steps = course.left, len(course.excess) - 1
    first, last = float(left[0]), float(left[-1])
    if course.cut:
        told = course.told("verdict.cut", step=steps + 1, limit=TOO_LARGE * course.scale)
        return Finding(Verdict.DIVERGENT, told)
    floor = ROUNDING * course.scale
    if first <= SAME * course.scale and left.max() <= floor:
        return Finding(Verdict.CONVERGENT, course.told("verdict.rest"), True)
    arrived = int(np.argmax(left <= floor)) if (left <= floor).any() else steps
    tail = slice(max(0, arrived - TAIL), arrived)
    turns = float(np.mean(course.turned[tail])) if arrived else 0.0
    if last <= max(CONVERGED * _reference(course), floor):
        if course.out_of_reach > 0.0:
            return Finding(Verdict.CONVERGENT, course.told("verdict.best"))
        return _converged(course, turns > 0.5 and arrived >= SOME)
    if course.gradient_square[-1] <= AT_REST * course.gradient_square.max():
        return _at_saddle(course)
    return _on_the_way(course, course.excess[tail.start :], turns)


def _reference(course: Course) -> float:
    """What a converged excess is small beside."""
    first = float(course.left[0])
    return min(first, course.at_zero - course.out_of_reach) if course.at_zero > 0.0 else first


def _converged(course: Course, oscillating: bool) -> Finding:
    if oscillating:
        return Finding(Verdict.OSCILLATING, course.told("verdict.converges_oscillating"), True)
    return Finding(Verdict.CONVERGENT, course.told("verdict.converges"), True)


def _at_saddle(course: Course) -> Finding:
    excess, last = course.excess, float(course.excess[-1])
    flat = np.ptp(excess[len(excess) // 2 :]) <= _STOPPED * last
    if flat and course.gradient_square[-1] <= _STOPPED_GRADIENT * last:
        return Finding(Verdict.SADDLE, course.told("verdict.at_saddle"))
    return Finding(Verdict.SADDLE, course.told("verdict.near_saddle"))


def _on_the_way(course: Course, late: Array, turns: float) -> Finding:
    """Neither at a minimum nor at a saddle."""
    excess, steps = course.excess, len(course.excess) - 1
    first, last = float(excess[0]), float(excess[-1])
    if course.quadratic and last > (1.0 + RISE) * float(excess[-2]):
        # A sum of powers of the step number is convex: it never turns down again.
        return Finding(Verdict.DIVERGENT, course.told("verdict.rises"))
    early, half = excess[: len(excess) // 2], excess[len(excess) // 2 :]
    if last > (1.0 + RISE) * first and (steps < MANY or half.min() > early.max()):
        few = "few" if steps < MANY else "many"
        return Finding(Verdict.UNDECIDED, course.told("verdict.growing", few=few))
    rises = bool((np.diff(late) > RISE * late[:-1]).any())
    falls = not rises and last < (1.0 - RISE) * first
    if steps >= MANY and turns > 0.5 and falls:
        return Finding(Verdict.OSCILLATING, course.told("verdict.oscillates_down"))
    if steps >= MANY and turns >= BACK_AND_FORTH and not falls:
        low, high = float(half.min()), float(half.max())
        spread = "stays" if f"{low:.4g}" == f"{high:.4g}" else "runs"
        told = course.told("verdict.oscillates", spread=spread, low=low, high=high)
        return Finding(Verdict.OSCILLATING, told)
    return Finding(Verdict.UNDECIDED, course.told("verdict.undecided"))
