"""How long an answer of the regimes page takes, before any work."""

from __future__ import annotations

from collections.abc import Collection

from dashboard.regimes.controls import RegimesState
from dashboard.regimes.ids import widths_in

_SWEEP = 0.3  # seconds for the widths
_TWO = 0.05  # for the four networks
_LAYER = 0.1  # for each layer that they have beyond two


def cost(state: RegimesState, sight: Collection[str] | None = None) -> float:
    """Seconds on the processor, about, of what is in sight."""
    depth: int = state["L"]
    return _SWEEP * widths_in(sight) + _TWO + _LAYER * (depth - 2)
