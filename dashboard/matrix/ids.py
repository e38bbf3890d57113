"""Every id of the page, once. assets/*.js use the same names."""

from __future__ import annotations

from enum import StrEnum


class Matrix(StrEnum):
    """The page of general networks."""

    PAGE = "matrix-page"
    PRESETS = "presets"
    MESSAGE = "message"
    CONTROLS = "controls"
    STATUS = "status"
    GUARANTEE = "guarantee"
    READOUTS = "readouts"
    GRAPH_LOSS = "graph-loss"
    GRAPH_REGION = "graph-region"
    GRAPH_SPECTRUM = "graph-spectrum"
    GRAPH_MODES = "graph-modes"
    GRAPH_IMBALANCE = "graph-imbalance"
    GRAPH_PL = "graph-pl"
    MINIMUM = "minimum"
    PLAYER = "player"
