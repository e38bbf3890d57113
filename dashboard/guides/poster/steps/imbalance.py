"""The difference of the squared weights never changes."""

from __future__ import annotations

from core import ScalarSolution
from dashboard.guides.questions import Facts, Mark
from dashboard.guides.scene import Scene
from dashboard.guides.step import PROMISE, Step

_AT_REST = Scene("scalar", "w=1.8,0.2&y=0.36", plots=("constraint",), controls=("w1", "w2"))
_MOVES = Scene("scalar", "w=1.8,0.2&y=1", plots=("constraint",), controls=("w1", "w2"))


def _facts(_solution: ScalarSolution) -> Facts:
    moves: ScalarSolution = _MOVES.solution()
    (w1, w2), (end1, end2) = moves.weights[0].tolist(), moves.end.weights
    return {
        "w1": w1, "w2": w2, "old": moves.product, "target": moves.scenario.target,
        "d": float(moves.network.imbalance[0]),
        "end1": end1, "end2": end2, "way1": abs(end1 - w1), "way2": abs(end2 - w2),
    }  # fmt: skip


STEP = Step(
    "imbalance",
    _AT_REST,
    Mark(0.0, 3.0, "end1", plot="constraint", axis="x"),
    facts=_facts,
    reveal_scene=_MOVES,
    later=(PROMISE, "alpha_star", "margin", "infimum", "guarantee"),
)
