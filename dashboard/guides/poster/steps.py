"""The steps of the poster, in their order."""

from __future__ import annotations

from core import ScalarSolution
from dashboard.guides.questions import Choose, Facts, Mark
from dashboard.guides.scene import Scene
from dashboard.guides.step import Step

_START = "w=0.9,0.4&y=1"


def _model(solution: ScalarSolution) -> Facts:
    first, second = solution.weights[0]
    return {
        "first": float(first),
        "second": float(second),
        "product": solution.product,
        "target": solution.scenario.target,
        "reaches": "yes" if solution.outcome.at_target else "no",
    }


def _preconditioner(solution: ScalarSolution) -> Facts:
    return {"tau": float(solution.preconditioner[0])}


STEPS = (
    Step(
        "model",
        Scene("scalar", _START, plots=("loss", "weights"), controls=("w1", "time")),
        Choose(("yes", "no"), "reaches"),
        _model,
    ),
    Step(
        "preconditioner",
        Scene("scalar", _START, plots=("loss",), controls=("time",)),
        Mark(0.1, 10.0, "tau", "log", plot="rate", axis="y"),
        _preconditioner,
        reveal_scene=Scene("scalar", _START, plots=("loss", "rate"), controls=("time",)),
        hides=("alpha_star", "guarantee"),
    ),
)
