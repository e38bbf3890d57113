"""Every id of every page, once. assets/*.js use the same names."""

from __future__ import annotations

from enum import StrEnum


class Shell(StrEnum):
    """The frame round the pages."""

    THEME = "theme"
    MAIN = "main"
    PLOTLY = "plotly"


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


class Depth(StrEnum):
    """The page of families over depth, and of gradient descent."""

    PAGE = "depth-page"
    PRESETS = "presets"
    MESSAGE = "message"
    CONTROLS = "controls"
    STATUS = "status"
    GUARANTEE = "guarantee"
    READOUTS = "readouts"
    GRAPH_RATE = "graph-rate"
    GRAPH_STEP = "graph-step"
    GRAPH_LOSS = "graph-loss"
    GRAPH_CONSTRAINT = "graph-constraint"
    GRAPH_IMBALANCE = "graph-imbalance"
    PLAYER = "player"
