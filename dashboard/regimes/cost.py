"""How long an answer of the regimes page takes, before any work."""

from __future__ import annotations

from dashboard.regimes.controls import RegimesState

_SWEEP = 0.3  # seconds for the widths
_LAYER = 0.05  # for each layer of the four networks


def cost(state: RegimesState) -> float:
    """Seconds on the processor, about."""
    depth: int = state["L"]
    return _SWEEP + _LAYER * (depth - 1)
