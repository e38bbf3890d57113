"""The bar of a deck that is played: where one is, back, next, and out. On every page."""

from __future__ import annotations

import json

from dash import html

import words
from dashboard.guides.teach.callbacks import ROUTE
from dashboard.guides.teach.ids import Bar
from dashboard.guides.teach.places import href
from dashboard.parts.page.frame import address
from dashboard.parts.page.native import attributes


def deck_bar() -> html.Aside:
    """Hidden until assets/topics/guides/deck.js plays one."""
    told = {
        "route": address(ROUTE.removeprefix("api/")),
        "root": href("/"),
        # The browser puts numbers and titles in their places.
        "place": words.text("deck.place", place="{place}", count="{count}"),
        "added": words.text("deck.added", count="{count}"),
        "full": words.text("deck.full", count="{count}"),
        "kept": words.text("deck.kept"),
        "lost": words.text("deck.lost"),
        "mine": words.text("deck.mine"),
    }
    return html.Aside(
        [
            _button(Bar.BACK, "deck.back", "PageUp", "‹"),
            html.Span(id=Bar.PLACE, role="status"),
            _button(Bar.NEXT, "deck.next", "PageDown", "›"),
            _button(Bar.LEAVE, "deck.leave", "Escape", "×"),
            # For who speaks: it is not in the way of the hall until it is asked for.
            html.Details(
                [html.Summary(words.text("deck.note")), html.P(id=Bar.NOTE)], id=Bar.NOTES
            ),
            html.P(id=Bar.WRONG, className="error"),
        ],
        id=Bar.BAR,
        className="deck",
        hidden=True,
        **attributes(aria_label=words.text("deck.bar"), data_told=json.dumps(told)),
    )


def _button(element_id: str, code: str, key: str, sign: str) -> html.Button:
    said = words.text(code)
    return html.Button(
        sign,
        id=element_id,
        type="button",
        title=said,
        **attributes(aria_label=said, aria_keyshortcuts=key),
    )
