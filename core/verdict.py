"""What a run of gradient descent does, decided from its iterates and said in a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

#: The loss has converged when the excess has fallen to this part of its start.
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
_TAIL = 32  # steps whose turns decide


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
    scale : float
        The larger of the excess at the start and at W = 0.
    cut : bool
    name : str
        What the excess is called: the loss, if f* = 0.
    """

    excess: Array
    turned: NDArray[np.bool_]
    gradient_square: Array
    scale: float
    cut: bool
    name: str


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
    fell = f"{name} falls from {_digits(first)} to {_digits(last)} in {_steps(steps)}"
    if last <= max(CONVERGED * first, floor):
        if turns > 0.5:
            return Finding(
                Verdict.OSCILLATING,
                f"Converges, oscillating: {fell}, and nearly every step goes past the minimum.",
                True,
            )
        return Finding(Verdict.CONVERGENT, f"Converges: {fell}.", True)
    if course.gradient_square[-1] <= _AT_REST * course.gradient_square.max():
        return Finding(
            Verdict.SADDLE,
            f"Stops at a saddle: after {_steps(steps)} all gradients are 0 or all but 0, yet "
            f"{name} is {_digits(last)}.",
        )
    late = excess[tail.start :]
    half = excess[len(excess) // 2 :]
    if (np.diff(late) > _RISE * late[:-1]).any():
        return Finding(
            Verdict.OSCILLATING,
            f"Oscillates: in the second half of {_steps(steps)} {name} runs between "
            f"{_digits(float(half.min()))} and {_digits(float(half.max()))}; so far it neither "
            "converges nor diverges.",
        )
    if turns > 0.5:
        return Finding(
            Verdict.OSCILLATING,
            f"Oscillates on its way down: {fell}, and nearly every step goes past the minimum.",
        )
    return Finding(
        Verdict.UNDECIDED,
        f"Undecided after {_steps(steps)}: {name} goes from {_digits(first)} to {_digits(last)}. "
        "More steps show more, unless the run ends at a saddle.",
    )


def _digits(value: float) -> str:
    return f"{value:.4g}"


def _steps(count: int) -> str:
    return f"{count} step" if count == 1 else f"{count} steps"
