"""How many steps each schedule takes to a part of the start's excess, beside the flow's time."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial, singledispatch
from typing import Any

import numpy as np

from core import network
from core.arrays import Array
from core.descent.iterates import matrix_run, scalar_run
from core.descent.scenario import DescentScenario, races
from core.descent.schedule import NEAR, Schedule, matrix_steps, scalar_steps
from core.descent.sharpness import Stability
from core.errors import ScenarioError
from core.float64 import within_range
from core.guarantee.decay import reached
from core.matrix.scenario import MatrixScenario
from core.scalar.conversion import initial_weights
from core.scalar.scenario import ScalarScenario
from core.scenario import Scenario
from core.solving import solve

#: The parts: 10^-k.
POWERS = tuple(range(1, 11))
#: Steps of a schedule that is run for the race alone, tried in turn until one is enough.
_LENGTHS = (100, 1000)
_FAR = 1e6  # of the errors at the start and at w = 0: who is there diverges


@dataclass(frozen=True)
class Race:
    """From one start.

    Attributes
    ----------
    steps : mapping from Schedule to tuple of int or None, length 10
        Steps until f - f* is no more than 10^-1 .. 10^-10 of its start; None if that takes more
        than were tried, or if the network has no such schedule, or one that is slow to find.
    constant : float or None
        The step of the constant schedule: the run's own, or else 0.9 of the stable one.
    flow : tuple of float or None, length 10
        The flow's times, in the unit of which a step is a part.
    """

    steps: Mapping[Schedule, tuple[int | None, ...]]
    constant: float | None
    flow: tuple[float | None, ...]

    def to_json(self) -> dict[str, Any]:
        """As JSON values."""
        return {
            "parts": [10.0**-power for power in POWERS],
            "constant_step": self.constant,
            **{str(schedule): list(steps) for schedule, steps in self.steps.items()},
            "flow_times": list(self.flow),
        }


def race(scenario: DescentScenario, limit: Stability, step: float, excess: Array) -> Race:
    """All schedules, and the flow.

    Parameters
    ----------
    scenario : DescentScenario
        Of the run that is there already.
    limit : Stability
    step : float
        Of that run, if it is constant.
    excess : ndarray, shape (k + 1,)
        f - f* after every step of it.
    """
    recipe, part = scenario.network, scenario.step_fraction or NEAR
    constant = limit.step and NEAR * limit.step
    if scenario.schedule is Schedule.CONSTANT:
        constant, part = step, NEAR
    found = {}
    for schedule in Schedule:
        own = excess if schedule is scenario.schedule else excess[:1]
        size = constant if schedule is Schedule.CONSTANT else None
        found[schedule] = _steps_to_parts(own, partial(_excess, recipe, schedule, size, part))
    try:
        times = _flow_times(recipe)
    except ScenarioError:  # beyond float64 on its way
        times = (None,) * len(POWERS)
    return Race(found, constant, times)


def _steps_to_parts(own: Array, longer: Callable[[int], Array | None]) -> tuple[int | None, ...]:
    """Of a run that is there, or of a longer one if it is short."""
    goals = [10.0**-power * float(own[0]) for power in POWERS]
    for length in _LENGTHS:
        if reached(own, goals[-1]) is None and len(own) <= length:
            run = longer(length)
            if run is None:
                break
            own = run
    return tuple(reached(own, goal) for goal in goals)


def _excess(
    recipe: Scenario[Any], schedule: Schedule, step: float | None, part: float, length: int
) -> Array | None:
    """f - f* after every step of a run; None if there is no such run in float64."""
    try:
        with within_range("schedule", "descent.beyond_double"):
            return _run(recipe, schedule, step, part, length)
    except ScenarioError:
        return None


@singledispatch
def _run(
    recipe: Scenario[Any], schedule: Schedule, step: float | None, part: float, length: int
) -> Array | None:
    """The same, by the loop of the network's model."""
    raise TypeError(type(recipe).__name__)


@_run.register
def _(
    recipe: ScalarScenario, schedule: Schedule, step: float | None, part: float, length: int
) -> Array | None:
    if schedule is Schedule.CONSTANT and step is None:
        return None
    sizes = step or scalar_steps(schedule, part, recipe.target)
    start = initial_weights(recipe)
    most = abs(recipe.target) + abs(recipe.target - math.prod(start))
    return scalar_run(start, recipe.target, sizes, length, every=length, largest=_FAR * most).excess


@_run.register
def _(
    recipe: MatrixScenario, schedule: Schedule, step: float | None, part: float, length: int
) -> Array | None:
    if (schedule is Schedule.CONSTANT and step is None) or not races(recipe, schedule):
        return None
    layers = recipe.start().weights
    objective = recipe.objective.make(network.product(layers))
    sizes = step or matrix_steps(schedule, part, objective)
    zero = float(objective.excess(np.zeros(objective.shape)))
    most = zero + float(objective.excess(network.product(layers)))
    most *= _FAR * _FAR
    return matrix_run(objective, layers, sizes, length, every=length, largest=most).excess


@singledispatch
def _flow_times(recipe: Scenario[Any]) -> tuple[float | None, ...]:
    """When the flow has fallen to each of the parts."""
    raise TypeError(type(recipe).__name__)


@_flow_times.register
def _(recipe: ScalarScenario) -> tuple[float | None, ...]:
    flow = solve(recipe)
    return tuple(flow.time_to(10.0**-power).flow for power in POWERS)


@_flow_times.register
def _(recipe: MatrixScenario) -> tuple[float | None, ...]:
    flow = solve(recipe)
    first = float(flow.excess[0])
    return tuple(flow.time_to_excess(10.0**-power * first) for power in POWERS)
