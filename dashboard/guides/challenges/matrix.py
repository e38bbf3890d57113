"""Challenges on matrix networks."""

from __future__ import annotations

import math
from functools import partial

import numpy as np

from core import MatrixSolution
from core.matrix import Outcome
from dashboard.guides.challenges.challenge import Challenge, Condition, Found, Free, Sense
from dashboard.guides.scene import Scene

#: Of a loss that has fallen far: where a flow and a prediction are compared.
PART = 1e-6
_LOST = 1e-9  # of the largest singular value
_STARTS = ("gaussian", "balanced", "spectral", "homogeneous", "imbalance")
#: A link's width may be more; balanced layers are drawn whole.
_WIDEST = 4096
_scene = partial(Scene, "matrix")

# ---- lose the rank -----------------------------------------------------------------------------

_SIDE = 3


def _rank(solution: MatrixSolution) -> Found:
    end = solution.end
    values = np.linalg.svd(end.product, compute_uv=False)
    rank = int((values > _LOST * max(float(values[0]), 1.0)).sum())
    return Found(
        float(solution.width),
        (
            Condition("at_saddle", solution.outcome is Outcome.SADDLE and end.kind == "saddle"),
            Condition("rank", rank < _SIDE, float(rank), (("full", float(_SIDE)),)),
        ),
    )


RANK = Challenge(
    key="rank",
    grade=2,
    scene=_scene(
        "h=8&target=drawn", plots=("modes", "loss"),
        controls=("init", "h", "scale", "seed", "time"),
    ),
    free=(
        Free("init", options=_STARTS), Free("h", _SIDE, _WIDEST), Free("scale", 0.1, 3),
        Free("seed", 0, 99),
    ),
    find=_rank,
    sense=Sense.MOST,
    stars=(float(_SIDE), 30.0, 300.0),
    solution="h=512&init=balanced&seed=2&target=drawn",
    limits={"side": _SIDE},
)  # fmt: skip

# ---- break the prediction of the NTK -----------------------------------------------------------


def _ntk(solution: MatrixSolution) -> Found:
    """How many times longer the loss takes than the frozen kernel predicts."""
    flow = next(each.flow for each in solution.times_to if each.part == PART)
    predicted = -math.log(PART) / solution.ntk_rate if solution.ntk_rate > 0.0 else None
    return Found(
        flow / predicted if flow and predicted else None,
        (Condition("trained", solution.outcome is Outcome.CONVERGES and flow is not None, flow),),
    )


NTK = Challenge(
    key="ntk",
    grade=3,
    scene=_scene(
        "n=2&m=2&h=8&target=drawn", plots=("loss", "spectrum"),
        controls=("init", "h", "scale", "seed", "time"),
    ),
    free=(
        Free("init", options=_STARTS), Free("h", 2, _WIDEST), Free("scale", 0.1, 3),
        Free("seed", 0, 99),
    ),
    find=_ntk,
    sense=Sense.MOST,
    stars=(2.0, 3.0, 3.5),
    solution="n=2&m=2&h=8&init=balanced&scale=3&seed=30&target=drawn",
    limits={"part": PART},
)  # fmt: skip
