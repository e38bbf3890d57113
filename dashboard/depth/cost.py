"""How long an answer of the depth page takes, before any work."""

from __future__ import annotations

from dashboard.depth.controls import DepthState

_PAGE = 0.006  # seconds for the pictures
_DEPTH = 0.0001  # for each depth of the curves
_STEP = 1e-6  # for each step of each layer


def cost(state: DepthState) -> float:
    """Seconds on the processor, about."""
    modes: int = state["n"] if state["net"] == "matrix" else 1
    run: float = _STEP * state["k"] * state["L"]
    curves: float = _DEPTH * state["most"]
    return _PAGE + modes * (curves + run)
