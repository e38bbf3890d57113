"""Scenarios of every model from the bytes of a JSON file: one reader for page and command line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from core.depth.scenario import DepthScenario, depth_scenario_from_json
from core.descent.scenario import DescentScenario, descent_scenario_from_json
from core.errors import ScenarioError, named, shown
from core.regimes.scenario import CompareScenario, compare_scenario_from_json
from core.scenario import Scenario
from core.solving import MODELS

#: Of a file: the largest matrix that a scenario may give has 2 000 000 entries of up to 24 bytes.
MAX_BYTES = 50_000_000
#: Values in it, lists and objects among them: Python takes up to a hundred bytes for each.
MAX_VALUES = 4_000_000
#: Of a whole number: double precision has 309. Python itself may refuse from 640 on.
MAX_DIGITS = 500
#: Entries of a saved run that are no part of its recipe: what came out of it, and which page of the
#: dashboard showed it. A saved run is read as the scenario that it was.
NOTES = ("answer", "page")


def scenario_from_json(entries: object) -> Scenario[Any]:
    """The scenario that JSON values describe.

    Raises
    ------
    ScenarioError
        If it is not an object, names an unknown model or entry, or holds a bad value.
    """
    known = _with_model(entries)
    return MODELS[str(known["model"])](known)


def read_scenario(data: bytes) -> Scenario[Any]:
    """The scenario in a JSON file."""
    return scenario_from_json(read_recipe(data))


def read_comparison(data: bytes) -> CompareScenario:
    """The comparison in a JSON file."""
    return compare_scenario_from_json(read_recipe(data))


def read_descent(data: bytes) -> DescentScenario:
    """The run of gradient descent in a JSON file: a scenario's entries, and those of the run."""
    return descent_scenario_from_json(_with_model(read_recipe(data)))


def read_depth(data: bytes) -> DepthScenario:
    """The family and its run of gradient descent in a JSON file."""
    return depth_scenario_from_json(read_recipe(data))


def read_recipe(data: bytes) -> object:
    """The values in a JSON file, without the `NOTES` of a saved run."""
    entries = read_entries(data)
    if not isinstance(entries, Mapping):
        return entries
    return {name: value for name, value in entries.items() if name not in NOTES}


def read_entries(data: bytes) -> object:
    """The values in a JSON file.

    Parameters
    ----------
    data : bytes
        Text in UTF-8, UTF-16 or UTF-32, with a byte order mark or without.

    Raises
    ------
    ScenarioError
        If it is too large, holds too many values, is empty, no text, no JSON or nested too deeply,
        if an object has an entry twice, or if a whole number has more than `MAX_DIGITS` digits.
    """
    if len(data) > MAX_BYTES:
        raise ScenarioError("scenario", "reading.too_large", most=MAX_BYTES)
    try:
        text = data.decode(json.detect_encoding(data))
    except UnicodeDecodeError:
        raise ScenarioError("scenario", "reading.no_text") from None
    if not text.strip():
        raise ScenarioError("scenario", "reading.empty")
    # Before anything is made of them: what opens a list, and what parts its values.
    if sum(map(text.count, "[{,")) > MAX_VALUES:
        raise ScenarioError("scenario", "reading.values", most=MAX_VALUES)
    try:
        return json.loads(text, object_pairs_hook=_unique, parse_int=_whole)
    except json.JSONDecodeError as error:
        raise ScenarioError("scenario", "reading.no_json", why=str(error)) from None
    except RecursionError:
        raise ScenarioError("scenario", "reading.nested") from None


def _with_model(entries: object) -> Mapping[str, object]:
    if not isinstance(entries, Mapping):
        raise ScenarioError("scenario", "scenario.not_object")
    model = entries.get("model")
    if not isinstance(model, str) or model not in MODELS:
        raise ScenarioError("model", "reading.model", value=shown(model))
    return entries


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    entries: dict[str, object] = {}
    for name, value in pairs:
        if name in entries:
            raise ScenarioError(named(name), "reading.twice")
        entries[name] = value
    return entries


def _whole(digits: str) -> int:
    count = len(digits.lstrip("-"))
    if count > MAX_DIGITS:
        raise ScenarioError("scenario", "reading.digits", count=count, most=MAX_DIGITS)
    return int(digits)
