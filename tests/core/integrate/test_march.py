"""Where a march stops: each outcome once, with a flow whose steps are given."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest

from core.arrays import Array
from core.integrate import march
from core.integrate.base import Step, Stepper, System
from core.integrate.budget import time_limit
from core.integrate.march import Halt, March, Path
from core.integrate.modes import Modes
from core.integrate.polynomial import Polynomial
from core.objective.local import Curvature


class Clock(Stepper):
    """dy/dt = -y, exactly, and a state that is the time; steps of given lengths, then the last."""

    def __init__(self, *lengths: float) -> None:
        self.state, self.y, self.lengths = np.zeros(1), np.ones((1, 1)), list(lengths)

    def expand(self) -> float:
        return self.lengths.pop(0) if len(self.lengths) > 1 else self.lengths[0]

    def step(self) -> Step:
        return Tick(self.state, self.y)

    def advance(self, elapsed: float) -> None:
        self.state, self.y = self.state + elapsed, self.y * math.exp(-elapsed)


class Tick(Step):
    """A step of the clock."""

    numbers = 2

    def __init__(self, state: Array, y: Array) -> None:
        self.begin = state, y

    def write(self, elapsed: Array, states: Array, y: Array) -> None:
        states[:, 0] = self.begin[0][0] + elapsed
        y[:, 0, 0] = self.begin[1][0, 0] * np.exp(-elapsed)


class Moving(System):
    """Never still; nothing else is asked of it where implicit steps are too dear."""

    def rates(self, states: Array, y: Array) -> tuple[Array, Array]:
        raise AssertionError

    def modes(self, state: Array, y: Array) -> Modes:
        raise AssertionError

    def still(self, state: Array, y: Array) -> bool:
        return False


class Falling(Moving):
    """The flow of the clock, for implicit steps."""

    def rates(self, states: Array, y: Array) -> tuple[Array, Array]:
        return np.ones_like(states), -y

    def modes(self, state: Array, y: Array) -> Modes:
        one = np.eye(1)
        return Modes(np.ones((1, 1)), one[None], one, Curvature(one), (1, 1))


def path(*lengths: float) -> Path:
    return Path(lambda: (Clock(*lengths), None), Moving(), patience=math.inf, implicit=False)


def marched(lengths: list[float], *times: float) -> March:
    return path(*lengths).at(np.array(times))


def test_the_last_time() -> None:
    """Three times in two steps of 0.4, the last of which ends at 0.8."""
    found = marched([0.4], 0.0, 0.3, 0.8)
    assert (found.halt, found.steps, found.now) == (Halt.REACHED, 2, 0.8)
    assert found.states[:, 0] == pytest.approx([0.0, 0.3, 0.8], rel=1e-15)
    assert found.y[:, 0, 0] == pytest.approx(np.exp([0.0, -0.3, -0.8]), rel=1e-15)


def test_too_many_steps() -> None:
    """4000 of them, the last not taken."""
    found = marched([0.125], 0.0, 1.0, 1e3)
    assert (found.halt, found.steps, found.now) == (Halt.STEPS, 4000, 3999 * 0.125)
    assert found.states[:, 0].tolist() == [0.0, 1.0]


@pytest.mark.parametrize("lengths, steps", [([0.0], 1), ([0.5, 1e-320], 2)])
def test_no_step_is_short_enough(lengths: list[float], steps: int) -> None:
    """None at all, or one that time does not notice."""
    found = marched(lengths, 0.0, 1.0)
    assert (found.halt, found.steps) == (Halt.PRECISION, steps)
    assert found.states.shape == (1, 1)


def test_out_of_time() -> None:
    """Not before the start has been written: an answer has a first point."""
    with time_limit(-1.0):
        found = marched([0.125], 0.0, 1.0)
    assert (found.halt, found.steps, found.now) == (Halt.LATE, 1, 0.0)
    assert found.y.shape == (1, 1, 1)


def test_nothing_is_asked_for() -> None:
    assert marched([0.5]).halt is Halt.REACHED


def test_earlier_times_are_looked_up_and_later_ones_gone_on_to() -> None:
    """Two steps of 0.4 to 0.7; a look back costs none, and 1.1 one more."""
    clock = path(0.4)
    for times, steps in [([0.7], 2), ([0.0, 0.1, 0.8], 2), ([0.3, 1.1], 3), ([], 3)]:
        found = clock.at(np.array(times))
        assert (found.halt, found.steps) == (Halt.REACHED, steps)
        assert found.states[:, 0] == pytest.approx(times, rel=1e-15)
        assert found.y[:, 0, 0] == pytest.approx(np.exp(-np.array(times)), rel=1e-15)


def test_where_it_stands() -> None:
    """At the time asked for, unless it came further or not so far."""
    clock = path(0.4)
    assert clock.after(0.1)[0] == pytest.approx([0.1])
    assert clock.after(1.0)[0] == pytest.approx([1.0])
    assert clock.after(0.1)[0] == pytest.approx([0.8])  # the last step's begin
    stuck = path(0.5, 1e-320)
    assert stuck.after(9.0)[0] == pytest.approx([0.5])


def test_out_of_time_is_not_for_ever() -> None:
    clock = path(0.125)
    with time_limit(-1.0):
        assert clock.at(np.array([0.0, 1.0])).halt is Halt.LATE
        assert clock.after(1.0)[0] == [0.0]
    found = clock.at(np.array([0.0, 1.0]))
    assert (found.halt, found.steps) == (Halt.REACHED, 8)


def test_what_was_dropped_is_followed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """By wish, or because the steps grow too large: the same numbers, from the start again."""
    clock = path(0.4)
    clock.at(np.array([2.0]))
    clock.forget()
    found = clock.at(np.array([2.2]))
    assert (found.steps, found.states[0, 0]) == (6, pytest.approx(2.2))
    assert clock.at(np.array([0.1, 1.0])).steps == 3
    monkeypatch.setattr(march, "_MOST_NUMBERS", 5)  # two steps
    small = path(0.4)
    assert small.at(np.array([1.5])).steps == 4
    assert small.at(np.array([1.0])).steps == 4
    assert small.at(np.array([0.1])).steps == 1


@pytest.mark.parametrize(
    "lengths, end, steps",
    [
        ([0.0625], 3.75, 60),  # 60 to go at the start, and fewer ever after
        ([2.0**-20] * 12 + [0.25], 10.0, 12 + 40),  # the first 12 tell nothing
    ],
)
def test_explicit_steps_while_they_are_cheaper(
    lengths: list[float], end: float, steps: int
) -> None:
    clock = Path(lambda: (Clock(*lengths), None), Falling(), patience=60.0)
    found = clock.at(np.array([0.0, end]))
    assert (found.halt, found.steps) == (Halt.REACHED, steps)


@pytest.mark.parametrize("length", [2.0**-10, 2.0**-4])
def test_more_explicit_steps_to_go_than_they_are_worth(length: float) -> None:
    """Whatever their length: twelve of them, then implicit ones, which grow."""
    clock = Path(lambda: (Clock(length), None), Falling(), patience=60.0)
    found = clock.at(np.array([0.0, 75.0 * length]))
    assert found.halt is Halt.REACHED
    assert 12 < found.steps < 30
    assert found.states[-1, 0] == pytest.approx(75.0 * length, rel=1e-12)
    assert found.y[-1, 0, 0] == pytest.approx(math.exp(-75.0 * length), rel=1e-9)


def test_steps_are_thinned_before_any_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Thinned, four fit where two did, and an early time is still looked up."""

    def thin(step: Tick) -> bool:
        step.numbers = 1
        return True

    monkeypatch.setattr(Tick, "thin", thin)
    monkeypatch.setattr(march, "_MOST_NUMBERS", 5)
    clock = path(0.4)
    assert clock.at(np.array([1.5])).steps == 4
    assert clock.holds(0.1)
    assert clock.at(np.array([0.1])).steps == 4
    clock.forget()
    assert not clock.holds(0.1)
    assert clock.holds(1.5)


