"""Rows of controls, from a page's table of entries; what they are called in callbacks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

import words
from dashboard.parts.entries import Entry, label, option
from dashboard.parts.page.native import Choice, NumberControl, Select, attributes
from words import Message, say

#: The slider of the last time moves the power of ten.
HORIZON = Entry(name="T", default=1.0, low=-3, high=6, step=0.05, powers=True)
AUTOMATIC = "automatic"


def field_id(topic: str, name: Any) -> dict[str, Any]:
    """The pattern-matching id of a number; `name` may be a wildcard."""
    return {"page": topic, "field": name}


def choice_id(topic: str, name: Any) -> dict[str, Any]:
    """The pattern-matching id of a choice."""
    return {"page": topic, "choice": name}


def row_id(topic: str, name: Any) -> dict[str, Any]:
    """The pattern-matching id of a row that is no number: it can be hidden."""
    return {"page": topic, "row": name}


def complaint_id(topic: str, name: Any) -> dict[str, Any]:
    """The pattern-matching id of the sentence under a choice."""
    return {"page": topic, "complaint": name}


def rows(topic: str, entries: Iterable[Entry], among: Sequence[Entry] = ()) -> list[Component]:
    """A row an entry, and a button under the seed that draws anew.

    What does not matter for the default picture is not seen; `among` has all entries of the page,
    if `entries` are not.
    """
    found: list[Component] = []
    listed = tuple(entries)
    defaults = {entry.name: entry.default for entry in among or listed}
    for entry in listed:
        unseen = not entry.needed(defaults)
        if entry.options:
            found.append(choice(topic, entry.name, entry.options, entry.default, hidden=unseen))
        else:
            found.append(number(topic, entry, hidden=unseen))
        if entry.name == "seed":
            draw = words.text("rows.draw")
            found.append(button(draw, id=row_id(topic, "draw"), hidden=unseen))
    return found


def number(topic: str, entry: Entry, called: Message | None = None, **more: Any) -> NumberControl:
    """Slider and box of an entry."""
    return NumberControl(
        id=field_id(topic, entry.name),
        name=entry.name,
        label=say(called or label(topic, entry.name)),
        min=entry.low,
        max=entry.high,
        step=entry.step,
        powers=entry.powers,
        **({"even": entry.even} if entry.even else {}),
        whole=entry.whole,
        zoned=entry.zoned,
        **more,
    )


def choice(
    topic: str,
    name: str,
    options: Sequence[str],
    value: str | Sequence[str],
    *,
    legend: Message | None = None,
    hidden: bool = False,
) -> html.Fieldset:
    """One of several (`value` is text), or any of them (`value` is a list)."""
    several = not isinstance(value, str)
    made = Choice(
        id=choice_id(topic, name),
        name=name,
        options=[{"value": each, "label": option(topic, name, each)} for each in options],
        value=list(value) if several else value,
        several=several,
    )
    return html.Fieldset(
        [
            html.Legend(say(legend or label(topic, name))),
            made,
            html.P(id=complaint_id(topic, name), role="alert", className="error"),
        ],
        id=row_id(topic, name),
        className="choice",
        hidden=hidden,
        **attributes(data_control=name),
    )


def select(
    topic: str, name: str, options: Sequence[tuple[str, str]], *, hidden: bool = False
) -> html.Fieldset:
    """One of a list that is long, or that nobody knows beforehand: pairs of value and text."""
    called = say(label(topic, name))
    made = Select(
        id=choice_id(topic, name),
        label=called,
        value=options[0][0],
        options=[list(pair) for pair in options],
        count=len(options),
    )
    return html.Fieldset(
        [
            html.Legend(called),
            made,
            html.P(id=complaint_id(topic, name), role="alert", className="error"),
        ],
        id=row_id(topic, name),
        className="choice",
        hidden=hidden,
        **attributes(data_control=name),
    )


def pair(topic: str, most: int) -> html.Div:
    """Two different layers, of at most `most`: their plane is drawn."""
    options = [(str(layer), f"w{layer}") for layer in range(1, most + 1)]
    return html.Div(
        [
            html.Span(words.text("rows.pair")),
            *(
                Select(
                    id=choice_id(topic, which),
                    label=words.text(f"rows.pair_{which}"),
                    value=value,
                    options=options,
                    count=most,
                )
                for which, value in (("first", "1"), ("second", "2"))
            ),
        ],
        id=row_id(topic, "pair"),
        className="control pair",
        **attributes(data_control="pair"),
    )


def horizon(topic: str) -> list[Component]:
    """The last time: a slider that takes the choice from "automatic"."""
    return [
        number(topic, HORIZON),
        choice(topic, AUTOMATIC, ("on",), ["on"], legend=label(topic, HORIZON.name)),
    ]


def button(text: str, **properties: Any) -> html.Button:
    """A button as wide as the controls."""
    return html.Button(text, type="button", className="plain", **properties)
