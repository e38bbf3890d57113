"""A flow by steps to the times asked for: explicit first, implicit if stiff, exact at the end.

All steppers have one interface: `expand` prepares a step and returns its length, `write` evaluates
within it, `advance` goes to its end.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from core.arrays import Array
from core.integrate.budget import remaining
from core.integrate.collocation import CollocationStepper, System
from core.integrate.modes import Modes

_FIRST = 12  # explicit steps before a flow may be called stiff: the start is often the fastest part
_LIMIT = 4_000  # steps of all kinds
_SETTLED = 1e-9  # y beside its start from which on the end is looked for
_STILL = 1e-13  # what the state has still to move beside its size: the end


Mend = Callable[[Array, Array], tuple[Array, Array] | None]


class Stepper(Protocol):
    """One step after another. A state is a flat vector; y has shape (n, m)."""

    @property
    def state(self) -> Array:
        """At the present time, shape (d,)."""

    @property
    def y(self) -> Array:
        """At the present time, shape (n, m)."""

    def expand(self) -> float:
        """Prepare a step; returns its length: inf if nothing moves, 0 if there is none."""

    def write(self, elapsed: Array, states: Array, y: Array) -> None:
        """Fill states, shape (q, d), and y, shape (q, n, m), at times (q,) within the step."""

    def advance(self, elapsed: float) -> None:
        """Go ahead by at most the step."""

    def move(self, state: Array, y: Array) -> None:
        """Stand at another point, as near as rounding: the pace stays."""


class TailStepper:
    """The end of a flow: the state stands still, and y is a sum of exponentials or does so too."""

    def __init__(self, modes: Modes | None, state: Array, y: Array) -> None:
        self.state: Array = state
        self.y: Array = y
        self._modes = modes

    def expand(self) -> float:
        """To the end of time."""
        return math.inf

    def write(self, elapsed: Array, states: Array, y: Array) -> None:
        """Fill states, shape (q, d), and y, shape (q, n, m)."""
        states[:] = self.state
        y[:] = self.y if self._modes is None else self._modes.decay(self.y, elapsed)

    def advance(self, elapsed: float) -> None:
        """Go ahead."""
        if self._modes is not None:
            self.y = self._modes.decay(self.y, np.array([elapsed]))[0]

    def move(self, state: Array, y: Array) -> None:
        """Stand at another point."""
        self.state, self.y = state, y


@dataclass(frozen=True, eq=False)
class March:
    """Where a flow came.

    Attributes
    ----------
    states : ndarray, shape (q, d)
    y : ndarray, shape (q, n, m)
        At the first q of the times.
    steps : int
    status : str
        A sentence: how it went, or why it stopped before the last time and what to change.
    """

    states: Array
    y: Array
    steps: int
    status: str


# A step tried too long may overflow; it is not taken.
@np.errstate(over="ignore", invalid="ignore", divide="ignore")
def march(
    explicit: Stepper,
    system: System,
    times: Array,
    *,
    patience: float,
    implicit: bool = True,
    mend: Mend | None = None,
    settles: bool = True,
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
    mend : callable, optional
        State and y after a step as the flow's invariants want them, or None if they will do.
    settles : bool
        Whether the rates tend to constants: not if a mode dies like a power of time.
    """
    stepper: Stepper = explicit
    states = np.empty((times.size, stepper.state.size))
    y = np.empty((times.size, *stepper.y.shape))
    settled = _SETTLED * _norm(stepper.y)
    end = float(times[-1]) if times.size else 0.0
    now, done, steps, stiff = 0.0, 0, 0, False
    while done < times.size:
        if settles and implicit and _norm(stepper.y) <= settled:
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
        if reach == 0.0 or now + reach == now or steps >= _LIMIT:
            return March(states[:done], y[:done], steps, _stopped(now, steps, reach, end))
        if done and remaining() < 0.0:
            return March(states[:done], y[:done], steps, _late(now, end))
        stepper.advance(reach)
        now += reach
        mended = mend(stepper.state, stepper.y) if mend else None
        if mended is not None:
            stepper.move(*mended)
    return March(states, y, steps, f"Solved to the last time in {steps} steps.")


def _tail(system: System, stepper: Stepper) -> Modes | None:
    """The modes if the state has nearly nothing left to move."""
    speed, fall = system.rates(stepper.state[None], stepper.y[None])
    square = float(np.vdot(stepper.y, stepper.y))
    decay = -float(np.vdot(stepper.y, fall)) / square if square > 0.0 else math.inf
    if decay <= 0.0 or _norm(speed) > _STILL * decay * _norm(stepper.state):
        return None
    return system.modes(stepper.state, stepper.y)


def _stopped(now: float, steps: int, reach: float, end: float) -> str:
    if reach == 0.0 or now + reach == now:
        return (
            f"Stopped at t = {now:.4g}: no step is short enough for double precision. "
            "Make the weights or the data smaller."
        )
    return (
        f"Stopped at t = {now:.4g} after {steps} steps of the {end:.4g} asked for: the fastest and "
        "the slowest motions are too far apart. Ask for earlier times, or lower the condition "
        "number of the data or the scale of the weights."
    )


def _late(now: float, end: float) -> str:
    return (
        f"Stopped at t = {now:.4g} of the {end:.4g} asked for: the time for one answer is up. Ask "
        "for earlier times, fewer or narrower layers, or a start farther from a saddle."
    )


def _norm(values: Array) -> float:
    flat = values.ravel()
    return math.sqrt(np.dot(flat, flat))
