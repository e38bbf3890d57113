"""Every id of the page, once."""

from __future__ import annotations

from collections.abc import Collection
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
    GRAPH_RANKS = "graph-ranks"
    GRAPH_MINIMISER = "graph-minimiser"
    SAVE = "matrix-save"
    SAVED = "matrix-saved"
    UNLINKED = "matrix-unlinked"
    SEARCH = "matrix-search"
    FOUND = "matrix-found"
    MINIMUM = "minimum"


def sizes_in(sight: Collection[str] | None) -> bool:
    """Whether the picture of ends from many starts is among those in `sight`; None is all."""
    return sight is None or Matrix.GRAPH_MINIMISER in sight
