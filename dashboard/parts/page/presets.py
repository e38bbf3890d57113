"""The presets of a page: a menu with previous and next, and the line that says what to look for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import dash
from dash import ALL, Input, Output, State, html
from dash.exceptions import PreventUpdate

import words
from dashboard.parts.exchange.answers import Said
from dashboard.parts.page.native import attributes
from dashboard.parts.presets import Preset
from dashboard.parts.query import ControlError


class Shelf:
    """The presets of a page, in order, each known by the query that the server writes for it.

    Parameters
    ----------
    topic : str
    presets : sequence of Preset
    canonical : callable
        A query -> the one way that the page writes it.
    """

    def __init__(
        self, topic: str, presets: Sequence[Preset], canonical: Callable[[str], str]
    ) -> None:
        self.presets = tuple(presets)
        self._topic = topic
        self._canonical = canonical
        self._places = {_timeless(canonical(p.query)): i for i, p in enumerate(self.presets)}

    @property
    def invitation(self) -> str:
        """What to do, where no preset is open."""
        return words.text(f"lab.{self._topic}.invitation")

    def place(self, query: str) -> int | None:
        """Which preset a query is, wherever its time cursor stands."""
        try:
            return self._places.get(_timeless(self._canonical(query)))
        except ControlError:  # a file's name: no preset
            return None

    def href(self, place: int) -> str:
        """The link of a preset; they go round."""
        return f"?{self.presets[place % len(self.presets)].link}"


def _timeless(query: str) -> str:
    return "&".join(part for part in query.split("&") if not part.startswith("at="))


def preset_id(topic: str, place: Any) -> dict[str, Any]:
    """The pattern-matching id of a preset's link; `place` may be a wildcard."""
    return {"page": topic, "preset": place}


def line_id(topic: str, part: str) -> dict[str, Any]:
    """The id of what tells of the presets: "look", "name", "count", "previous" or "next"."""
    return {"page": topic, "line": part}


def menu(topic: str, shelf: Shelf) -> html.Div:
    """Previous, the menu, next, and which of how many is open."""
    links = [
        html.A(
            preset.name,
            id=preset_id(topic, place),
            href=shelf.href(place),
            className="preset",
            **attributes(data_opens="preset"),
        )
        for place, preset in enumerate(shelf.presets)
    ]
    title = words.text("presets.title")
    return html.Div(
        [
            _step(line_id(topic, "previous"), "◀", shelf.href(-1), "prev"),
            html.Details(
                [
                    html.Summary(
                        [
                            html.Span(title, id=line_id(topic, "name")),
                            html.Span(
                                _count(None, shelf), id=line_id(topic, "count"), className="count"
                            ),
                        ]
                    ),
                    html.Nav(links, **attributes(aria_label=title)),
                ],
                className="presets menu",
            ),
            _step(line_id(topic, "next"), "▶", shelf.href(0), "next"),
        ],
        className="choosing",
    )


def _step(element_id: dict[str, Any], text: str, href: str, rel: str) -> html.A:
    name = words.text(f"presets.step.{rel}")
    return html.A(
        text,
        id=element_id,
        href=href,
        rel=rel,
        title=name,
        className="step",
        **attributes(data_opens="preset", aria_label=name),
    )


def line(topic: str, shelf: Shelf) -> html.P:
    """What to look for, or what to do."""
    return html.P(shelf.invitation, id=line_id(topic, "look"), className="look")


def wire_presets(app: dash.Dash, topic: str, answer: str, shelf: Shelf) -> None:
    """Say which preset is open, when an answer has come to rest."""

    def tell(said: Said | None, shown: int | None, links: list[Any]) -> list[Any]:
        if not said or "query" not in said:
            raise PreventUpdate
        place = shelf.place(said["query"])
        if place == shown:
            raise PreventUpdate
        here = -1 if place is None else place
        return [
            shelf.invitation if place is None else _look(shelf.presets[place]),
            words.text("presets.title") if place is None else shelf.presets[place].name,
            _count(place, shelf),
            shelf.href(here - 1 if here >= 0 else -1),
            shelf.href(here + 1),
            ["true" if link == place else "false" for link, _ in enumerate(links)],
            place,
        ]

    links = preset_id(topic, ALL)
    app.callback(
        Output(line_id(topic, "look"), "children"),
        Output(line_id(topic, "name"), "children"),
        Output(line_id(topic, "count"), "children"),
        Output(line_id(topic, "previous"), "href"),
        Output(line_id(topic, "next"), "href"),
        Output(links, "aria-current"),
        Output(line_id(topic, "look"), "data-place"),
        Input(answer, "data"),
        State(line_id(topic, "look"), "data-place"),
        State(links, "id"),
        prevent_initial_call=True,
    )(tell)


def _count(place: int | None, shelf: Shelf) -> str:
    count = len(shelf.presets)
    if place is None:
        return words.text("presets.count", count=count)
    return words.text("presets.place", place=place + 1, count=count)


def _look(preset: Preset) -> list[Any]:
    headline = [html.Strong(preset.headline), " "] if preset.headline else []
    return [*headline, preset.look]
