"""A run beside others: what it is of, and the figures that the table of runs compares."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Annotated, Any, NotRequired

from typing_extensions import TypedDict

from dashboard.parts import readouts
from dashboard.parts.entries import Entry, label, option
from dashboard.parts.exchange.answers import Quantity, needing
from words import Message, numbers, say

#: Columns of the table, in order; a page gives all of them, or says why one is not there.
COLUMNS = ("alpha_star", "infimum", "final_rate", "margin", "time")
#: The part of the excess at the start whose time is told.
PART = 1e-6

Reasons = Mapping[str, Message]


class Parameter(TypedDict):
    """An entry of a run, as it is told."""

    name: str
    label: str
    text: str


class Told(Quantity):
    """A key figure, or why there is none."""

    why: NotRequired[str]


class Run(TypedDict):
    """The answer of the route `api/<topic>-run`."""

    query: str
    parameters: list[Parameter]
    figures: Annotated[dict[str, Told], needing(COLUMNS)]


def run(
    query: str,
    parameters: list[Parameter],
    values: Mapping[str, float | None],
    why: Reasons | None = None,
) -> Run:
    """A run of these values; one that is None or left out is told with its reason of `why`."""
    reasons = {**_reasons(), **(why or {})}
    figures: dict[str, Told] = {}
    for name in COLUMNS:
        value = values.get(name)
        figures[name] = {"value": value, "text": readouts.written(value)}
        if value is None:
            figures[name]["why"] = say(reasons[name])
    return {"query": query, "parameters": parameters, "figures": figures}


def _reasons() -> dict[str, Message]:
    """Why a figure is not there, where a page says nothing else."""
    return {
        "alpha_star": Message("run_lacks.alpha_star"),
        "infimum": Message("run_lacks.infimum"),
        "final_rate": Message("run_lacks.final_rate"),
        "margin": Message("run_lacks.margin"),
        "time": Message("run_lacks.time"),
    }


def told(
    topic: str,
    entries: Iterable[Entry],
    values: Iterable[tuple[str, Any]],
    needed: Collection[str],
    horizon: float | None = None,
) -> list[Parameter]:
    """The entries that matter, and the last time if it was chosen."""
    given = dict(values)
    found = [
        parameter(name, label(topic, name), option(topic, name, value) if entry.options else value)
        for entry in entries
        if entry.name in needed
        for name, value in [(entry.name, given[entry.name])]
    ]
    return found if horizon is None else [*found, parameter("T", label(topic, "T"), horizon)]


def parameter(name: str, label: Message, value: float | str) -> Parameter:
    """An entry; a number with as many digits as tell two apart."""
    text = value if isinstance(value, str) else numbers.written(value, 10)
    return {"name": name, "label": say(label), "text": text}
