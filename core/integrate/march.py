"""A flow by steps: explicit first, implicit if stiff, exact at the end."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

import numpy as np

from core.arrays import Array
from core.float64 import finite
from core.integrate.base import Step, Stepper, System, norm
from core.integrate.budget import remaining
from core.integrate.collocation import CollocationStepper
from core.integrate.modes import Modes
from core.integrate.tail import TailStepper

_FIRST = 12  # explicit steps before a flow may be called stiff: the start is often the fastest part
_LIMIT = 4_000  # steps of all kinds
_SETTLED = 1e-9  # y beside its start from which on the end is looked for
_MOST_NUMBERS = 2**23  # in the steps that are kept: 64 MB
_RESTING = 0.999  # what a step leaves of y at least where nothing moves
_WAITING = 2**20  # in those that are looked into together
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
    def bound(self, state: Array, y: Array) -> tuple[Array, Array] | None:
        """State and y at the end of time, if what is left to happen on the way is known."""

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


Begin = Callable[[], tuple[Stepper, Keeper | None]]


class Path:
    """A flow as far as it has been followed: asked for later times, it goes on where it stopped.

    The steps are kept, and earlier times are looked up in them. Where they would take too much
    memory they are thinned, so that a look into one takes as long as the step did; or dropped, and
    an earlier time is then reached from the start again.

    Parameters
    ----------
    begin : callable
        The explicit stepper at time 0, and what keeps its flow on a manifold, if anything does.
    system : System
        The same flow, for the implicit steps.
    patience : float
        Explicit steps still to go from which on the implicit ones are cheaper.
    implicit : bool
        Whether implicit steps are affordable at all.
    """

    def __init__(
        self, begin: Begin, system: System, *, patience: float, implicit: bool = True
    ) -> None:
        self._begin = begin
        self._system = system
        self._patience = patience
        self._implicit = implicit
        self._start()

    def _start(self) -> None:
        self._stepper, self._keeper = self._begin()
        self._settled = _SETTLED * norm(self._stepper.y)
        self._settles = self._keeper is None or self._keeper.settles
        self._now = 0.0  # the present step's begin
        self._reach = -1.0  # its length, once it is prepared
        self._count = 0
        self._stiff = False
        self._rests = True
        self._stopped = False
        self._kept: list[tuple[float, float, Step]] = []  # begin, end, and the step
        self._begun: list[float] = []  # the begins of all steps
        self._numbers = 0

    # A step tried too long may overflow; it is not taken.
    @np.errstate(over="ignore", invalid="ignore", divide="ignore")
    def at(self, times: Array) -> March:
        """The flow at `times`, or as far as it comes.

        Parameters
        ----------
        times : ndarray, shape (T,)
            Not decreasing, from 0.

        Raises
        ------
        FloatingPointError
            If the flow itself leaves the range of float64.
        """
        if times.size and self._kept and times[0] < self._kept[0][0]:
            self._start()
        states = np.empty((times.size, self._stepper.state.size))
        y = np.empty((times.size, *self._stepper.y.shape))
        end = float(times[-1]) if times.size else 0.0
        looks = _Looks(times, states, y)
        for each in self._kept[self._first_after(times) :]:
            if looks.done == times.size:
                break
            looks.into(*each)
        halt = Halt.REACHED
        while looks.done < times.size:
            found = self._next(end, begun=looks.done > 0)
            if found is not None:
                halt = found
                break
            looks.into(*self._kept[-1])
        looks.write()
        done = looks.done
        now = end if halt is Halt.REACHED else self._now
        return March(states[:done], finite(y[:done]), self._count, halt, now, self._stepper.limit)

    def _first_after(self, times: Array) -> int:
        """Which of the steps that are kept is the first to have any of the times."""
        return bisect_left(self._kept, times[0], key=lambda kept: kept[1]) if times.size else 0

    def after(self, time: float) -> tuple[Array, Array]:
        """State and y at `time`, or where the flow stands if it came further or not so far."""
        way = self.at(np.array([self._now, max(time, self._now)]))
        if way.halt is Halt.REACHED:
            return way.states[-1], way.y[-1]
        return self._stepper.state.copy(), self._stepper.y.copy()

    @property
    def limit(self) -> tuple[Array, Array] | None:
        """State and y at the end of time, if the flow has been followed far enough to know."""
        return self._stepper.limit

    @property
    def moments(self) -> Array:
        """Where the steps begin, from 0 on, as far as the flow has been followed."""
        return np.array(self._begun)

    def bound(self) -> tuple[Array, Array] | None:
        """State and y at the end of time, if that is known though the way to it may be long."""
        if self.limit is not None or self._keeper is None:
            return self.limit
        return self._keeper.bound(self._stepper.state, self._stepper.y)

    @property
    def numbers(self) -> int:
        """How many are in the steps that are kept."""
        return self._numbers

    @property
    def sure(self) -> bool:
        """Whether it is no mere standstill to rounding, which at a saddle nothing may keep."""
        return self._keeper is not None or not self._stopped

    def holds(self, time: float) -> bool:
        """Whether `time` is in a step that is kept, or ahead."""
        return not self._kept or time >= self._kept[0][0]

    def forget(self) -> None:
        """Drop the steps but the present one: only later times will be asked for."""
        del self._kept[:-1]
        self._count_numbers()

    def _thin(self) -> None:
        thinned = [step.thin() for _, _, step in self._kept]
        if any(thinned):
            self._count_numbers()

    def _count_numbers(self) -> None:
        self._numbers = sum(step.numbers for _, _, step in self._kept)

    def _next(self, end: float, *, begun: bool) -> Halt | None:
        """Take the present step, if there is one, and prepare another on the way to `end`."""
        if self._reach >= 0.0:
            halt = self._halted(begun=begun)
            if halt is not None:
                return halt
            self._advance()
        self._prepare(end)
        step = self._stepper.step()
        if self._numbers + step.numbers > _MOST_NUMBERS:
            self._thin()
        if self._numbers + step.numbers > _MOST_NUMBERS:
            self._kept.clear()
            self._numbers = 0
        self._numbers += step.numbers
        self._begun.append(self._now)
        self._kept.append((self._now, self._now + self._reach, step))
        return None

    def _prepare(self, end: float) -> None:
        while True:
            stepper = self._stepper
            if self._implicit and self._settles and norm(stepper.y) <= self._settled:
                modes = _tail(self._system, stepper)
                if modes is not None:
                    stepper = TailStepper(modes, stepper.state, stepper.y)
            elif (
                self._count > _FIRST
                and self._rests
                and self._system.still(stepper.state, stepper.y)
            ):
                stepper = TailStepper(None, stepper.state, stepper.y)
                self._stopped = True
            self._stepper = stepper
            self._reach = reach = stepper.expand()
            self._count += 1
            stiff = self._implicit and end - self._now > self._patience * reach
            if self._stiff or not stiff or self._count <= _FIRST:
                return
            self._stiff = True
            self._stepper = CollocationStepper(self._system, stepper.state, stepper.y, reach)

    def _advance(self) -> None:
        before = norm(self._stepper.y)
        self._stepper.advance(self._reach)
        self._rests = norm(self._stepper.y) > _RESTING * before
        self._now += self._reach
        self._reach = -1.0
        if self._keeper:
            mended = self._keeper.mend(self._stepper.state, self._stepper.y)
            if mended is not None:
                self._stepper.move(*mended)
            self._stepper = self._keeper.tail(self._stepper.state, self._stepper.y) or self._stepper

    def _halted(self, *, begun: bool) -> Halt | None:
        """Why the flow goes no further, if so."""
        if self._reach == 0.0 or self._now + self._reach == self._now:
            return Halt.PRECISION
        if self._count >= _LIMIT:
            return Halt.STEPS
        if remaining() <= 0.0 and begun:
            return Halt.LATE
        return None


class _Looks:
    """Looks into steps, one after the other, many of which are made together.

    Attributes
    ----------
    done : int
        So many of the times lie in the steps so far.
    """

    def __init__(self, times: Array, states: Array, y: Array) -> None:
        self._times, self._states, self._y = times, states, y
        self.done = 0
        self._waiting: list[tuple[Step, float, slice]] = []  # with its begin, and which times
        self._numbers = 0

    def into(self, begin: float, until: float, step: Step) -> None:
        """Look into the next step, which ends at `until`."""
        upto = int(self._times.searchsorted(until, side="right"))
        if upto > self.done:
            self._waiting.append((step, begin, slice(self.done, upto)))
            self.done = upto
            self._numbers += step.numbers
            if self._numbers > _WAITING:
                self.write()

    def write(self) -> None:
        """Fill in what the looks show."""
        for kind, group in groupby(self._waiting, lambda look: type(look[0])):
            steps, begins, parts = zip(*group, strict=True)
            kind.look(
                steps,
                [self._times[part] - begin for begin, part in zip(begins, parts, strict=True)],
                [self._states[part] for part in parts],
                [self._y[part] for part in parts],
            )
        self._waiting.clear()
        self._numbers = 0


def _tail(system: System, stepper: Stepper) -> Modes | None:
    """The modes if the state has nearly nothing left to move."""
    speed, fall = system.rates(stepper.state[None], stepper.y[None])
    square = float(np.vdot(stepper.y, stepper.y))
    decay = -float(np.vdot(stepper.y, fall)) / square if square > 0.0 else math.inf
    if decay <= 0.0 or norm(speed) > _STILL * decay * norm(stepper.state):
        return None
    return system.modes(stepper.state, stepper.y)
