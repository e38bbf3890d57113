"""The network multiplies the gradient of f by tau."""

from __future__ import annotations

from core import ScalarSolution
from dashboard.guides.questions import Choose, Facts
from dashboard.guides.scene import Scene
from dashboard.guides.step import PROMISE, Step

_SCENE = Scene("scalar", "w=0.9,0.4&y=1", plots=("rate",), controls=("w1", "w2"))
_ZERO = Scene("scalar", "w=2,0&y=1", plots=("rate",), controls=("w1", "w2"))
_ONE_WEIGHT = Scene("scalar", "w=0&y=1")


def _facts(_solution: ScalarSolution) -> Facts:
    zero: ScalarSolution = _ZERO.solution()
    # Both see the same slope f'(0): the speeds are as the preconditioners.
    speed = float(zero.preconditioner[0])
    single = float(_ONE_WEIGHT.solution().preconditioner[0])
    factor = speed / single
    (w1, w2) = zero.weights[0].tolist()
    return {
        "w1": w1, "w2": w2, "product": zero.product, "tau": speed, "factor": factor,
        "moves": "still" if speed == 0.0 else "slower" if factor < 1.0 else "faster",
    }  # fmt: skip


STEP = Step(
    "preconditioner",
    _SCENE,
    Choose(("still", "slower", "faster"), "moves"),
    facts=_facts,
    reveal_scene=_ZERO,
    later=(PROMISE, "alpha_star", "margin", "infimum", "guarantee"),
)
