"""Recipes of a comparison: one target, several initializations, one time axis."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core import network
from core.arrays import Array
from core.errors import ScenarioError, named, shown
from core.matrix.initialization import Initialization, initialization_from_json
from core.matrix.scenario import MatrixScenario, matrix_scenario_from_json
from core.objective.recipe import ObjectiveRecipe
from core.objective.target import GivenTarget, Rows, Target, rows_of, target_of

MAX_COMPARED = 8
_LONGEST_NAME = 40


@dataclass(frozen=True, kw_only=True)
class NamedStart:
    """An initialization with a name: a recipe, or explicit layers.

    Attributes
    ----------
    name : str
    initialization : Initialization or None
    weights : tuple of rows, or None
    """

    name: str
    initialization: Initialization | None = None
    weights: tuple[Rows, ...] | None = None

    @property
    def kind(self) -> str:
        """The recipe's kind; "weights" for explicit layers."""
        return "weights" if self.initialization is None else self.initialization.kind

    def to_json(self) -> dict[str, Any]:
        """The entry as JSON values."""
        if self.initialization is not None:
            return {"name": self.name, **self.initialization.to_json()}
        assert self.weights is not None
        return {"name": self.name, "weights": [[list(row) for row in W] for W in self.weights]}


@dataclass(frozen=True, kw_only=True)
class CompareScenario:
    """Networks that learn the same W* from different initializations, f = 1/2 ||W - W*||_F^2.

    Attributes
    ----------
    target : Target
        W*; rows are taken as a given one. A distance counts from the product that `near` starts
        at.
    starts : tuple of NamedStart
        1 to 8, with different names and products of one shape; depths and widths may differ.
    near : str or None
        Name of an initialization; only with a distance.
    times : tuple of float or None
    horizon : float or None
        As in a matrix scenario. With neither, the horizon is the longest that any of the networks
        needs to learn the target.

    Raises
    ------
    ScenarioError
    """

    target: Target
    starts: tuple[NamedStart, ...]
    near: str | None = None
    times: tuple[float, ...] | None = None
    horizon: float | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "target", target_of(self.target))
        if not 1 <= len(self.starts) <= MAX_COMPARED:
            raise ScenarioError(
                "initializations", "compare.count", most=MAX_COMPARED, count=len(self.starts)
            )
        names = [start.name for start in self.starts]
        for index, name in enumerate(names):
            if name in names[:index]:
                raise ScenarioError(
                    f"initializations[{index}].name", "compare.name_twice", name=shown(name)
                )
        self._check_near(names)
        # Each network checks its own part, and brings the times into their form.
        checked = [self._network(index) for index in range(len(self.starts))]
        for index, scenario in enumerate(checked):
            sides = scenario.sides[0], scenario.sides[-1]
            first = checked[0].sides[0], checked[0].sides[-1]
            if sides != first:
                raise ScenarioError(
                    f"initializations[{index}]",
                    "compare.shape",
                    n=sides[0],
                    m=sides[1],
                    rows=first[0],
                    columns=first[1],
                )
        object.__setattr__(self, "times", checked[0].times)
        object.__setattr__(self, "horizon", checked[0].horizon)
        for index, scenario in enumerate(checked):
            if scenario.weights is not None:
                start = NamedStart(name=self.starts[index].name, weights=scenario.weights)
                starts = (*self.starts[:index], start, *self.starts[index + 1 :])
                object.__setattr__(self, "starts", starts)

    def networks(self) -> tuple[MatrixScenario, ...]:
        """A scenario for each initialization, all with the same target.

        Raises
        ------
        ScenarioError
            If the target does not fit the products.
        """
        target = GivenTarget(rows_of(self.made())) if self.target.moves else self.target
        return tuple(self._network(index, target) for index in range(len(self.starts)))

    def made(self) -> Array:
        """W*, shape (n, m).

        Raises
        ------
        ScenarioError
            If the target does not fit the products.
        """
        index = next((i for i, start in enumerate(self.starts) if start.name == self.near), 0)
        return self.target.make(network.product(self._network(index).start().weights))

    def to_json(self) -> dict[str, Any]:
        """The scenario as JSON values, without the entries left to their defaults."""
        entries = {
            "model": "compare",
            "target": self.target.to_json(),
            "near": self.near,
            "initializations": [start.to_json() for start in self.starts],
            "times": self.times and list(self.times),
            "horizon": self.horizon,
        }
        return {name: value for name, value in entries.items() if value is not None}

    def _network(self, index: int, target: Target | None = None) -> MatrixScenario:
        start = self.starts[index]
        try:
            return MatrixScenario(
                objective=ObjectiveRecipe(kind="squared", target=target or self.target),
                weights=start.weights,
                initialization=start.initialization,
                times=self.times,
                horizon=self.horizon,
            )
        except ScenarioError as error:
            raise placed(error, index) from None

    def _check_near(self, names: list[str]) -> None:
        if not self.target.moves:
            if self.near is not None:
                raise ScenarioError("near", "compare.near_alone")
            return
        if self.near is None:
            raise ScenarioError("near", "compare.near_missing")
        if self.near not in names:
            raise ScenarioError("near", "compare.near_unknown", name=shown(self.near))
        if self.starts[names.index(self.near)].kind == "spectral":
            raise ScenarioError("near", "compare.near_spectral")


