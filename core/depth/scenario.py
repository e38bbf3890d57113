"""Recipes of what depth does: a family of networks, and gradient descent on one of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core import fields
from core.depth.aligned import MAX_STEPS, AlignedDescent, aligned_descent
from core.depth.curves import DepthCurves, depth_curves
from core.depth.family import DepthFamily
from core.descent.scenario import schedule_of
from core.descent.schedule import Schedule
from core.errors import ScenarioError, named, shown
from core.fields import number_of
from core.scalar.scenario import MAX_DEPTH

_FAMILY = tuple(DepthFamily.__dataclass_fields__)
_RUN = ("depth", "step_fraction", "steps")
_SCHEDULE = "schedule"


@dataclass(frozen=True, kw_only=True)
class DepthScenario:
    """A family over its depths, and a run of gradient descent at one depth.

    Attributes
    ----------
    family : DepthFamily
    depth : int
        Of the run, 1 to 64.
    step_fraction : float
        Its step, as a part of the stable one (`AlignedDescent.unit`); > 0. Of the largest stable
        schedule, a part of 2 / sharpness at every point; the certified one goes without.
    steps : int
        1 to 1000.
    schedule : Schedule
        How large each step is (`core.descent.schedule`).

    Raises
    ------
    ScenarioError
    """

    family: DepthFamily
    depth: int
    step_fraction: float
    steps: int
    schedule: Schedule = Schedule.CONSTANT

    def __post_init__(self) -> None:
        object.__setattr__(self, "schedule", schedule_of(self.schedule))
        object.__setattr__(self, "depth", fields.whole("depth", self.depth, 1, MAX_DEPTH))
        object.__setattr__(self, "steps", fields.whole("steps", self.steps, 1, MAX_STEPS))
        part = fields.positive("step_fraction", number_of("step_fraction", self.step_fraction))
        object.__setattr__(self, "step_fraction", part)

    def to_json(self) -> dict[str, Any]:
        """The scenario as JSON values, without the family's entries left to their defaults."""
        entries: dict[str, Any] = {"model": "depth"}
        for name, known in self.family.__dataclass_fields__.items():
            value = getattr(self.family, name)
            if value != known.default:
                entries[name] = list(value) if isinstance(value, tuple) else value
        if self.schedule is not Schedule.CONSTANT:
            entries[_SCHEDULE] = str(self.schedule)
        return entries | {name: getattr(self, name) for name in _RUN}


@dataclass(frozen=True, eq=False)
class DepthSolution:
    """The family over its depths, and the run.

    Attributes
    ----------
    scenario : DepthScenario
    curves : DepthCurves
    descent : AlignedDescent
    """

    scenario: DepthScenario
    curves: DepthCurves
    descent: AlignedDescent

    def to_json(self) -> dict[str, Any]:
        """The answer as JSON values."""
        return {"model": "depth", **self.curves.to_json(), "descent": self.descent.to_json()}


def solve_depth(scenario: DepthScenario) -> DepthSolution:
    """All depths of the family, and the run at one of them.

    Raises
    ------
    ScenarioError
        If there is no such network or run, or if it leaves double precision.
    """
    run = aligned_descent(
        scenario.family,
        scenario.depth,
        scenario.step_fraction,
        scenario.steps,
        scenario.schedule,
    )
    return DepthSolution(scenario, depth_curves(scenario.family), run)


def depth_scenario_from_json(entries: object) -> DepthScenario:
    """The family and the run that JSON values describe, all in one object.

    Raises
    ------
    ScenarioError
        If they name an unknown entry, or hold a bad value.
    """
    if not isinstance(entries, Mapping):
        raise ScenarioError("scenario", "scenario.not_object")
    if entries.get("model", "depth") != "depth":
        raise ScenarioError("model", "depth.model", value=shown(entries["model"]))
    for name in entries:
        if name not in (*_FAMILY, *_RUN, _SCHEDULE, "model"):
            raise ScenarioError(named(name), "depth.unknown_entry")
    for name in _RUN:
        if entries.get(name) is None:
            raise ScenarioError(name, "scenario.missing")
    given = {name: entries[name] for name in _FAMILY if entries.get(name) is not None}
    if "depths" in given:
        given["depths"] = _depths(given["depths"])
    schedule = entries.get(_SCHEDULE)
    return DepthScenario(
        family=DepthFamily(**given),
        schedule=Schedule.CONSTANT if schedule is None else schedule,
        **{name: entries[name] for name in _RUN},
    )


def _depths(value: object) -> tuple[object, ...]:
    if not isinstance(value, list | tuple) or len(value) > MAX_DEPTH:
        raise ScenarioError("depths", "depth.depths", most=MAX_DEPTH)
    return tuple(value)
