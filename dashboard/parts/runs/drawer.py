"""Runs after and beside one another: undo and redo, pins, and the drawer with their table."""

from __future__ import annotations

import json

from dash import dcc, html

import words
from dashboard.parts.drawing import palette
from dashboard.parts.page.ids import Runs
from dashboard.parts.page.native import attributes
from dashboard.parts.runs.table import none_pinned


def run_buttons() -> html.Div:
    """Undo and redo (assets/history.js), pin, and what is pinned (assets/stage/pins.js)."""
    return html.Div(
        [
            _button(Runs.UNDO, "↶", "undo", disabled=True, aria_keyshortcuts="Control+Z"),
            _button(Runs.REDO, "↷", "redo", disabled=True, aria_keyshortcuts="Control+Shift+Z"),
            _button(Runs.PIN, words.text("runs.pin"), "pin", disabled=True),
            _button(
                Runs.OPEN,
                words.text("runs.open"),
                "open",
                aria_expanded="false",
                aria_controls=str(Runs.DRAWER),
            ),
        ],
        className="runs-buttons",
        role="group",
        **attributes(aria_label=words.text("runs.buttons")),
    )


def _button(
    element_id: str, sign: str, name: str, *, disabled: bool = False, **more: str
) -> html.Button:
    title = words.text(f"run_button.{name}")
    return html.Button(
        sign,
        id=element_id,
        type="button",
        title=title,
        disabled=disabled,
        **attributes(aria_label=title, **more),
    )


def runs_drawer(route: str) -> html.Section:
    """The table of the pinned runs; `route` answers the page's questions. assets/stage/pins.js."""
    told = {
        "route": f"{route}-run",
        "looks": [{"color": color, "dash": dash} for color, dash in palette.RUNS],
        "name": words.text("runs.name", slot="{slot}"),
    }
    return html.Section(
        [
            html.Div(none_pinned(), id=Runs.TABLE),
            html.Button(words.text("runs.clear"), id=Runs.CLEAR, type="button", hidden=True),
            dcc.Store(id=Runs.PINNED),
        ],
        id=Runs.DRAWER,
        className="card runs",
        hidden=True,
        **attributes(aria_label=words.text("run_button.open"), data_runs=json.dumps(told)),
    )
