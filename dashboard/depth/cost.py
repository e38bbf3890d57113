"""How long an answer of the depth page takes, before any work."""

from __future__ import annotations

from collections.abc import Collection

from core.depth import SQUARE
from core.descent import Schedule
from dashboard.depth.controls import DepthState

_PAGE = 0.007  # seconds for the pictures
_LAYER = 6e-5  # for each layer of a mode
_DEPTH = 4e-5  # for each depth of the curves of a mode
_BOUNDS = 0.00023  # the same, of a family that only bounds speak of, and twice for itself
_STEP = 4e-7  # for each step of a layer
_CHOICE = 2.2e-6  # the same where the schedule finds the step, and three times for each step
_RACE = 0.0026  # for each layer of the table of schedules: how many steps these take, nobody knows


def cost(state: DepthState, sight: Collection[str] | None = None) -> float:
    """Seconds on the processor, about; without the table of schedules unless all is in sight."""
    modes: int = state["n"] if state.matrix else 1
    curves: float = _DEPTH * state["most"] * modes
    bounds: float = _BOUNDS * state["most"] * (2 + modes) if state["fam"] in SQUARE else 0.0
    layer: float = _LAYER + _STEP * state["k"] + _RACE * (sight is None)
    chosen: float = _CHOICE * state["k"] * (state["L"] + 3) * (state["sched"] != Schedule.CONSTANT)
    seconds: float = _PAGE + curves + bounds + modes * (layer * state["L"] + chosen)
    return seconds
