"""Scenarios of every model from JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping

from core.descent.scenario import DescentScenario, descent_scenario_from_json
from core.errors import ScenarioError, named, shown
from core.matrix.scenario import MatrixScenario, matrix_scenario_from_json
from core.regimes.scenario import CompareScenario, compare_scenario_from_json
from core.scalar.scenario import ScalarScenario, scalar_scenario_from_json

Scenario = ScalarScenario | MatrixScenario


def scenario_from_json(entries: object) -> Scenario:
    """The scenario that JSON values describe.

    Raises
    ------
    ScenarioError
        If it is not an object, names an unknown model or entry, or holds a bad value.
    """
    if not isinstance(entries, Mapping):
        raise ScenarioError("scenario", "scenario.not_object")
    _check_model(entries)
    if entries["model"] == "scalar":
        return scalar_scenario_from_json(entries)
    return matrix_scenario_from_json(entries)


def scenario_from_text(text: str) -> Scenario:
    """The scenario in a JSON text; repeated entries are refused."""
    return scenario_from_json(entries_from_text(text))


def compare_from_text(text: str) -> CompareScenario:
    """The comparison in a JSON text."""
    return compare_scenario_from_json(entries_from_text(text))


def descent_from_text(text: str) -> DescentScenario:
    """The run of gradient descent in a JSON text: a scenario's entries, and those of the run."""
    entries = entries_from_text(text)
    if not isinstance(entries, Mapping):
        raise ScenarioError("scenario", "scenario.not_object")
    _check_model(entries)
    return descent_scenario_from_json(entries)


def entries_from_text(text: str) -> object:
    """The values in a JSON text; repeated entries are refused."""
    try:
        return json.loads(text, object_pairs_hook=_unique)
    except (ValueError, RecursionError) as error:
        if isinstance(error, ScenarioError):
            raise
        raise ScenarioError("scenario", "scenario.not_json", error=str(error)) from None


def _check_model(entries: Mapping[str, object]) -> None:
    model = entries.get("model")
    if model not in ("scalar", "matrix"):
        raise ScenarioError("model", "scenario.model", value=shown(model))


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    entries = dict(pairs)
    if len(entries) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ScenarioError(named(twice), "scenario.twice")
    return entries
