"""Recipes of a run of gradient descent: a network, a step and a number of steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import singledispatch
from itertools import pairwise
from typing import Any

from core import fields
from core.descent.curvature import MAX_WEIGHTS
from core.descent.schedule import Schedule
from core.errors import ScenarioError, shown
from core.fields import LONGEST_TIME, number_of
from core.matrix.scenario import MatrixScenario
from core.scalar.scenario import ScalarScenario
from core.scenario import Scenario
from core.solving import MODELS

MAX_STEPS = 1_000_000
#: Steps times layers of a scalar network: some seconds.
MAX_SCALAR_WORK = 20_000_000
#: Multiplications of all steps of a matrix network, and what a layer's step costs beside its own.
MAX_MATRIX_WORK, LAYER_COST = 10_000_000_000, 20_000
#: What choosing a step costs, in steps of its own kind.
CHOICE_COST = 8
#: Of the norms of every step in a race that is run beside the run itself: some tenths of a second.
MAX_RACE = 50_000
_OWN = ("step", "step_fraction", "steps", "schedule")
#: Entries of a flow that mean nothing here.
_FOREIGN = ("times", "horizon", "gamma")


@dataclass(frozen=True, kw_only=True)
class DescentScenario:
    """Gradient descent W_l <- W_l - step * (gradient in W_l), beside the flow from the same start.

    Give either `step` or `step_fraction`; neither to a schedule that finds its own steps, but for
    the part of each largest stable one.

    Attributes
    ----------
    network : Scenario
        Start and objective; without times, horizon or another gamma, which only a flow has.
    steps : int
        1 to 1 000 000.
    step : float or None
        > 0. One step stands for this much of the flow's time.
    step_fraction : float or None
        The step as a part of the stable limit at the minimum that the flow reaches
        (`core.descent.sharpness`); > 0. Of the largest stable schedule: of 2 / sharpness at every
        point, 0.9 if left out.
    schedule : Schedule
        How large each step is (`core.descent.schedule`).

    Raises
    ------
    ScenarioError
        With the field and the reason; also where the run would take too long.
    """

    network: Scenario[Any]
    steps: int
    step: float | None = None
    step_fraction: float | None = None
    schedule: Schedule = Schedule.CONSTANT

    def __post_init__(self) -> None:
        for name in _FOREIGN:
            if getattr(self.network, name, None) not in (None, "true"):
                raise ScenarioError(name, "descent.of_a_flow")
        object.__setattr__(self, "steps", _count(self.steps))
        object.__setattr__(self, "schedule", schedule_of(self.schedule))
        if self.schedule is Schedule.CONSTANT:
            if (self.step is None) == (self.step_fraction is None):
                raise ScenarioError("step", "descent.either")
        else:
            self._check_schedule()
        for name in ("step", "step_fraction"):
            value = getattr(self, name)
            if value is not None:
                object.__setattr__(self, name, fields.positive(name, number_of(name, value)))
        if self.step is not None:
            check_time("step", self.step, self.steps)
        self._check_work()

    @property
    def field(self) -> str:
        """The entry that steps of a wrong size are to blame on."""
        if self.step is not None:
            return "step"
        return "step_fraction" if self.schedule is Schedule.CONSTANT else "schedule"

    def to_json(self) -> dict[str, Any]:
        """The scenario as JSON values: the network's entries and the run's."""
        own = {name: getattr(self, name) for name in _OWN}
        own["schedule"] = None if self.schedule is Schedule.CONSTANT else str(self.schedule)
        return self.network.to_json() | {
            name: value for name, value in own.items() if value is not None
        }

    def _check_schedule(self) -> None:
        if self.step is not None:
            raise ScenarioError("step", "descent.step_of_schedule")
        if self.schedule is Schedule.CERTIFIED and self.step_fraction is not None:
            raise ScenarioError("step_fraction", "descent.step_of_schedule")
        _check_network(self.network, self.schedule)

    def _check_work(self) -> None:
        cost, most, code = _work(self.network)
        if self.schedule is not Schedule.CONSTANT:
            cost *= CHOICE_COST
        if self.schedule is Schedule.CERTIFIED:
            cost += _norms(self.network)
        if self.steps * cost > most:
            raise ScenarioError("steps", code, work=self.steps * cost, most=most)


@singledispatch
def _work(network: Scenario[Any]) -> tuple[int, int, str]:
    """What a step costs, what all steps may, and the code of a refusal."""
    raise TypeError(type(network).__name__)


@_work.register
def _(network: ScalarScenario) -> tuple[int, int, str]:
    return network.depth, MAX_SCALAR_WORK, "descent.scalar_work"


@_work.register
def _(network: MatrixScenario) -> tuple[int, int, str]:
    sides = _reduced(network.sides)
    thin = min(sides[0], sides[-1])
    layers = sum(LAYER_COST + 6 * thin * a * b for a, b in pairwise(sides))
    return layers, MAX_MATRIX_WORK, "descent.matrix_work"


@singledispatch
def _norms(network: Scenario[Any]) -> int:
    """What the spectral norms of the layers cost, beyond two of them."""
    return 0


@_norms.register
def _(network: MatrixScenario) -> int:
    sides = network.sides
    return sum(2 * a * b * min(a, b) for a, b in pairwise(sides)) if len(sides) > 3 else 0


@singledispatch
def _check_network(network: Scenario[Any], schedule: Schedule) -> None:
    """Refuse a schedule that this network does not have."""


@_check_network.register
def _(network: MatrixScenario, schedule: Schedule) -> None:
    sides = network.sides
    count = sum(a * b for a, b in pairwise(_reduced(sides)))
    if schedule is Schedule.LARGEST_STABLE and count > MAX_WEIGHTS:
        raise ScenarioError("schedule", "descent.schedule_weights", count=count, most=MAX_WEIGHTS)


def races(network: Scenario[Any], schedule: Schedule) -> bool:
    """Whether a network of this kind has it, and finds its steps soon."""
    try:
        _check_network(network, schedule)
    except ScenarioError:
        return False
    return schedule is not Schedule.CERTIFIED or _norms(network) <= MAX_RACE


def _reduced(sides: tuple[int, ...]) -> tuple[int, ...]:
    """Of two layers only n + m of the hidden directions matter."""
    if len(sides) == 3:
        return (sides[0], min(sides[1], sides[0] + sides[2]), sides[2])
    return sides


def schedule_of(value: object) -> Schedule:
    """The schedule of that name.

    Raises
    ------
    ScenarioError
    """
    if not isinstance(value, str) or value not in tuple(Schedule):
        raise ScenarioError("schedule", "descent.schedule", value=shown(value))
    return Schedule(value)


def descent_scenario_from_json(entries: Mapping[str, Any]) -> DescentScenario:
    """The run that JSON values describe: a scenario's entries, and step, step_fraction, steps.

    Raises
    ------
    ScenarioError
        If they name an unknown entry, or hold a bad value.
    """
    for name in _FOREIGN:
        if name in entries:
            raise ScenarioError(name, "descent.of_a_flow")
    if entries.get("steps") is None:
        raise ScenarioError("steps", "descent.steps_missing")
    schedule = entries.get("schedule")
    rest = {name: value for name, value in entries.items() if name not in _OWN}
    return DescentScenario(
        network=MODELS[entries["model"]](rest),
        steps=entries["steps"],
        step=entries.get("step"),
        step_fraction=entries.get("step_fraction"),
        schedule=Schedule.CONSTANT if schedule is None else schedule,
    )


def check_time(field: str, step: float, steps: int) -> None:
    """The flow beside the run needs times that it can reach."""
    if step * steps > LONGEST_TIME:
        raise ScenarioError(field, "descent.time")


def _count(value: object) -> int:
    number = number_of("steps", value)
    if not number.is_integer() or not 1 <= number <= MAX_STEPS:
        raise ScenarioError("steps", "field.whole", least=1, most=MAX_STEPS, value=shown(value))
    return int(number)
