"""Every id of the page, once."""

from __future__ import annotations

from enum import StrEnum


class Matrix(StrEnum):
    """The page of general networks."""

    PAGE = "matrix-page"
    ANSWER = "matrix-answer"
    MESSAGE = "matrix-message"
    CONTROLS = "controls"
    RESET = "matrix-reset"
    STATUS = "matrix-status"
    GUARANTEE = "matrix-guarantee"
    READOUTS = "readouts"
    GRAPH_LOSS = "graph-loss"
    GRAPH_REGION = "graph-region"
    GRAPH_SPECTRUM = "graph-spectrum"
    GRAPH_MODES = "graph-modes"
    GRAPH_IMBALANCE = "graph-imbalance"
    GRAPH_SIZES = "graph-sizes"
    GRAPH_PL = "graph-pl"
    SAVE = "matrix-save"
    SAVED = "matrix-saved"
    UNLINKED = "matrix-unlinked"
    SEARCH = "matrix-search"
    FOUND = "matrix-found"
    MINIMUM = "minimum"
