"""How long an answer of the matrix page takes, before any work."""

from __future__ import annotations

from dashboard.matrix.controls import MatrixState

_FILE = 0.5  # seconds: what is in a file is not looked at here
_MODES = 0.02  # for modes that are solved one by one
_ENTRY = 0.0015  # for each entry of the product of two layers
_LAYER = 0.04  # for each layer that is followed weight by weight


def cost(state: MatrixState) -> float:
    """Seconds on the processor, about."""
    if state.file:
        return _FILE
    depth: int = state["L"]
    entries: int = state["n"] * state["m"]
    if state["f"] == "squared" and (state["init"] == "spectral" or entries == 1):
        return _MODES
    if depth == 2:
        return _MODES + _ENTRY * entries
    return _MODES + _LAYER * depth
