"""Ways from a topic's page to the guides: back to where one came from, and an offer to newcomers.

assets/topics/guides/ways.js shows the one that applies.
"""

from __future__ import annotations

import json

import dash
from dash import html

import words
from dashboard.parts.page.ids import Stage
from dashboard.parts.page.native import attributes

#: What an entry `back=poster-7` may begin with -> the entry of that guide's address. A lesson has
#: a name besides: `back=lesson-mine-2`.
GUIDES = {"poster": "step", "challenges": "c"}


def back() -> html.A:
    """Where the link of the page came from, if it was a guide's."""
    told = {
        name: {
            "text": words.text(f"back.{name}", place="{place}"),
            "href": f"{_path(name)}?{entry}={{place}}",
        }
        for name, entry in GUIDES.items()
    }
    told["lesson"] = {
        "text": words.text("back.lesson", place="{place}"),
        "href": f"{_path('poster')}?lesson={{name}}&step={{place}}",
    }
    return html.A(
        id=Stage.BACK, hidden=True, className="back", **attributes(data_told=json.dumps(told))
    )


def offer() -> html.P:
    """One line for who has never been here."""
    return html.P(
        [
            html.Strong(words.text("offer.new")),
            html.A(words.text("offer.poster"), href=_path("poster"), className="offered"),
            html.Button(
                "×",
                type="button",
                className="dismiss",
                title=words.text("offer.dismiss"),
                **attributes(aria_label=words.text("offer.dismiss")),
            ),
        ],
        className="offer",
    )


def _path(guide: str) -> str:
    path: str = dash.get_relative_path(f"/{guide}")  # type: ignore[no-untyped-call]
    return path
