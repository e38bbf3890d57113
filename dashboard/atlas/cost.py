"""How long an answer of the atlas page takes, before any work."""

from __future__ import annotations

from dashboard.atlas.controls import AtlasState

_PAGE = 0.01  # seconds for the run at the cursor, and the pictures
_MATRIX = 0.06  # for a matrix network that is followed
_STEP = 2e-6  # for each step of each layer of gradient descent
#: Seconds a point of a map, by what is shown of it: arrays of scalar networks at once ...
_SCALAR = 2e-3
_FOLLOWED = 4e-3  # whose way is followed
_FOLLOWING = ("tightness", "infimum", "time_to_loss", "end", "final_loss")
#: ... and matrix networks, whose guarantee is a formula, but not their way.
_FORMULA, _FLOW = 2e-2, 6e-2


def per_point(state: AtlasState) -> float:
    """Seconds on the processor that a point of the map takes, about."""
    model, followed = state.plane.model, state.quantity in _FOLLOWING
    if model == "matrix":
        return _FLOW if followed else _FORMULA
    if model == "descent":
        return _FOLLOWED + _descent(state)
    return _FOLLOWED if followed else _SCALAR


def cost(state: AtlasState) -> float:
    """Seconds on the processor for the page's own answer, about."""
    if state.plane.model == "matrix":
        return _PAGE + _MATRIX
    if state.plane.model == "descent":
        return _PAGE + _descent(state)
    return _PAGE


def _descent(state: AtlasState) -> float:
    steps: float = _STEP * state["steps"] * state["L"]
    return steps
