"""A link or a scenario in a file -> a state of one of the pages, and what core finds of it."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from core.errors import ScenarioError
from dashboard.depth.taking import DepthTaking
from dashboard.guides.lessons.document import Entry, LineError, short
from dashboard.matrix.taking import MatrixTaking
from dashboard.parts.links import pairs_of
from dashboard.parts.query import OWN, UnknownEntryError
from dashboard.parts.taking import opening
from dashboard.regimes.taking import RegimesTaking
from dashboard.scalar.taking import ScalarTaking
from words import RefusalError

TAKINGS = {
    taking.topic: taking
    for taking in (ScalarTaking(), MatrixTaking(), RegimesTaking(), DepthTaking())
}

#: Plots of a page -> the tab that they are on, "" for the first.
PLOTS: Mapping[str, Mapping[str, str]] = {
    "scalar": dict.fromkeys(("loss", "constraint", "rate", "weights"), ""),
    "matrix": dict.fromkeys(("loss", "region", "spectrum", "modes"), "")
    | dict.fromkeys(("imbalance", "sizes", "pl"), "balance")
    | dict.fromkeys(("ranks", "minimiser"), "end"),
    "regimes": dict.fromkeys(("loss", "kernel"), "")
    | dict.fromkeys(("drift", "error"), "width")
    | dict.fromkeys(("lambda-drift", "lambda-rate"), "lambda")
    | {"modes": "modes"},
    "depth": dict.fromkeys(("rate", "step"), "")
    | dict.fromkeys(("loss", "sharpness", "imbalance", "constraint"), "descent")
    | dict.fromkeys(("sizes", "factors", "balancing"), "steps"),
}
#: Rows of the page that are no entry of a link.
_ROWS = ("time", "pair")
_NO_ROWS = ("automatic", "first", "second")


@dataclass(frozen=True)
class State:
    """A state of a page.

    Attributes
    ----------
    topic, query : str
        The page, and the query as the page writes it.
    tab : str
    plots, controls : tuple of str
        Those that a link names; empty where it names none.
    """

    topic: str
    query: str
    tab: str = ""
    plots: tuple[str, ...] = ()
    controls: tuple[str, ...] = ()


@dataclass(frozen=True)
class Found:
    """What the page knows of a state.

    Attributes
    ----------
    query : str
        As the page writes it.
    controls : frozenset of str
        Names of the rows that it has.
    quantities : mapping
        The key figures by their names: a number, a word, or None where there is none.
    """

    query: str
    controls: frozenset[str]
    quantities: Mapping[str, float | str | None]


@lru_cache(maxsize=256)
def found(topic: str, query: str) -> Found:
    """What the page knows of a state.

    Raises
    ------
    ControlError, ScenarioError
        If it cannot be read, or leads beyond the range of float64.
    """
    read = importlib.import_module(f"dashboard.{topic}.controls").read
    module = importlib.import_module(f"dashboard.{topic}.answer")
    answer: Callable[..., Mapping[str, Any]] = getattr(module, f"{topic}_answer")
    said = answer(read(query), ())
    rows = {name for name in said["controls"]["values"] if name not in _NO_ROWS}
    quantities = {name: quantity["value"] for name, quantity in said["quantities"].items()}
    return Found(said["query"], frozenset(rows | set(_ROWS)), quantities)


def of_link(entry: Entry) -> State:
    """The state that a link shows: an address of any server's page, or what is after the host.

    Raises
    ------
    LineError
    """
    if not isinstance(entry.value, str):
        raise LineError(entry.line, "lesson.not_a_text", name="link")
    try:
        parts = urlsplit(entry.value.strip())
    except ValueError:
        raise LineError(entry.line, "lesson.no_page", link=short(entry.value)) from None
    page = parts.path.rstrip("/").rpartition("/")[2]
    topic = page if page in TAKINGS and page != "scalar" else ""
    # The scalar page is the root, perhaps that of a prefix.
    if not page or (parts.netloc and not topic and parts.path.endswith("/")):
        topic = "scalar"
    if not topic or (parts.scheme and parts.scheme not in ("http", "https")):
        raise LineError(entry.line, "lesson.no_page", link=short(entry.value))
    own = {name: value for name, value in pairs_of(parts.query) if name in OWN}
    return State(
        topic,
        _canonical(topic, parts.query, entry.line),
        own.get("tab", ""),
        tuple(filter(None, own.get("plots", "").split(","))),
        tuple(filter(None, own.get("controls", "").split(","))),
    )


def of_scenario(entry: Entry) -> State:
    """The state that shows a scenario, as the command line takes it.

    Raises
    ------
    LineError
    """
    given = entry.plain
    if isinstance(given, dict) and "initializations" not in given:
        given = {"model": "scalar", **given}  # as the command line takes it
    try:
        place = opening.place(TAKINGS, "scenario", json.dumps(given).encode())
    except RefusalError as error:
        raise LineError(entry.line, "lesson.refused", reason=error.message) from None
    if place["file"] is not None:
        raise LineError(entry.line, "lesson.no_link")
    return State(place["topic"], _canonical(place["topic"], place["query"], entry.line))


def _canonical(topic: str, query: str, line: int) -> str:
    try:
        return found(topic, query).query
    except UnknownEntryError as error:
        raise LineError(line, "lesson.refused", reason=error.message) from None
    except ScenarioError as error:
        raise LineError(line, "lesson.refused", reason=error.whole) from None
    except RefusalError as error:
        raise LineError(line, "lesson.refused", reason=error.message) from None
