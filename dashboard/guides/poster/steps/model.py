"""Two weights for one number: the same loss, another speed."""

from __future__ import annotations

from core import ScalarSolution
from dashboard.guides.questions import Choose, Facts
from dashboard.guides.scene import Scene
from dashboard.guides.step import PROMISE, Step

_PART = 0.01  # of the loss at the start
_EQUAL = Scene("scalar", "w=0.6,0.6&y=1&T=3", plots=("loss",), controls=("w1", "w2"))
_UNEQUAL = Scene("scalar", "w=1.8,0.2&y=1&T=3", plots=("loss",), controls=("w1", "w2"))


def _facts(equal: ScalarSolution) -> Facts:
    unequal: ScalarSolution = _UNEQUAL.solution()
    times = {"equal": equal.time_to(_PART).flow, "unequal": unequal.time_to(_PART).flow}
    slow, fast = times["equal"], times["unequal"]
    assert slow is not None and fast is not None
    faster = "same" if slow == fast else min(times, key=lambda name: times[name] or 0.0)
    (a1, a2), (b1, b2) = equal.weights[0].tolist(), unequal.weights[0].tolist()
    return {
        "a1": a1, "a2": a2, "b1": b1, "b2": b2, "target": equal.scenario.target,
        "product": equal.product, "loss": float(equal.loss[0]),
        "slow": slow, "fast": fast, "faster": faster,
    }  # fmt: skip


STEP = Step(
    "model",
    _EQUAL,
    Choose(("equal", "unequal", "same"), "faster"),
    facts=_facts,
    reveal_scene=_UNEQUAL,
    later=(PROMISE, "alpha_star", "margin", "infimum", "guarantee"),
)
