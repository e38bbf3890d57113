"""Every id of the page, once."""

from __future__ import annotations

from enum import StrEnum


class Scalar(StrEnum):
    """The page of deep scalar networks."""

    PAGE = "scalar-page"
    ANSWER = "scalar-answer"
    MESSAGE = "scalar-message"
    CONTROLS = "controls"
    RESET = "scalar-reset"
    STATUS = "scalar-status"
    GUARANTEE = "scalar-guarantee"
    READOUTS = "readouts"
    GRAPH_LOSS = "graph-loss"
    GRAPH_CONSTRAINT = "graph-constraint"
    GRAPH_RATE = "graph-rate"
    GRAPH_WEIGHTS = "graph-weights"
    LAYERS = "scalar-layers"
    WEIGHTS = "scalar-weights"
    IMBALANCES = "scalar-imbalances"
