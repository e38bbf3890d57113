"""Every id of the page, once."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum


class Regimes(StrEnum):
    """The page that compares initializations."""

    PAGE = "regimes-page"
    ANSWER = "regimes-answer"
    MESSAGE = "regimes-message"
    CONTROLS = "controls"
    RESET = "regimes-reset"
    STATUS = "regimes-status"
    GUARANTEE = "regimes-guarantee"
    READOUTS = "readouts"
    GRAPH_LOSS = "graph-loss"
    GRAPH_MODES = "graph-modes"
    GRAPH_KERNEL = "graph-kernel"
    GRAPH_DRIFT = "graph-drift"
    GRAPH_ERROR = "graph-error"
    GRAPH_LAMBDA_DRIFT = "graph-lambda-drift"
    GRAPH_LAMBDA_RATE = "graph-lambda-rate"
    TABLE = "promises"
    ROWS = "regimes-rows"
    NOTES = "regimes-notes"
    DOWNLOAD = "download"
    DOWNLOADED = "regimes-downloaded"


def widths_in(sight: Collection[str] | None) -> bool:
    """Whether a picture of the widths is among those in `sight`; None is all."""
    return sight is None or not {Regimes.GRAPH_DRIFT, Regimes.GRAPH_ERROR}.isdisjoint(sight)
