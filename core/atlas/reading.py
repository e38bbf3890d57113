"""Recipes from JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from core import fields
from core.atlas.axes import axis_from_json
from core.atlas.quantities import QUANTITIES
from core.atlas.recipe import LEVEL, MOST, Ensemble, Grid, Recipe
from core.atlas.spaces.base import Run, Space
from core.atlas.spaces.draws import MatrixDraws, ScalarDraws, initialization_from_json
from core.atlas.spaces.family import family_from_json
from core.atlas.spaces.matrix import MatrixSpace
from core.atlas.spaces.scalar import ScalarSpace
from core.descent.scenario import DescentScenario, descent_scenario_from_json
from core.errors import ScenarioError, named, shown
from core.matrix.scenario import MatrixScenario
from core.reading import NOTES, read_entries, scenario_from_json
from core.scalar.scenario import ScalarScenario

MAX_AXES = 8
MAX_LEVEL = 300
_COMMON = ("kind", "scenario", "quantities", "level")
_ENTRIES = {"grid": (*_COMMON, "axes"), "ensemble": (*_COMMON, "draws", "seed")}
_RUN = ("step", "step_fraction", "steps")


def read_recipe(data: bytes | str | Mapping[str, Any]) -> Recipe:
    """The recipe of a map or an ensemble.

    Parameters
    ----------
    data : bytes, str or mapping
        JSON, or what it holds.

    Raises
    ------
    ScenarioError
        If it is no recipe: which entry, and why. Nothing has been computed then.
    """
    if isinstance(data, Mapping):
        data = _dumped(data)
    entries = read_entries(data.encode(errors="surrogatepass") if isinstance(data, str) else data)
    if not isinstance(entries, Mapping):
        raise ScenarioError("recipe", "scenario.not_object")
    kind = entries.get("kind")
    if not isinstance(kind, str) or kind not in _ENTRIES:
        options = {"options": tuple(_ENTRIES), "value": shown(kind)}
        raise ScenarioError("kind", "field.one_of_not", **options)
    for name in entries:
        if name not in (*_ENTRIES[kind], *NOTES):
            raise ScenarioError(named(name), "atlas.unknown_entry", kind=kind)
    scenario = entries.get("scenario")
    if not isinstance(scenario, Mapping):
        raise ScenarioError("scenario", "scenario.not_object")
    # A saved run is the scenario that it was.
    scenario = {name: value for name, value in scenario.items() if name not in NOTES}
    level = fields.number_of("level", LEVEL if entries.get("level") is None else entries["level"])
    if not 0.0 <= level <= MAX_LEVEL:
        raise ScenarioError("level", "field.from_to", least=0, most=MAX_LEVEL, value=level)
    read = _grid if kind == "grid" else _ensemble
    return read(entries, scenario, level)


def _grid(entries: Mapping[str, Any], scenario: Mapping[str, Any], level: float) -> Recipe:
    space = _space(scenario)
    quantities = _quantities(entries.get("quantities"), space.model)
    given = fields.sequence("axes", entries.get("axes"))
    if not 1 <= len(given) <= MAX_AXES:
        raise ScenarioError("axes", "atlas.axes", most=MAX_AXES, count=len(given))
    axes = tuple(axis_from_json(f"axes[{index}]", axis) for index, axis in enumerate(given))
    return Grid(space=space, axes=axes, quantities=quantities, level=level)


def _ensemble(entries: Mapping[str, Any], scenario: Mapping[str, Any], level: float) -> Recipe:
    source = _source(scenario)
    quantities = _quantities(entries.get("quantities"), source.space.model)
    for name in ("draws", "seed"):
        if entries.get(name) is None:
            raise ScenarioError(name, "scenario.missing")
    draws = fields.whole("draws", entries["draws"], 1, min(source.most, MOST))
    seed = fields.whole("seed", entries["seed"], 0, fields.MAX_SEED)
    return Ensemble(source=source, draws=draws, seed=seed, quantities=quantities, level=level)


def _source(scenario: Mapping[str, Any]) -> ScalarDraws | MatrixDraws:
    if scenario.get("initialization") is None:
        raise ScenarioError("scenario.initialization", "atlas.nothing_drawn")
    if scenario.get("model") != "scalar":
        entries = scenario
        if isinstance(scenario["initialization"], Mapping):
            entries = {**scenario, "initialization": {**scenario["initialization"], "seed": 0}}
        space = _space(entries)
        assert isinstance(space, MatrixSpace)
        return MatrixDraws(space)
    initialization = initialization_from_json(scenario["initialization"])
    rest = {name: value for name, value in scenario.items() if name != "initialization"}
    for name in ("weights", "imbalance", "product"):
        if rest.get(name) is not None:
            raise ScenarioError(name, "atlas.drawn")
    space = _space({**rest, "weights": [1.0] * initialization.depth})
    assert isinstance(space, ScalarSpace)
    return ScalarDraws(space, initialization)


def _space(entries: Mapping[str, Any]) -> Space:
    """Around a scenario, with a run of gradient descent if it has the entries of one."""
    if entries.get("model") == "depth":
        return family_from_json(entries)
    if not any(entries.get(name) is not None for name in _RUN):
        return _around(scenario_from_json(entries), None)
    scenario_from_json({name: value for name, value in entries.items() if name not in _RUN})
    return _around_run(descent_scenario_from_json(entries))


def _around_run(scenario: DescentScenario) -> Space:
    run = Run(scenario.steps, scenario.step, scenario.step_fraction)
    return _around(scenario.network, run)


def _around(network: Any, run: Any) -> Space:
    if isinstance(network, ScalarScenario):
        return ScalarSpace(network, run)
    assert isinstance(network, MatrixScenario)
    return MatrixSpace(network, run)


def _quantities(given: object, model: str) -> tuple[str, ...]:
    names = fields.sequence("quantities", given)
    if not names:
        raise ScenarioError("quantities", "field.empty")
    found: list[str] = []
    for index, name in enumerate(names):
        field = f"quantities[{index}]"
        known = tuple(each.name for each in QUANTITIES.values() if model in each.models)
        if not isinstance(name, str) or name not in QUANTITIES:
            raise ScenarioError(field, "atlas.unknown_quantity", name=shown(name), known=known)
        if name not in known:
            raise ScenarioError(field, "atlas.foreign_quantity", name=name, known=known)
        if name in found:
            raise ScenarioError(field, "atlas.twice", name=name)
        found.append(name)
    return tuple(found)


def _dumped(entries: Mapping[str, Any]) -> str:
    try:
        return json.dumps(entries)
    except (TypeError, ValueError, RecursionError) as error:
        raise ScenarioError("recipe", "reading.no_json", why=str(error)) from None
