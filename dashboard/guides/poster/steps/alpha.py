"""The least preconditioner of all weights that the flow could come to."""

from __future__ import annotations

from core import ScalarSolution
from core.scalar import preconditioner
from dashboard.guides.questions import Choose, Facts
from dashboard.guides.scene import Scene
from dashboard.guides.step import Step

_BEFORE = Scene("scalar", "w=0.9,0.4&y=1", plots=("constraint",), controls=("w1",))
_BEYOND = Scene("scalar", "w=2,0.8&y=1", plots=("constraint",), controls=("w1",))


def _facts(before: ScalarSolution) -> Facts:
    beyond: ScalarSolution = _BEYOND.solution()
    c = beyond.network.cumulative_imbalance
    margin = beyond.margin
    # Place -> |w| there, and tau: x is the square of the smallest weight.
    places = {
        "start": (abs(beyond.product), float(beyond.preconditioner[0])),
        "end": (abs(beyond.end.product), beyond.final_rate / beyond.gamma),
        "edge": (margin, float(preconditioner(c, beyond.smallest_square))),
        "zero": (0.0, float(preconditioner(c, 0.0))),
    }
    tau = {name: value for name, (_, value) in places.items()}
    allowed = [name for name, (w, _) in places.items() if w >= margin]
    (w1, w2) = beyond.weights[0].tolist()
    return {
        "before": before.product, "w1": w1, "w2": w2, "target": beyond.scenario.target,
        "product": beyond.product, "margin": margin,
        **{f"tau_{name}": value for name, value in tau.items()},
        "least": min(allowed, key=lambda name: tau[name]),
    }  # fmt: skip


STEP = Step(
    "alpha",
    _BEFORE,
    Choose(("start", "end", "edge", "zero"), "least"),
    facts=_facts,
    reveal_scene=_BEYOND,
)
