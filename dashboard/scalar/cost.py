"""How long an answer of the scalar page takes, before any work."""

from __future__ import annotations

from dashboard.scalar.controls import ScalarState

_RUN = 0.003  # seconds a flow takes, whatever its depth
_LAYER = 0.0002  # and for each layer


def cost(state: ScalarState) -> float:
    """Seconds on the processor, about."""
    return (1 + len(state.view.starts)) * (_RUN + _LAYER * state.scenario.depth)
