"""How long an answer of the depth page takes, before any work."""

from __future__ import annotations

from collections.abc import Collection

from core.depth import SQUARE
from core.descent import Schedule
from dashboard.depth.controls import DepthState

_PAGE = 0.006  # seconds for the pictures
_DEPTH = 0.0001  # for each depth of the curves
_BOUNDS = 0.0035  # for each depth of a family that only bounds speak of
_STEP = 1e-6  # for each step of each layer
_CHOICE = 1e-5  # the same, where the schedule finds the step
_RACE = 0.005  # for each layer of the table of schedules


def cost(state: DepthState, sight: Collection[str] | None = None) -> float:
    """Seconds on the processor, about; without the table of schedules unless all is in sight."""
    modes: int = state["n"] if state.matrix else 1
    run: float = _STEP * state["k"] * state["L"]
    curves: float = _DEPTH * state["most"]
    bounds: float = _BOUNDS * state["most"] if state["fam"] in SQUARE else 0.0
    chosen: float = _CHOICE * state["k"] * state["L"] * (state["sched"] != Schedule.CONSTANT)
    raced: float = _RACE * state["L"] * (sight is None)
    return _PAGE + bounds + modes * (curves + run + chosen + raced)
