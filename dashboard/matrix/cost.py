"""How long an answer of the matrix page takes, before any work: fitted to random settings.

`make bench ARGS=settings` measures how well: what takes more than 0.1 s is said to by nine in ten,
and what takes less than half of that by few. Where a flow ends is known only once it is followed.
"""

from __future__ import annotations

import math
from collections.abc import Collection

from dashboard.matrix.controls import MatrixState
from dashboard.matrix.ids import sizes_in

_FILE = 0.5  # seconds: what is in a file is not looked at here
_ENDS, _DEEP_ENDS = 0.2, 1.0  # ends of other starts, where the data leave a choice
_PAGE = 0.02  # pictures, and modes that are solved one by one
_ENTRY = 0.0004  # for each entry of the product
_DECADE = 0.013  # for each decade of the data's condition number
_STIFF, _ILL = 0.05, 1.5  # one layer beyond so many decades takes implicit steps
_NARROW = 0.2  # a bottleneck: the flow ends at no minimum of f, and its end is looked for
_LAYER, _WEIGHT = 0.038, 1e-5  # for each layer but the last, and each weight, that is followed
_EVEN = 0.03  # without data, for each layer but the last
_FEW, _LIGHT = 6, 0.026  # so many entries, without data, are quicker: for each layer but the last
_NUMBER = 0.011  # for each layer of a single weight
_LONG = 0.1  # of a run; a picture more is nothing beside it
_HOMOGENEOUS = 0.06  # a start that keeps its shape, without data, however many layers


def cost(state: MatrixState, sight: Collection[str] | None = None) -> float:
    """Seconds on the processor, about, of what is in sight."""
    if state.file:
        return _FILE
    return _run(state) + (_ends(state) if sizes_in(sight) else 0.0)


def at_once(state: MatrixState, sight: Collection[str] | None) -> Collection[str] | None:
    """What of it is answered first: what is in `sight`, or all (None).

    The rest is asked for later, with the run anew: where that takes longest it would be waited for
    twice.
    """
    long = bool(state.file) or (_run(state) > _LONG and not _ends(state))
    return None if long else sight


def _ends(state: MatrixState) -> float:
    if state["f"] != "regression" or not state["u"]:
        return 0.0
    return _ENDS if state["L"] <= 2 else _DEEP_ENDS


def _run(state: MatrixState) -> float:
    depth, n, m = int(state["L"]), int(state["n"]), int(state["m"])
    follows = state["init"] in ("homogeneous", "lambda")
    width = min(n, m) if follows else int(state["h"])
    squared = state["f"] == "squared"
    base = _PAGE + _ENTRY * n * m
    if squared and (state["init"] == "spectral" or n * m == 1):
        return base
    if n * m == 1 and depth > 2:
        return base + _NUMBER * depth
    decades = math.log10(state["kappa"]) if state["f"] == "regression" else 0.0
    if depth > 1 and width < min(n, m):
        base += _NARROW
    if depth == 1:
        return base + (_STIFF if decades > _ILL else 0.0)
    if depth == 2:
        return base + _DECADE * decades
    if squared and state["init"] == "homogeneous":
        return base + _HOMOGENEOUS
    light = n * m <= _FEW and state["f"] != "regression"
    layer = _LIGHT if light else _EVEN if squared else _LAYER
    return base + layer * (depth - 1) + _WEIGHT * (width * (n + m) + (depth - 2) * width**2)
