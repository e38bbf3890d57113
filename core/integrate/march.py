"""A flow by steps to the times asked for: explicit first, implicit if stiff, exact at the end."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from core.arrays import Array
from core.float64 import finite
from core.integrate.base import Stepper, System, norm
from core.integrate.budget import remaining
from core.integrate.collocation import CollocationStepper
from core.integrate.modes import Modes
from core.integrate.tail import TailStepper

_FIRST = 12  # explicit steps before a flow may be called stiff: the start is often the fastest part
_LIMIT = 4_000  # steps of all kinds
_SETTLED = 1e-9  # y beside its start from which on the end is looked for
_STILL = 1e-13  # what the state has still to move beside its size: the end


class Halt(StrEnum):
    """Where a march stopped."""

    REACHED = "reached"  # the last time
    STEPS = "steps"  # too many
    PRECISION = "precision"  # no step is short enough
    LATE = "late"  # the time for an answer is up


class Keeper(ABC):
    """What is known of a flow beside its rates, and rounding would lose.

    Attributes
    ----------
    settles : bool
        Whether the rates tend to constants: not if a mode dies like a power of time.
    """

    settles: bool

    @abstractmethod
    def mend(self, state: Array, y: Array) -> tuple[Array, Array] | None:
        """State and y after a step as the invariants want them, or None if they will do."""

    @abstractmethod
    def tail(self, state: Array, y: Array) -> Stepper | None:
        """The rest of the flow, if it is known at this point."""


@dataclass(frozen=True, eq=False)
class March:
    """Where a flow came.

    Attributes
    ----------
    states : ndarray, shape (q, d)
    y : ndarray, shape (q, n, m)
        At the first q of the times.
    steps : int
    halt : Halt
    now : float
        The time that was reached.
    limit : tuple of ndarray, or None
        State and y at the end of time, where that is known.
    """

    states: Array
    y: Array
    steps: int
    halt: Halt
    now: float
    limit: tuple[Array, Array] | None = None


# A step tried too long may overflow; it is not taken.
@np.errstate(over="ignore", invalid="ignore", divide="ignore")
def march(
    explicit: Stepper,
    system: System,
    times: Array,
    *,
    patience: float,
    implicit: bool = True,
    keeper: Keeper | None = None,
) -> March:
    """Follow a flow to `times`.

    Parameters
    ----------
    explicit : Stepper
        At time 0.
    system : System
        The same flow, for the implicit steps.
    times : ndarray, shape (T,)
        Not decreasing, from 0.
    patience : float
        Explicit steps still to go from which on the implicit ones are cheaper.
    implicit : bool
        Whether implicit steps are affordable at all.
    keeper : Keeper, optional

    Raises
    ------
    FloatingPointError
        If the flow itself leaves the range of float64.
    """
    stepper: Stepper = explicit
    states = np.empty((times.size, stepper.state.size))
    y = np.empty((times.size, *stepper.y.shape))
    settled = _SETTLED * norm(stepper.y)
    end = float(times[-1]) if times.size else 0.0
    now, done, steps, stiff = 0.0, 0, 0, False
    settles = keeper is None or keeper.settles
    while done < times.size:
        if implicit and settles and norm(stepper.y) <= settled:
            modes = _tail(system, stepper)
            if modes is not None:
                stepper = TailStepper(modes, stepper.state, stepper.y)
        elif steps > _FIRST and system.still(stepper.state, stepper.y):
            stepper = TailStepper(None, stepper.state, stepper.y)
        reach = stepper.expand()
        steps += 1
        if not stiff and implicit and steps > _FIRST and end - now > patience * reach:
            stiff = True
            stepper = CollocationStepper(system, stepper.state, stepper.y, reach)
            continue
        upto = int(times.searchsorted(now + reach, side="right"))
        if upto > done:
            stepper.write(times[done:upto] - now, states[done:upto], y[done:upto])
            done = upto
        if done == times.size:
            break
        halt = _halted(now, steps, reach, begun=done > 0)
        if halt is not None:
            return March(finite(states[:done]), finite(y[:done]), steps, halt, now)
        stepper.advance(reach)
        now += reach
        if keeper:
            mended = keeper.mend(stepper.state, stepper.y)
            if mended is not None:
                stepper.move(*mended)
            stepper = keeper.tail(stepper.state, stepper.y) or stepper
    return March(finite(states), finite(y), steps, Halt.REACHED, end, stepper.limit)


def _halted(now: float, steps: int, reach: float, *, begun: bool) -> Halt | None:
    """Why a march goes no further, if so."""
    if reach == 0.0 or now + reach == now:
        return Halt.PRECISION
    if steps >= _LIMIT:
        return Halt.STEPS
    if begun and remaining() < 0.0:
        return Halt.LATE
    return None


def _tail(system: System, stepper: Stepper) -> Modes | None:
    """The modes if the state has nearly nothing left to move."""
    speed, fall = system.rates(stepper.state[None], stepper.y[None])
    square = float(np.vdot(stepper.y, stepper.y))
    decay = -float(np.vdot(stepper.y, fall)) / square if square > 0.0 else math.inf
    if decay <= 0.0 or norm(speed) > _STILL * decay * norm(stepper.state):
        return None
    return system.modes(stepper.state, stepper.y)
