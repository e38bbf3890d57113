"""The time cursor's row; assets/player.js moves it."""

from __future__ import annotations

import json

from dash import html

import words
from dashboard.parts.page.ids import Player
from dashboard.parts.page.native import Range, attributes
from dashboard.parts.runs.drawer import run_buttons


def player() -> html.Div:
    """Buttons, the slider of time, and what the time is."""
    # Of its button, at rest and while it plays, and of the time.
    texts = {
        "play": ("▶", words.text("player.play")),
        "pause": ("❚❚", words.text("player.pause")),
        "time": "t",
    }
    time = words.text("player.time")
    return html.Div(
        [
            _button(Player.BACK, "◀|", words.text("player.back")),
            _button(Player.PLAY, *texts["play"]),
            _button(Player.FORWARD, "|▶", words.text("player.forward")),
            html.Label(time, htmlFor=Player.TIME),
            Range(id=Player.TIME, label=time),
            run_buttons(),
            html.Output(
                id=Player.NOW, htmlFor=Player.TIME, className="now", **attributes(aria_live="off")
            ),
        ],
        id=Player.PLAYER,
        className="player",
        role="group",
        **attributes(
            aria_label=words.text("player.cursor"),
            data_texts=json.dumps(texts),
            data_control="time",
        ),
    )


def _button(element_id: str, text: str, name: str) -> html.Button:
    return html.Button(
        text, id=element_id, type="button", title=name, **attributes(aria_label=name)
    )
