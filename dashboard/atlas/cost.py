"""How long an answer of the atlas page takes, before any work."""

from __future__ import annotations

from dashboard.atlas.controls import AtlasState

_PAGE = 0.01  # seconds for the run at the cursor, and the pictures
_MATRIX = 0.06  # for a matrix network that is followed
#: Seconds a point of a map of scalar networks, by what is shown: a formula, or the way ...
_FORMULA, _WAY = 8e-6, 6e-5
_FOLLOWING = ("tightness", "time_to_loss", "end")
_STEP = 3e-7  # ... and for each step of each layer of gradient descent
#: Of a map of matrix networks: by what the start alone says, or the way; two random layers are
#: followed together, others one by one, more layers on a way of more dimensions.
_START, _RANDOM_START = 1.6e-3, 4e-4
_RANDOM_PAIR, _PAIR, _CHAIN = 4e-3, 1.6e-2, 4.5e-2


def per_point(state: AtlasState) -> float:
    """Seconds on the processor that a point of the map takes, about."""
    if state.plane.model == "matrix":
        return _matrix(state)
    if state.plane.model == "descent":
        return _WAY + _descent(state)
    return _WAY if state.quantity in _FOLLOWING else _FORMULA


def _matrix(state: AtlasState) -> float:
    random = state.plane.name == "width"
    if state.quantity not in _FOLLOWING:
        return _RANDOM_START if random else _START
    if random:
        return _RANDOM_PAIR
    return _PAIR if state["L"] == 2 else _CHAIN


def cost(state: AtlasState) -> float:
    """Seconds on the processor for the page's own answer, about."""
    if state.plane.model == "matrix" or state.store:  # of a sweep it may be any network
        return _PAGE + _MATRIX
    if state.plane.model == "descent":
        return _PAGE + _descent(state)
    return _PAGE


def _descent(state: AtlasState) -> float:
    steps: float = _STEP * state["steps"] * state["L"]
    return steps
