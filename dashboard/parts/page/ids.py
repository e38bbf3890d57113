"""Every id of the frame round the pages, and of what every page has, once."""

from __future__ import annotations

from enum import StrEnum


class Shell(StrEnum):
    """The frame round the pages."""

    THEME = "theme"
    SHARE = "share"
    PRESENTING = "presenting"
    MAIN = "main"
    PLOTLY = "plotly"


class Line(StrEnum):
    """The presets, and the line that says what to look for; one page is there at a time."""

    PRESETS = "presets"
    PREVIOUS = "previous-preset"
    PRESET = "preset-name"
    COUNT = "preset-count"
    NEXT = "next-preset"
    LOOK = "look"


class Stage(StrEnum):
    """What stands around the plots; one page is there at a time."""

    NETWORK = "network"
    FOLD = "fold"
    TABS = "tabs"
    SWITCH = "switch"


class Player(StrEnum):
    """The time cursor; one page is there at a time."""

    PLAYER = "player"
    BACK = "step-back"
    PLAY = "play"
    FORWARD = "step-forward"
    TIME = "time"
    NOW = "now"
