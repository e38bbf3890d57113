"""Three layers and more: a bound from the imbalances alone, and where the rate is exact."""

from __future__ import annotations

from core import MatrixSolution
from dashboard.guides.questions import Choose, Facts
from dashboard.guides.scene import Scene
from dashboard.guides.step import Step

_QUERY = "L=3&n=2&m=2&h=2&init=imbalance&d=4&r={}"
_NEAR = Scene("matrix", _QUERY.format(0.3), plots=("spectrum",), controls=("d",))
_FAR = Scene("matrix", _QUERY.format(3), plots=("spectrum",), controls=("d", "r"))
_SAME = 1e-3  # what an eye sees: a margin as small as that of the near target adds a tenth of it


def _facts(near: MatrixSolution) -> Facts:
    far: MatrixSolution = _FAR.solution()
    change = far.alpha / near.alpha - 1.0
    becomes = "same" if abs(change) < _SAME else "smaller" if change < 0.0 else "larger"
    return {
        "near_margin": near.margin.margin, "far_margin": far.margin.margin,
        "farther": float(far.excess[0] / near.excess[0]) ** 0.5,  # the loss is half its square
        "bound": far.alpha, "least": float(far.preconditioner_min.min()),
        "becomes": "zero" if far.alpha == 0.0 else becomes,
    }  # fmt: skip


STEP = Step(
    "three",
    _NEAR,
    Choose(("zero", "smaller", "same"), "becomes"),
    facts=_facts,
    reveal_scene=_FAR,
)
