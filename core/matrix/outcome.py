"""What becomes of the flow of a matrix network, as codes and numbers."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

import numpy as np

from core.guarantee.margin import sublevel_margin
from core.integrate.march import Halt
from core.matrix import preconditioner
from core.matrix.ends.end import FlowEnd, Kind
from core.matrix.flow.base import Trajectory
from core.matrix.flow.rest import at_rest
from core.objective.base import Objective
from words import Message

_CONVERGED = 1e-6  # of the excess at the start
#: Excess beside the loss's scale that is no rounding: W has 16 digits, the loss is a square.
SEEN = 1e-28
_FLAT = 0.2  # of the excess: what it would still fall by in as long a time again
_LATE, _POWER, _ONE = 0.25, 0.5, 1.3  # where a power is looked for, the least, and one that is one
_NONE = 1e-12  # of the largest eigenvalue of T
_THERE = 0.05  # of the whole fall, left to the end


class Outcome(StrEnum):
    """What a flow does up to the last time; whether it was stopped before is another matter."""

    AT_MINIMUM = "at minimum"  # starts there
    AT_BEST = "at best"  # starts at the minimum of this network
    STATIONARY = "stationary"  # starts at a saddle
    CONVERGES = "converges"
    DECAYS = "decays algebraically"  # to the minimum too, like a power of time
    BEST = "best"  # comes to the minimum of this network, f* is out of reach
    SADDLE = "saddle"  # comes to a saddle
    UNDERWAY = "underway"


def outcome_of(
    objective: Objective,
    way: Trajectory,
    alpha: Callable[[float], float],
    end: Callable[[], FlowEnd],
) -> Outcome:
    """Which of the cases a flow is.

    Parameters
    ----------
    objective : Objective
    way : Trajectory
        From t = 0 on.
    alpha : callable
        From a margin to alpha*, or to a lower bound of it.
    end : callable
        Where the flow ends: asked only if it may be there, or if nothing else tells.
    """
    assert way.first is not None
    first, last = float(way.excess[0]), float(way.excess[-1])
    scale = float(np.sum(objective.centre**2))
    if first <= SEEN * scale:
        return Outcome.AT_MINIMUM
    if at_rest(way.first.layers, way.first.gradient):
        best = end().kind is Kind.BEST
        return Outcome.AT_BEST if best else Outcome.STATIONARY
    flat = float(way.gradient_square[-1] * way.times[-1]) <= _FLAT * last
    fallen = last <= _CONVERGED * first
    # A low loss may be on its way to a saddle lower still. Where the rate at the margin of the last
    # time is above 0, the theorem itself says that it is not.
    if fallen and alpha(float(sublevel_margin(objective, last))) > 0.0:
        return Outcome.CONVERGES
    slow = _like_a_power(way)
    if not (flat or fallen or slow):
        return Outcome.UNDERWAY
    found = end()
    if slow and found.kind is Kind.MINIMUM and _without_rate(found):
        return Outcome.DECAYS
    if fallen and found.kind is Kind.MINIMUM:
        return Outcome.CONVERGES
    if flat and found.kind in _ENDS and last - found.excess <= _THERE * (first - found.excess):
        return _ENDS[found.kind]
    return Outcome.UNDERWAY


def _like_a_power(way: Trajectory) -> bool:
    """Whether the excess falls like one power of time in the last three quarters of the window."""
    late = way.times >= _LATE * way.times[-1]
    if way.times[-1] == 0.0 or np.count_nonzero(late) < 2 or not way.excess[late].all():
        return False
    powers = way.times[late] * way.gradient_square[late] / way.excess[late]
    return bool(powers.min() > _POWER and powers.max() <= _ONE * powers.min())


def _without_rate(end: FlowEnd) -> bool:
    """Whether T has the eigenvalue 0 at the end."""
    least, most = preconditioner.extreme_eigenvalues(end.layers)
    return bool(least <= _NONE * most)


_ENDS = {Kind.BEST: Outcome.BEST, Kind.SADDLE: Outcome.SADDLE}
_CODES = {
    Outcome.AT_MINIMUM: "matrix_flow.at_minimum",
    Outcome.AT_BEST: "matrix_flow.at_best",
    Outcome.STATIONARY: "matrix_flow.stationary",
    Outcome.CONVERGES: "matrix_flow.converges",
    Outcome.DECAYS: "matrix_flow.decays",
    Outcome.BEST: "matrix_flow.best",
    Outcome.SADDLE: "matrix_flow.saddle",
    Outcome.UNDERWAY: "matrix_flow.unfinished",
}
_AT_END = (Outcome.AT_BEST, Outcome.BEST, Outcome.SADDLE)


def told(
    outcome: Outcome,
    objective: Objective,
    way: Trajectory,
    end: Callable[[], FlowEnd],
    *,
    hurried: bool = False,
) -> Message:
    """The outcome with its numbers; `hurried` if more time would have shown more."""
    minimum = objective.minimum
    values: dict[str, object] = {
        "first": float(way.excess[0]),
        "last": float(way.excess[-1]),
        "least": (Message("matrix_flow.minimum", minimum=minimum),) if minimum else (),
    }
    if outcome in _AT_END:
        found = end()
        values |= {"excess": found.excess, "rank": found.largest_rank, "escape": _escape(found)}
    code = _CODES[outcome]
    if outcome is Outcome.UNDERWAY and hurried:
        code = "matrix_flow.hurried"
    if outcome is Outcome.AT_MINIMUM and way.excess[0] > 0.0:
        code = "matrix_flow.at_minimum_rounded"
    return Message(code, **values)


def _escape(end: FlowEnd) -> Message:
    way = "exponential" if end.escape_rate else "slow" if end.escape_rate == 0.0 else "unknown"
    return Message("matrix_flow.escape", way=way, index=end.index, rate=end.escape_rate)


def halted(halt: Halt, now: float, steps: int, end: float) -> Message:
    """Why a flow stopped at the time `now` of the `end` asked for, and what to change."""
    return Message(f"halt.{halt}", now=now, steps=steps, end=end)