def placed(error: ScenarioError, index: int) -> ScenarioError:
    """A refusal of one network, with its place in the comparison."""
    part = error.field
    if part.startswith("initialization"):
        part = f"initializations[{index}]{part.removeprefix('initialization')}"
    elif part.startswith("weights"):
        part = f"initializations[{index}].{part}"
    else:
        part = part.removeprefix("objective.")
    return error.at(part)


def compare_scenario_from_json(entries: object) -> CompareScenario:
    """The comparison that JSON values describe.

    `target` may also be written as an `objective` of kind squared, as for `solve`.

    Raises
    ------
    ScenarioError
        With the place of the first bad entry, such as `initializations[1].widths`.
    """
    if not isinstance(entries, Mapping):
        raise ScenarioError("scenario", "scenario.not_object")
    if entries.get("model", "compare") != "compare":
        raise ScenarioError("model", "compare.model", value=shown(entries["model"]))
    known = {"model", "target", "objective", "near", "initializations", "times", "horizon"}
    for name in entries:
        if name not in known:
            raise ScenarioError(named(name), "compare.unknown_entry")
    given = entries.get("initializations")
    if given is None:
        raise ScenarioError("initializations", "scenario.missing")
    if not isinstance(given, list | tuple) or not 1 <= len(given) <= MAX_COMPARED:
        raise ScenarioError("initializations", "compare.list", most=MAX_COMPARED)
    objective = _objective(entries)
    starts = tuple(_start(entry, index, objective) for index, entry in enumerate(given))
    near = entries.get("near")
    if near is not None and not isinstance(near, str):
        raise ScenarioError("near", "compare.near_name", value=shown(near))
    recipe = _target(objective)
    assert recipe is not None
    return CompareScenario(
        target=recipe,
        starts=starts,
        near=near,
        times=entries.get("times"),
        horizon=entries.get("horizon"),
    )


def _objective(entries: Mapping[str, Any]) -> dict[str, Any]:
    """The objective's entries, from either way to write them."""
    target, objective = entries.get("target"), entries.get("objective")
    if (target is None) == (objective is None):
        raise ScenarioError("target", "compare.target_either")
    if objective is None:
        return {"kind": "squared", "target": target}
    if not isinstance(objective, Mapping):
        raise ScenarioError("objective", "scenario.not_object")
    if objective.get("kind") != "squared":
        raise ScenarioError("objective.kind", "compare.squared")
    return dict(objective)


def _target(objective: Mapping[str, Any]) -> Target | None:
    """W* or its recipe, checked as `solve` checks it."""
    one = [[[1.0]]]
    try:
        return matrix_scenario_from_json({"weights": one, "objective": objective}).objective.target
    except ScenarioError as error:
        raise error.at(error.field.removeprefix("objective.")) from None


def _start(entries: object, index: int, objective: Mapping[str, Any]) -> NamedStart:
    place = f"initializations[{index}]"
    if not isinstance(entries, Mapping):
        raise ScenarioError(place, "scenario.not_object")
    name = entries.get("name")
    if not isinstance(name, str) or not name.strip() or len(name) > _LONGEST_NAME:
        raise ScenarioError(f"{place}.name", "compare.name", most=_LONGEST_NAME)
    rest = {entry: value for entry, value in entries.items() if entry != "name"}
    try:
        if "weights" not in rest:
            return NamedStart(name=name, initialization=initialization_from_json(rest))
        for entry in rest:
            if entry != "weights":
                raise ScenarioError(f"weights.{named(entry)}", "compare.not_with_weights")
        # Through the reader of matrix scenarios, which looks at sizes before at entries.
        read = matrix_scenario_from_json({"weights": rest["weights"], "objective": objective})
        return NamedStart(name=name, weights=read.weights)
    except ScenarioError as error:
        raise placed(error, index) from None
