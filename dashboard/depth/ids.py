"""Every id of the page, once."""

from __future__ import annotations

from enum import StrEnum


class Depth(StrEnum):
    """The page of families over depth, and of gradient descent."""

    PAGE = "depth-page"
    ANSWER = "depth-answer"
    MESSAGE = "depth-message"
    CONTROLS = "controls"
    RESET = "depth-reset"
    STATUS = "depth-status"
    GUARANTEE = "depth-guarantee"
    READOUTS = "readouts"
    GRAPH_RATE = "graph-rate"
    GRAPH_STEP = "graph-step"
    GRAPH_LOSS = "graph-loss"
    GRAPH_CONSTRAINT = "graph-constraint"
    GRAPH_IMBALANCE = "graph-imbalance"
    GRAPH_SHARPNESS = "graph-sharpness"
    GRAPH_SIZES = "graph-sizes"
    GRAPH_FACTORS = "graph-factors"
    GRAPH_BALANCING = "graph-balancing"
    RACE = "race"
