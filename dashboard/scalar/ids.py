"""Every id of the page, once. assets/*.js use the same names."""

from __future__ import annotations

from enum import StrEnum


class Scalar(StrEnum):
    """The page of deep scalar networks."""

    PAGE = "scalar-page"
    PRESETS = "presets"
    RESET = "reset"
    MESSAGE = "message"
    CONTROLS = "controls"
    STATUS = "status"
    GUARANTEE = "guarantee"
    READOUTS = "readouts"
    GRAPH_LOSS = "graph-loss"
    GRAPH_CONSTRAINT = "graph-constraint"
    GRAPH_RATE = "graph-rate"
    GRAPH_WEIGHTS = "graph-weights"
    PLAYER = "player"