class Counted(Tick):
    """A step of the clock that tells what it is looked into with."""

    companies: list[int]

    @classmethod
    def look(cls, steps: Sequence[Step], *those: Sequence[Array]) -> None:
        cls.companies.append(len(steps))
        for step, *each in zip(steps, *those, strict=True):
            step.write(*each)


@pytest.mark.parametrize("waiting, companies", [(march._WAITING, [5]), (3, [2, 2, 1])])
def test_steps_are_looked_into_together(
    monkeypatch: pytest.MonkeyPatch, waiting: int, companies: list[int]
) -> None:
    """All five, or as many as may wait; and not those in which no time lies."""
    monkeypatch.setattr(march, "_WAITING", waiting)
    monkeypatch.setattr(Counted, "companies", [], raising=False)
    monkeypatch.setattr(Clock, "step", lambda self: Counted(self.state, self.y))
    times = np.array([0.1, 0.2, 0.5, 1.7, 2.1, 2.6, 2.7])
    found = path(0.4).at(times)
    assert (found.halt, found.steps) == (Halt.REACHED, 7)
    assert found.states[:, 0] == pytest.approx(times, rel=1e-15)
    assert Counted.companies == companies


class Burst(Clock):
    """A state that leaves float64 within a step, of any kind."""

    def __init__(self, kind: type[Step]) -> None:
        super().__init__(1.0)
        self._kind = kind

    def step(self) -> Step:
        return self._kind()


class Leaving(Tick):
    def __init__(self) -> None:
        super().__init__(np.zeros(1), np.ones((1, 1)))

    def write(self, elapsed: Array, states: Array, y: Array) -> None:
        super().write(elapsed, states, y)
        states[1:] = np.inf


class LeavingPolynomial(Polynomial):
    """Of rows that are finite: 1e308 (1 + t)."""

    numbers = 4

    def __init__(self) -> None:
        super().__init__(1.0, 0.0)

    @staticmethod
    def basis(times: Array) -> Array:
        return np.stack([np.ones_like(times), times], axis=1)

    def rows(self) -> tuple[Array, Array]:
        return np.full((2, 1), 1e308), np.eye(2, 1)


@pytest.mark.parametrize("kind", [Leaving, LeavingPolynomial])
def test_a_flow_that_leaves_float64_is_refused(kind: type[Step]) -> None:
    """At the times at which it does."""
    burst = Path(lambda: (Burst(kind), None), Moving(), patience=math.inf, implicit=False)
    assert np.isfinite(burst.at(np.array([0.0])).states).all()
    with pytest.raises(FloatingPointError):
        burst.at(np.array([0.0, 0.9]))
