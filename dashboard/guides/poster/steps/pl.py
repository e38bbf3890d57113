"""The loss falls at a rate that depends on the weights."""

from __future__ import annotations

import math

from core import ScalarSolution
from dashboard.guides.questions import Facts, Mark
from dashboard.guides.scene import Scene
from dashboard.guides.step import Step

_PART = 0.01  # of the loss at the start
_QUERY = "w=0.5,0.5&y=1&T=4"
_SCENE = Scene("scalar", _QUERY, plots=("rate",), controls=("w1",))
_REVEAL = Scene("scalar", _QUERY, plots=("loss",), controls=("w1",))
_POSTER = Scene("scalar", f"{_QUERY}&gamma=poster")


def _facts(solution: ScalarSolution) -> Facts:
    times = solution.time_to(_PART)
    printed = _POSTER.solution().gamma
    return {
        "weight": float(solution.weights[0, 0]), "gamma": solution.gamma,
        "printed": printed, "looser": solution.gamma / printed,
        "alpha": solution.alpha_star, "rate": solution.gamma * solution.alpha_star,
        "logarithm": -math.log(_PART), "guaranteed": times.bound, "seen": times.flow,
        "first": float(solution.preconditioner[0]), "last": solution.final_rate / solution.gamma,
    }  # fmt: skip


STEP = Step(
    "pl",
    _SCENE,
    Mark(0.0, 4.0, "guaranteed", plot="loss", axis="x"),
    facts=_facts,
    reveal_scene=_REVEAL,
    later=("alpha_star", "margin", "infimum", "guarantee"),
)
