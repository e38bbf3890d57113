"""The loss never rises, so the product keeps a distance from 0."""

from __future__ import annotations

from core import ScalarSolution
from core.scalar import scalar_margin
from dashboard.guides.questions import Drag, Facts
from dashboard.guides.scene import Scene
from dashboard.guides.step import Step

_START = Scene("scalar", "w=0.6,1&y=1", plots=("loss",), controls=("w1",))
_EDGE = Scene("scalar", "w=2,1&y=1", plots=("weights",), controls=("w1",))
_HALVINGS = 60


def _facts(solution: ScalarSolution) -> Facts:
    target, (_, w2) = solution.scenario.target, solution.weights[0].tolist()
    edge = _edge(target, w2)
    there: ScalarSolution = _EDGE.solution()
    return {
        "w2": w2, "target": target, "edge": edge, "least": float(abs(there.products).min()),
    }  # fmt: skip


def _edge(target: float, w2: float) -> float:
    """The first weight beyond which the margin is 0: between the target and ten times of it."""
    low, high = target / w2, 10.0 * target / w2
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        product = middle * w2
        if scalar_margin(product, target, target - product, depth=2) > 0.0:
            low = middle
        else:
            high = middle
    return high


STEP = Step(
    "margin",
    _START,
    Drag("w1", "edge", within=0.1),
    facts=_facts,
    reveal_scene=_EDGE,
    hides=("margin",),
    later=("alpha_star", "infimum", "guarantee"),
)
