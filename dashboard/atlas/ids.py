"""Every id of the page, once."""

from __future__ import annotations

from enum import StrEnum


class Atlas(StrEnum):
    """The page of maps of initializations."""

    PAGE = "atlas-page"
    ANSWER = "atlas-answer"
    MESSAGE = "atlas-message"
    CONTROLS = "controls"
    RESET = "atlas-reset"
    STATUS = "atlas-status"
    GUARANTEE = "atlas-guarantee"
    READOUTS = "readouts"
    GRAPH_MAP = "graph-map"
    GRAPH_LOSS = "graph-loss"
    GRAPH_TIGHTNESS = "graph-tightness"
    GRAPH_ALPHA = "graph-alpha"
    GRAPH_BANDS = "graph-bands"
    FILLING = "atlas-filling"
    BAR = "atlas-bar"
    LEFT = "atlas-left"
    STOP = "atlas-stop"
    LEGEND = "atlas-legend"
    POINTED = "atlas-pointed"
    CURSOR = "atlas-cursor"
    VISIT = "atlas-visit"
    CSV = "atlas-csv"
    NPZ = "atlas-npz"
    DRAWS_BAR = "atlas-draws-bar"
    DRAWS_LEFT = "atlas-draws-left"
    DRAWS_STOP = "atlas-draws-stop"
    SHARE = "atlas-share"
    PICK = "atlas-pick"
