"""The time cursor's row; assets/player.js moves it."""

from __future__ import annotations

import json

from dash import html

from dashboard.parts.page.ids import Player
from dashboard.parts.page.native import Range, attributes
from dashboard.parts.runs.drawer import run_buttons

#: What the player shows and says: of its button, at rest and while it plays, and of the time.
TEXTS = {"play": ("▶", "Play"), "pause": ("❚❚", "Pause"), "time": "t"}


def player() -> html.Div:
    """Buttons, the slider of time, and what the time is."""
    return html.Div(
        [
            _button(Player.BACK, "◀|", "Step back"),
            _button(Player.PLAY, *TEXTS["play"]),
            _button(Player.FORWARD, "|▶", "Step forward"),
            html.Label("Time", htmlFor=Player.TIME),
            Range(id=Player.TIME, label="Time"),
            run_buttons(),
            html.Output(
                id=Player.NOW, htmlFor=Player.TIME, className="now", **attributes(aria_live="off")
            ),
        ],
        id=Player.PLAYER,
        className="player",
        role="group",
        **attributes(aria_label="Time cursor", data_texts=json.dumps(TEXTS), data_control="time"),
    )


def _button(element_id: str, text: str, name: str) -> html.Button:
    return html.Button(
        text, id=element_id, type="button", title=name, **attributes(aria_label=name)
    )
