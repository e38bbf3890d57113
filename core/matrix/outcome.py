"""What becomes of the flow of a matrix network, as codes and numbers."""

from __future__ import annotations

import numpy as np

from core.integrate.march import Halt
from core.matrix.trajectory import Trajectory
from core.objective.base import Objective
from words import Message

#: Excess beside the loss's scale that is no rounding: W has 16 digits, the loss is a square.
SEEN = 1e-28
_CONVERGED = 1e-6  # of the excess at the start
_AT_REST = 1e-14  # of what the gradient could be: nothing moves


def status_message(objective: Objective, way: Trajectory, end: float) -> Message:
    """What happens on the way to the time `end` that was asked for."""
    if not way.complete:
        return halted(way.halt, way.now, way.steps, end)
    first, last = float(way.excess[0]), float(way.excess[-1])
    minimum = objective.minimum
    least = (Message("matrix_flow.minimum", minimum=minimum),) if minimum else ()
    if first <= SEEN * float(np.sum(objective.centre**2)):
        exact = "matrix_flow.at_minimum" if first == 0.0 else "matrix_flow.at_minimum_rounded"
        return Message(exact, least=least)
    steepest = first * objective.smoothness * float(way.extremes[1][0])
    if way.gradient_square[0] <= _AT_REST * steepest:
        return Message("matrix_flow.stationary")
    reached = last <= _CONVERGED * first
    code = "matrix_flow.converges" if reached else "matrix_flow.unfinished"
    return Message(code, first=first, last=last, least=least)


def halted(halt: Halt, now: float, steps: int, end: float) -> Message:
    """Why a flow stopped at the time `now` of the `end` asked for, and what to change."""
    return Message(f"halt.{halt}", now=now, steps=steps, end=end)
