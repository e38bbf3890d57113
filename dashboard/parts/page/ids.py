"""Every id of the frame round the pages, and of what every page has, once."""

from __future__ import annotations

from enum import StrEnum


class Shell(StrEnum):
    """The frame round the pages."""

    NEWER = "newer"
    KEYS = "keys-dialog"
    KEYS_USED = "keys-used"


class Top(StrEnum):
    """The bar at the top of every page, and what it skips to."""

    THEME = "theme"
    SHARE = "share"
    PRESENTING = "presenting"
    KEYS = "keys"
    MAIN = "main"


class Stage(StrEnum):
    """What stands around the plots; one page is there at a time."""

    NETWORK = "network"
    FOLD = "fold"
    NOTICE = "notice"
    BACK = "back"
    ANNOUNCER = "announcer"
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


class Runs(StrEnum):
    """Runs after and beside one another."""

    UNDO = "undo"
    REDO = "redo"
    PIN = "pin"
    OPEN = "runs-open"
    DRAWER = "runs"
    TABLE = "runs-table"
    CLEAR = "runs-clear"
    PINNED = "runs-pinned"
