"""Every id of the page, once. assets/*.js use the same names."""

from __future__ import annotations

from enum import StrEnum


class Regimes(StrEnum):
    """The page that compares initializations."""

    PAGE = "regimes-page"
    PRESETS = "presets"
    MESSAGE = "message"
    CONTROLS = "controls"
    STATUS = "status"
    GUARANTEE = "guarantee"
    READOUTS = "readouts"
    GRAPH_LOSS = "graph-loss"
    GRAPH_MODES = "graph-modes"
    GRAPH_KERNEL = "graph-kernel"
    GRAPH_DRIFT = "graph-drift"
    GRAPH_ERROR = "graph-error"
    TABLE = "promises"
    DOWNLOAD = "download"
    PLAYER = "player"
