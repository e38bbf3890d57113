"""Every id of the page, once, and of what the deck has on every page."""

from __future__ import annotations

from enum import StrEnum


class Teach(StrEnum):
    """The teacher's page."""

    PAGE = "teach-page"
    CODE = "teach-code"
    WHOLE = "teach-whole"
    ADDRESS = "teach-address"
    EXAMPLE = "teach-example"
    MINE = "teach-mine"
    MINE_LINK = "teach-mine-link"


class Bar(StrEnum):
    """The bar of a deck that is played."""

    BAR = "deck-bar"
    PLACE = "deck-place"
    NOTES = "deck-notes"
    NOTE = "deck-note"
    WRONG = "deck-wrong"
    BACK = "deck-back"
    NEXT = "deck-next"
    LEAVE = "deck-leave"
