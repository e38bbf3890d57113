"""What every page of a network consists of, in one order."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import dash
from dash import dcc, html

from dashboard.parts.page.figures import key_figures
from dashboard.parts.page.ids import Player
from dashboard.parts.page.native import Range, attributes
from dashboard.parts.page.rows import button
from dashboard.parts.page.runs import run_buttons
from dashboard.parts.presets import Preset
from dashboard.parts.readouts import Readout
from words import Message, say

#: What the player shows and says: of its button, at rest and while it plays, and of the time.
PLAYER_TEXTS = {"play": ("▶", "Play"), "pause": ("❚❚", "Pause"), "time": "t"}
#: Why a page has no new picture; "broken" is an error of its own.
_REASONS = ("silent", "refused", "failed", "busy", "unreadable", "broken")


def frame(  # noqa: PLR0913  # all but the first two are named
    topic: str,
    ids: Any,
    *,
    title: str,
    lead: Sequence[Any],
    presets: Iterable[Preset],
    controls: Sequence[Any],
    figures: Iterable[Readout],
    plots: Sequence[html.Section],
    patience: float = 8.0,
    more: Mapping[str, str] | None = None,
) -> html.Div:
    """Presets, controls, key figures and plots; callbacks fill them.

    Parameters
    ----------
    topic
        Names the route and the page's pattern-matching ids.
    ids : StrEnum
        The page's other ids.
    title, lead
        Heading, and the paragraph under it.
    controls
        Rows, in their order; a button that resets them follows.
    patience
        Seconds until an answer is given up.
    more
        What else the page's scripts are told, by name.
    """
    page = {
        "route": address(topic),
        "answer": ids.ANSWER,
        "message": ids.MESSAGE,
        "graphs": [name for name in ids if name.startswith("graph-")],
        "patience": 1000 * patience,
        # The browser puts the status in its place.
        "reasons": {
            reason: say(Message(f"unanswered.{reason}", status="{status}")) for reason in _REASONS
        },
        "again": say(Message("unanswered.again")),
        "later": {
            which: say(Message(f"asking.{which}", seconds="{seconds}"))
            for which in ("first", "again")
        },
        **(more or {}),
    }
    return html.Div(
        [
            html.Div(
                [html.H1(title), html.P(lead), _presets(ids.PRESETS, presets)], className="intro"
            ),
            html.Div(
                [
                    _controls(ids, controls),
                    html.Div([_summary(ids, topic, figures), *plots], className="results"),
                ],
                className="workbench",
            ),
            _player(),
            dcc.Store(id=ids.ANSWER),
        ],
        id=ids.PAGE,
        className="page",
        **attributes(data_page=json.dumps(page)),
    )


def address(question: str) -> str:
    """Where the server answers a question, below whatever prefix it answers under."""
    path: str = dash.get_relative_path(f"/api/{question}")  # type: ignore[no-untyped-call]
    return path


def _controls(ids: Any, controls: Sequence[Any]) -> html.Div:
    return html.Div(
        [
            html.Div(id=ids.MESSAGE, role="alert", className="message"),
            html.Div([*controls, button("Reset", id=ids.RESET)], id=ids.CONTROLS),
        ],
        # No form element: the enter key would submit it.
        role="form",
        className="card controls",
        **attributes(aria_label="Controls"),
    )


def _summary(ids: Any, topic: str, figures: Iterable[Readout]) -> html.Section:
    return html.Section(
        [
            key_figures(figures, ids.READOUTS, topic),
            html.P(id=ids.STATUS, role="status", className="status"),
            html.P(id=ids.GUARANTEE, className="guarantee"),
        ],
        className="card summary",
        **attributes(aria_label="Key figures"),
    )


def _player() -> html.Div:
    """The time cursor; assets/player.js moves it."""
    return html.Div(
        [
            _player_button(Player.BACK, "◀|", "Step back"),
            _player_button(Player.PLAY, *PLAYER_TEXTS["play"]),
            _player_button(Player.FORWARD, "|▶", "Step forward"),
            html.Label("Time", htmlFor=Player.TIME),
            Range(id=Player.TIME),
            run_buttons(),
            html.Output(
                id=Player.NOW, htmlFor=Player.TIME, className="now", **attributes(aria_live="off")
            ),
        ],
        id=Player.PLAYER,
        className="player",
        role="group",
        **attributes(aria_label="Time cursor", data_texts=json.dumps(PLAYER_TEXTS)),
    )


def _player_button(element_id: str, text: str, name: str) -> html.Button:
    return html.Button(
        text, id=element_id, type="button", title=name, **attributes(aria_label=name)
    )


def _presets(element_id: str, presets: Iterable[Preset]) -> html.Nav:
    return html.Nav(
        [
            html.A(
                preset.name,
                href=f"?{preset.query}",
                title=preset.look,
                className="preset",
                **attributes(data_opens="preset"),
            )
            for preset in presets
        ],
        id=element_id,
        className="presets",
        **attributes(aria_label="Presets"),
    )
