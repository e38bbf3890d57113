"""What every page of a network consists of, in one order: the stage."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import dash
from dash import dcc, html

import words
from dashboard.parts.page import presets
from dashboard.parts.page.bar import ways
from dashboard.parts.page.bar.top import top
from dashboard.parts.page.guide import Guide
from dashboard.parts.page.ids import Stage, Top
from dashboard.parts.page.native import attributes
from dashboard.parts.page.paper import paper
from dashboard.parts.page.player import player
from dashboard.parts.page.rows import button
from dashboard.parts.page.tabs import Tab, panels, tab_list
from dashboard.parts.page.verdict import verdict
from dashboard.parts.readouts import Readout
from dashboard.parts.runs.drawer import runs_drawer

#: Why a page has no new picture; "broken" is an error of its own.
_REASONS = ("silent", "refused", "failed", "busy", "unreadable", "broken")


def frame(  # noqa: PLR0913  # all but the first two are named
    topic: str,
    ids: Any,
    *,
    shelf: presets.Shelf,
    controls: Sequence[Any],
    rare: Sequence[Any],
    figures: Sequence[Readout],
    key: Sequence[str] | Mapping[str, Sequence[str]],
    tabs: Sequence[Tab],
    chips: tuple[str, str] = ("guaranteed", "unguaranteed"),
    patience: float = 8.0,
    more: Mapping[str, str] | None = None,
    guide: Guide | None = None,
    first: bool = False,
) -> html.Div:
    """Top bar, what to look for, controls, plots, verdict and player; callbacks fill them.

    Parameters
    ----------
    topic
        Names the route and the page's pattern-matching ids; the page's words are found by it.
    ids : StrEnum
        The page's other ids.
    shelf
        The presets, and what to do where none is open.
    controls, rare
        Rows, in their order; the rare ones are folded away. A button that resets them follows.
    figures, key
        The key figures, and the names of those that are always in sight, or of each tab's.
    chips
        What stands before the guarantee, and before the sentence that there is none: their codes.
    patience
        Seconds until an answer is given up.
    more
        What else the page's scripts are told, by name.
    guide
        Inside of which the stage stands, if it is not the topic's own page.
    first
        Whether it is the page where newcomers come.
    """
    page = {
        "route": address(topic),
        "answer": ids.ANSWER,
        "message": ids.MESSAGE,
        "graphs": [name for name in ids if name.startswith("graph-")],
        "patience": 1000 * patience,
        # The browser puts the status in its place.
        "reasons": {
            reason: words.text(f"unanswered.{reason}", status="{status}") for reason in _REASONS
        },
        "again": words.text("unanswered.again"),
        "later": {
            which: words.text(f"asking.{which}", seconds="{seconds}")
            for which in ("first", "again")
        },
        **(more or {}),
        **({"guide": guide.settings()} if guide else {}),
    }
    title = words.text(f"lab.{topic}.heading")
    return html.Div(
        [
            top(guide.name if guide else topic, presets.menu(topic, shelf)),
            html.Main(
                [
                    guide.panel if guide else html.H1(title, className="for-readers"),
                    html.Div(
                        [
                            ways.back(),
                            *([ways.offer()] if first else []),
                            presets.line(topic, shelf),
                            tab_list(topic, tabs),
                            _notice(),
                        ],
                        className="line",
                    ),
                    # Before the plots in the order of the tab key: what moves them.
                    _side(ids, controls, rare),
                    player(),
                    panels(tabs),
                    verdict(ids, topic, figures, key, chips),
                    runs_drawer(address(topic)),
                    # The captions that have changed: assets/stage/announce.js
                    html.Div(
                        id=Stage.ANNOUNCER,
                        className="for-readers",
                        **attributes(aria_live="polite"),
                    ),
                ],
                id=Top.MAIN,
                className="instrument",
            ),
            paper(title),
            dcc.Store(id=ids.ANSWER),
        ],
        id=ids.PAGE,
        className="page guided" if guide else "page",
        **attributes(data_page=json.dumps(page)),
    )


def address(question: str) -> str:
    """Where the server answers a question, below whatever prefix it answers under."""
    path: str = dash.get_relative_path(f"/api/{question}")  # type: ignore[no-untyped-call]
    return path


def _notice() -> html.P:
    """What a link asks to be shown and this page has not; assets/stage/modes.js fills it in."""
    said = {kind: words.text(f"shown.{kind}", names="{names}") for kind in ("plots", "controls")}
    return html.P(
        id=Stage.NOTICE,
        role="status",
        className="notice",
        **attributes(
            data_plots=said["plots"],
            data_controls=said["controls"],
            data_lang=words.text(
                "language.unknown", names="{names}", language=words.habits(words.spoken()).name
            ),
            data_languages=" ".join(words.languages()),
        ),
    )


def _side(ids: Any, controls: Sequence[Any], rare: Sequence[Any]) -> html.Div:
    return html.Div(
        [
            html.Figure(
                html.Div(id=Stage.NETWORK, className="network"),
                className="network-figure",
                **attributes(aria_label=words.text("stage.network")),
            ),
            html.Div(id=ids.MESSAGE, role="alert", className="message"),
            html.Div(
                [
                    *controls,
                    html.Details(
                        [
                            html.Summary(words.text("stage.more")),
                            html.Div(list(rare), className="rows"),
                        ],
                        id=Stage.FOLD,
                        className="more",
                    ),
                    button(words.text("stage.reset"), id=ids.RESET),
                ],
                id=ids.CONTROLS,
                className="rows",
            ),
        ],
        # No form element: the enter key would submit it.
        role="form",
        className="card side controls",
        **attributes(aria_label=words.text("stage.controls")),
    )
