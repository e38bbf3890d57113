"""Gradient descent pays for a fast flow with small steps."""

from __future__ import annotations

from core import DepthSolution
from dashboard.guides.questions import Choose, Facts
from dashboard.guides.scene import Scene
from dashboard.guides.step import Step

_RUN = Scene("depth", "s=0.5&L=2&k=100", tab="descent", plots=("loss",), controls=("f",))
_PRICE = Scene("depth", "most=20&L=20", plots=("step",), controls=("p",))
_TENFOLD = 10.0


def _facts(run: DepthSolution) -> Facts:
    price: DepthSolution = _PRICE.solution()
    curves, (shallow, deep) = price.curves, (run.scenario.depth, price.scenario.depth)
    at = [curves.depths.tolist().index(depth) for depth in (shallow, deep)]
    first, last = curves.progress[at].tolist()
    alphas, steps = curves.alpha_star[at], curves.stable_step[at]
    faster, gain = float(alphas[1] / alphas[0]), last / first
    return {
        "shallow": shallow, "deep": deep, "faster": faster, "gain": gain,
        "shallow_step": float(steps[0]), "deep_step": float(steps[1]), "most": curves.family.gamma,
        "brings": "faster" if gain > _TENFOLD else "less" if gain < 1.0 / _TENFOLD else "same",
    }  # fmt: skip


STEP = Step(
    "descent",
    _RUN,
    Choose(("faster", "same", "less"), "brings"),
    facts=_facts,
    reveal_scene=_PRICE,
)
