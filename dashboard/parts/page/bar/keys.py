"""The dialog that lists the keys; assets/stage/keys.js obeys them."""

from __future__ import annotations

from dash import html

import words
from dashboard.parts.page.ids import Shell
from dashboard.parts.page.native import attributes

#: What is on the key, or the keys, and the code of what they do; one with a name of its own is
#: named by its code.
KEYS = (
    (("space",), "play"),
    (("←", "→"), "step"),
    (("[", "]"), "preset"),
    (("page_up", "page_down"), "turn"),
    (("P",), "present"),
    (("Z",), "undo"),
    (("esc",), "escape"),
    (("?",), "list"),
)


def keys_dialog() -> html.Dialog:
    """A native dialog: the browser keeps the focus in it, and closes it at Escape."""
    return html.Dialog(
        [
            html.Div(
                [
                    html.H2(words.text("keys.title"), id="keys-title"),
                    html.Button(
                        "×",
                        type="button",
                        className="close",
                        **attributes(aria_label=words.text("keys.close")),
                    ),
                ],
                className="head",
            ),
            html.Dl(
                [
                    html.Div(
                        [
                            html.Dt([html.Kbd(_cap(key)) for key in keys]),
                            html.Dd(words.text(f"keys.{code}")),
                        ]
                    )
                    for keys, code in KEYS
                ]
            ),
            html.Button(
                words.text("keys.used"),
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


def _cap(key: str) -> str:
    """What is written on a key."""
    return words.text(f"key_cap.{key}") if len(key) > 1 else key
