"""What a run of gradient descent does, decided from its iterates and said in a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from core.arrays import Array

#: The loss has converged when the excess has fallen to this part of its start and of its value at
#: W = 0: from a far start, the value at W = 0, a saddle, is a small part too.
CONVERGED = 1e-6
#: Excess, beside the larger of its start and its value at W = 0, where the run is cut.
TOO_LARGE = 1e12
#: Excess, beside the same, that is nothing but rounding of W.
_ROUNDING = 1e-26
#: The same of a start that is meant to be the minimum.
_SAME = 1e-29
#: Squared gradient, beside the largest on the way, of a run that has come to rest.
_AT_REST = 1e-12
#: A rise of the loss, beside itself, that is more than rounding.
_RISE = 1e-9
#: Change of the excess in the second half of a run, beside itself, of a run that has stopped.
_STOPPED = 1e-3
#: Squared gradient beside the excess of the same: a saddle may be left where it is larger.
_STOPPED_GRADIENT = 1e-10
_TAIL = 32  # steps whose turns decide
_MANY = 8  # fewer steps tell no oscillation from a run that diverges or comes down
_SOME = 3  # fewer steps to a minimum show no habit
_BACK_AND_FORTH = 0.25  # part of the late steps that turn in a run that goes back and forth


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
    name : str
        What the excess is called: the loss, if f* = 0.
    quadratic : bool
        Whether the loss is a quadratic of the weights: one layer, and no logistic loss.
    """

    excess: Array
    turned: NDArray[np.bool_]
    gradient_square: Array
    at_zero: float
    cut: bool
    name: str
    quadratic: bool = False

    @property
    def scale(self) -> float:
        """The larger of the excess at the start and at W = 0."""
        return max(float(self.excess[0]), self.at_zero)


@dataclass(frozen=True)
class Finding:
    """A verdict.

    Attributes
    ----------
    verdict : Verdict
    sentence : str
        What happens, in a sentence or two.
    converged : bool
        Whether the run has come to a minimum, oscillating or not.
    """

    verdict: Verdict
    sentence: str
    converged: bool = False


def find(course: Course) -> Finding:
    """The verdict on a run."""
    excess, steps, name = course.excess, len(course.excess) - 1, course.name
    first, last = float(excess[0]), float(excess[-1])
    if course.cut:
        return Finding(
            Verdict.DIVERGENT,
            f"Diverges: step {steps + 1} takes {name} above {_digits(TOO_LARGE * course.scale)}, "
            "10¹² times the larger of its start and its value at W = 0. The run is cut there.",
        )
    floor = _ROUNDING * course.scale
    if first <= _SAME * course.scale and excess.max() <= floor:
        return Finding(Verdict.CONVERGENT, "Starts at a minimum: nothing moves.", True)
    arrived = int(np.argmax(excess <= floor)) if (excess <= floor).any() else steps
    tail = slice(max(0, arrived - _TAIL), arrived)
    turns = float(np.mean(course.turned[tail])) if arrived else 0.0
    if last <= max(CONVERGED * _reference(course), floor):
        return _converged(course, turns > 0.5 and arrived >= _SOME)
    if course.gradient_square[-1] <= _AT_REST * course.gradient_square.max():
        return _at_saddle(course)
    return _on_the_way(course, excess[tail.start :], turns)


def _reference(course: Course) -> float:
    """What a converged excess is small beside."""
    first = float(course.excess[0])
    return min(first, course.at_zero) if course.at_zero > 0.0 else first


def _converged(course: Course, oscillating: bool) -> Finding:
    if oscillating:
        return Finding(
            Verdict.OSCILLATING,
            f"Converges, oscillating: {_fall(course)}, and nearly every step goes past the "
            "minimum.",
            True,
        )
    return Finding(Verdict.CONVERGENT, f"Converges: {_fall(course)}.", True)


def _at_saddle(course: Course) -> Finding:
    excess, steps = course.excess, len(course.excess) - 1
    last = float(excess[-1])
    flat = np.ptp(excess[len(excess) // 2 :]) <= _STOPPED * last
    if flat and course.gradient_square[-1] <= _STOPPED_GRADIENT * last:
        return Finding(
            Verdict.SADDLE,
            f"Stops at a saddle: after {_steps(steps)} all gradients are 0 or all but 0, yet "
            f"{course.name} is {_digits(last)}.",
        )
    return Finding(
        Verdict.SADDLE,
        f"Comes near a saddle: after {_steps(steps)} the gradient is below a millionth of its "
        f"largest, yet {course.name} is {_digits(last)}. More steps end there or lead away.",
    )


def _on_the_way(course: Course, late: Array, turns: float) -> Finding:
    """Neither at a minimum nor at a saddle."""
    excess, name, steps = course.excess, course.name, len(course.excess) - 1
    first, last = float(excess[0]), float(excess[-1])
    if course.quadratic and last > (1.0 + _RISE) * float(excess[-2]):
        # A sum of powers of the step number is convex: it never turns down again.
        return Finding(
            Verdict.DIVERGENT,
            f"Diverges: {name} has come to {_digits(last)} after {_steps(steps)} and rises; with "
            "one layer it is a quadratic of the weights, and once it rises it rises for ever.",
        )
    early, half = excess[: len(excess) // 2], excess[len(excess) // 2 :]
    if last > (1.0 + _RISE) * first and (steps < _MANY or half.min() > early.max()):
        few = "so few steps" if steps < _MANY else "they"
        return Finding(
            Verdict.UNDECIDED,
            f"Undecided: growing. {_capital(name)} rises from {_digits(first)} to {_digits(last)} "
            f"in {_steps(steps)}; {few} do not tell whether it comes down again or diverges.",
        )
    rises = bool((np.diff(late) > _RISE * late[:-1]).any())
    falls = not rises and last < (1.0 - _RISE) * first
    if steps >= _MANY and turns > 0.5 and falls:
        return Finding(
            Verdict.OSCILLATING,
            f"Oscillates on its way down: {_fall(course)}, and nearly every step goes past the "
            "minimum.",
        )
    if steps >= _MANY and turns >= _BACK_AND_FORTH and not falls:
        low, high = _digits(float(half.min())), _digits(float(half.max()))
        size = f"stays at {low}" if low == high else f"runs between {low} and {high}"
        return Finding(
            Verdict.OSCILLATING,
            f"Oscillates: in the second half of {_steps(steps)} {name} {size}; so far it neither "
            "converges nor diverges.",
        )
    return Finding(
        Verdict.UNDECIDED,
        f"Undecided after {_steps(steps)}: {name} goes from {_digits(first)} to {_digits(last)}. "
        "More steps show more, unless the run ends at a saddle.",
    )


def _fall(course: Course) -> str:
    first, last = float(course.excess[0]), float(course.excess[-1])
    steps = _steps(len(course.excess) - 1)
    return f"{course.name} falls from {_digits(first)} to {_digits(last)} in {steps}"


def _capital(name: str) -> str:
    return name[0].upper() + name[1:] if name.startswith("the ") else name


def _digits(value: float) -> str:
    return f"{value:.4g}"


def _steps(count: int) -> str:
    return f"{count} step" if count == 1 else f"{count} steps"
