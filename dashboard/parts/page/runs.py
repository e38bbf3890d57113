"""Runs after and beside one another: undo and redo."""

from __future__ import annotations

from dash import html

from dashboard.parts.page.ids import Runs
from dashboard.parts.page.native import attributes
from words import Message, say


def run_buttons() -> html.Div:
    """Undo and redo; assets/history.js lets them be pressed where there is something to do."""
    return html.Div(
        [
            _button(Runs.UNDO, "↶", "Control+Z", disabled=True),
            _button(Runs.REDO, "↷", "Control+Shift+Z Control+Y", disabled=True),
        ],
        className="runs-buttons",
        role="group",
        **attributes(aria_label=say(Message("runs.buttons"))),
    )


def _button(element_id: str, sign: str, keys: str = "", *, disabled: bool = False) -> html.Button:
    name = say(Message(f"runs.{element_id}"))
    return html.Button(
        sign,
        id=element_id,
        type="button",
        title=name,
        disabled=disabled,
        **attributes(aria_label=name, **({"aria_keyshortcuts": keys} if keys else {})),
    )
