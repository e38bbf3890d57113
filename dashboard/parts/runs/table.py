"""The table of runs: a row a pin, and one for the run as it is now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, NotRequired

from dash import html
from dash.development.base_component import Component
from pydantic import Field
from typing_extensions import TypedDict

import words
from dashboard.parts import readouts
from dashboard.parts.drawing import palette
from dashboard.parts.exchange.runs import COLUMNS, Run, Told
from dashboard.parts.notes.links import what_is_this
from dashboard.parts.page.native import RunName, attributes

_ROUNDING = 1e-12  # of a figure: by so much two runs differ that do not


class Pin(TypedDict):
    """A pinned run as the page keeps it; `sentence` if it cannot be shown."""

    slot: Annotated[int, Field(ge=1, le=len(palette.RUNS))]
    name: str
    hidden: bool
    run: NotRequired[Run | None]
    sentence: NotRequired[str | None]


class Pinned(TypedDict):
    """All of them, and the run as it is now if it is known."""

    pins: list[Pin]
    now: Run | None


def none_pinned() -> html.P:
    """What a drawer without runs says."""
    return html.P(words.text("runs.none"), className="empty")


def table(pinned: Pinned | None) -> Component:
    """The rows, what differs between them, and the differences against the first."""
    if not pinned or not pinned["pins"]:
        return none_pinned()
    pins, now = pinned["pins"], pinned["now"]
    known = [run for run in (*(pin.get("run") for pin in pins), now) if run]
    texts = _differing(known)
    first = known[0] if known else None
    rows = [_row(pin, texts, first) for pin in pins]
    if now:
        name = html.Td(words.text("runs.now"), className="run-name")
        rows.append(html.Tr([html.Td(), name, *_cells(now, texts, first), html.Td()]))
    return html.Table([html.Thead(_head()), html.Tbody(rows)])


def _head() -> html.Tr:
    columns = [
        html.Th([label, what_is_this(name, label)], title=words.text(f"run_column.{name}"))
        for name in COLUMNS
        for label in [words.text(f"run_heading.{name}")]
    ]
    named = [html.Th(words.text(f"run_heading.{name}")) for name in ("slot", "name", "differs")]
    return html.Tr([*named, *columns, html.Td()])


def _row(pin: Pin, texts: dict[str, set[str | None]], first: Run | None) -> html.Tr:
    slot, name, run = pin["slot"], pin["name"], pin.get("run")
    style: dict[str, Any] = {"--color": palette.RUNS[slot - 1][0]}
    verb = "show" if pin["hidden"] else "hide"
    cells: Sequence[Component]
    if run:
        cells = _cells(run, texts, first)
    else:
        cells = [html.Td(pin.get("sentence") or "…", colSpan=1 + len(COLUMNS), className="refused")]
    return html.Tr(
        [
            html.Td(html.Span(str(slot), className=f"run-mark run-{slot}", style=style)),
            html.Td(
                RunName(label=words.text("runs.named", slot=slot), value=name),
                className="run-name",
            ),
            *cells,
            html.Td(
                [_button("○" if pin["hidden"] else "●", verb, name), _button("×", "unpin", name)],
                className="run-buttons",
            ),
        ],
        className="hidden-run" if pin["hidden"] else "",
        **attributes(data_run=str(slot)),
    )


def _button(sign: str, verb: str, name: str) -> html.Button:
    does = words.text(f"run_does.{verb}", name=name)
    return html.Button(
        sign, type="button", title=does, **attributes(aria_label=does, data_does=verb)
    )


def _cells(run: Run, texts: dict[str, set[str | None]], first: Run | None) -> list[html.Td]:
    differing = [
        f"{parameter['label']} {parameter['text']}"
        for parameter in run["parameters"]
        if len(texts[parameter["name"]]) > 1
    ]
    differs = ", ".join(differing) or words.text("runs.same")
    found = [html.Td(differs, className="differs")]
    for name in COLUMNS:
        beside = first["figures"][name] if first and first is not run else None
        found.append(html.Td(_figure(run["figures"][name], beside)))
    return found


def _differing(runs: Sequence[Run]) -> dict[str, set[str | None]]:
    """Entry -> what the runs say of it; None where one does not have it."""
    names = {parameter["name"] for run in runs for parameter in run["parameters"]}
    given = [{each["name"]: each["text"] for each in run["parameters"]} for run in runs]
    return {name: {each.get(name) for each in given} for name in names}


def _figure(told: Told, first: Told | None) -> list[Component | str]:
    value = told["value"]
    if value is None:
        why = told.get("why", "")
        return [html.Span("–", title=why, role="img", **attributes(aria_label=why))]
    if first is None or not isinstance(value, float) or not isinstance(first["value"], float):
        return [told["text"]]
    change = value - first["value"]
    if abs(change) <= _ROUNDING * max(abs(value), abs(first["value"])):
        change = 0.0
    text = f"{'+' if change > 0.0 else ''}{readouts.written(change)}" if change else "±0"
    return [
        told["text"],
        " ",
        html.Small(text, title=words.text("runs.first", change=text)),
    ]
