"""Scenarios of every model from JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping

from core.matrix_scenario import MatrixScenario, matrix_scenario_from_json
from core.scenario import (
    ScalarScenario,
    ScenarioError,
    named,
    scalar_scenario_from_json,
    shown,
)

Scenario = ScalarScenario | MatrixScenario


def scenario_from_json(entries: object) -> Scenario:
    """The scenario that JSON values describe.

    Raises
    ------
    ScenarioError
        If it is not an object, names an unknown model or entry, or holds a bad value.
    """
    if not isinstance(entries, Mapping):
        raise ScenarioError("scenario", "must be a JSON object.")
    model = entries.get("model")
    if model == "scalar":
        return scalar_scenario_from_json(entries)
    if model == "matrix":
        return matrix_scenario_from_json(entries)
    raise ScenarioError("model", f'must be "scalar" or "matrix", not {shown(model)}.')


def scenario_from_text(text: str) -> Scenario:
    """The scenario in a JSON text; repeated entries are refused."""
    return scenario_from_json(entries_of(text))


def entries_of(text: str) -> object:
    """The values in a JSON text; repeated entries are refused."""
    try:
        return json.loads(text, object_pairs_hook=_unique)
    except (ValueError, RecursionError) as error:
        if isinstance(error, ScenarioError):
            raise
        raise ScenarioError("scenario", f"is not valid JSON ({error}).") from None


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    entries = dict(pairs)
    if len(entries) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ScenarioError(named(twice), "is given twice.")
    return entries
