"""More than two weights: a polynomial's root, and a bound in closed form."""

from __future__ import annotations

import math

import numpy as np

from core import ScalarSolution
from dashboard.guides.questions import Choose, Facts
from dashboard.guides.scene import Scene
from dashboard.guides.step import Step

_ORDERED = Scene("scalar", "w=0.5,0.8,0.8&y=1", plots=("rate",), controls=("w1",))
_SWAPPED = Scene("scalar", "w=0.8,0.5,0.8&y=1", plots=("rate",), controls=("w2",))
_SAME = 1e-12


def _facts(ordered: ScalarSolution) -> Facts:
    swapped: ScalarSolution = _SWAPPED.solution()
    change = swapped.alpha_star / ordered.alpha_star - 1.0
    depth = ordered.network.depth
    squares = np.sort(ordered.weights[0] ** 2)
    adjacent = math.prod(np.diff(squares).tolist())
    (d1, d2), (s1, s2) = ordered.network.imbalance.tolist(), swapped.network.imbalance.tolist()
    w1, w2, w3 = ordered.weights[0].tolist()
    return {
        "w1": w1, "w2": w2, "w3": w3,
        "d1": d1, "d2": d2, "s1": s1, "s2": s2,
        "alpha": ordered.alpha_star, "bound": ordered.alpha_lower_bound,
        "weaker": math.hypot(adjacent, depth * ordered.margin ** (2.0 - 2.0 / depth)),
        "becomes": "same" if abs(change) < _SAME else "larger" if change > 0.0 else "smaller",
    }  # fmt: skip


STEP = Step(
    "many",
    _ORDERED,
    Choose(("larger", "smaller", "same"), "becomes"),
    facts=_facts,
    reveal_scene=_SWAPPED,
)
