"""The dialog that lists the keys; assets/keys.js obeys them."""

from __future__ import annotations

from dash import html

from dashboard.parts.page.ids import Shell
from dashboard.parts.page.native import attributes
from words import Message, say

#: What is on the key, or the keys, and the code of what they do.
KEYS = (
    (("Space",), "play"),
    (("←", "→"), "step"),
    (("[", "]"), "preset"),
    (("P",), "present"),
    (("Z",), "undo"),
    (("Esc",), "escape"),
    (("?",), "list"),
)


def keys_dialog() -> html.Dialog:
    """A native dialog: the browser keeps the focus in it, and closes it at Escape."""
    return html.Dialog(
        [
            html.Div(
                [
                    html.H2(say(Message("keys.title")), id="keys-title"),
                    html.Button(
                        "×",
                        type="button",
                        className="close",
                        **attributes(aria_label=say(Message("keys.close"))),
                    ),
                ],
                className="head",
            ),
            html.Dl(
                [
                    html.Div(
                        [
                            html.Dt([html.Kbd(key) for key in keys]),
                            html.Dd(say(Message(f"keys.{code}"))),
                        ]
                    )
                    for keys, code in KEYS
                ]
            ),
            html.Button(
                say(Message("keys.used")),
                id=Shell.KEYS_USED,
                type="button",
                className="plain",
                **attributes(aria_pressed="true"),
            ),
        ],
        id=Shell.KEYS,
        className="keys",
        **attributes(aria_labelledby="keys-title"),
    )
