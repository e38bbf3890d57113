"""How long an answer of the regimes page takes, before any work."""

from __future__ import annotations

from collections.abc import Collection

from dashboard.regimes.controls import RegimesState
from dashboard.regimes.ids import widths_in

_SWEEP = 0.3  # seconds for the widths
_LAMBDA = 0.03  # for the curves over lambda
_TWO = 0.06  # for the networks of two layers
_LAYER = 0.1  # for each layer that they have beyond two


def cost(state: RegimesState, sight: Collection[str] | None = None) -> float:
    """Seconds on the processor, about, of what is in sight."""
    depth: int = state["L"]
    over = _LAMBDA * (sight is None or any(name.startswith("graph-lambda") for name in sight))
    return _SWEEP * widths_in(sight) + over + _TWO + _LAYER * (depth - 2)
