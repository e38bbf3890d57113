"""Every id of the frame round the pages, and of what every page has, once."""

from __future__ import annotations

from enum import StrEnum


class Shell(StrEnum):
    """The frame round the pages."""

    THEME = "theme"
    MAIN = "main"
    PLOTLY = "plotly"


class Player(StrEnum):
    """The time cursor; one page is there at a time."""

    PLAYER = "player"
    BACK = "step-back"
    PLAY = "play"
    FORWARD = "step-forward"
    TIME = "time"
    NOW = "now"
    UNDO = "undo"
    REDO = "redo"
