"""How long an answer of the depth page takes, before any work."""

from __future__ import annotations

from core.depth import SQUARE
from dashboard.depth.controls import DepthState

_PAGE = 0.006  # seconds for the pictures
_DEPTH = 0.0001  # for each depth of the curves
_BOUNDS = 0.0035  # for each depth of a family that only bounds speak of
_STEP = 1e-6  # for each step of each layer


def cost(state: DepthState) -> float:
    """Seconds on the processor, about."""
    modes: int = state["n"] if state.matrix else 1
    run: float = _STEP * state["k"] * state["L"]
    curves: float = _DEPTH * state["most"]
    bounds: float = _BOUNDS * state["most"] if state["fam"] in SQUARE else 0.0
    return _PAGE + bounds + modes * (curves + run)
