"""What the lines and marks of a plot are, above it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypedDict

from dash import html

_LINES = ("solid", "dash", "dot")


class Entry(TypedDict):
    """A name, and what it looks like: the dash of a line, or the symbol of a mark."""

    name: str
    color: str
    mark: str


def legend_id(topic: str, graph: Any) -> dict[str, Any]:
    """The pattern-matching id of the legend of a plot; `graph` may be a wildcard."""
    return {"page": topic, "legend": graph}


def legend(entries: Iterable[Entry]) -> list[html.Li]:
    """A row an entry."""
    return [html.Li([_swatch(entry), entry["name"]]) for entry in entries]


def _swatch(entry: Entry) -> html.Span:
    kind = "line" if entry["mark"] in _LINES else "mark"
    color: dict[str, Any] = {"--color": entry["color"]}
    return html.Span(className=f"swatch {kind} {entry['mark']}", style=color)
