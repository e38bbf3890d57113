"""Two weights: the rate by hand."""

from __future__ import annotations

from core import ScalarSolution
from dashboard.guides.questions import Facts, Mark
from dashboard.guides.scene import Scene
from dashboard.guides.step import Step

_BALANCED = Scene("scalar", "d=0&p=1&y=2&T=1", plots=("rate",), controls=("p",))
_BOTH = Scene("scalar", "d=1.5&p=1&y=2&T=1", plots=("rate",), controls=("d1", "p"))


def _facts(balanced: ScalarSolution) -> Facts:
    both: ScalarSolution = _BOTH.solution()
    d, gamma = float(both.network.imbalance[0]), both.gamma
    return {
        "gamma": gamma, "d": d, "product": both.product, "target": both.scenario.target,
        "margin": both.margin, "alpha": both.alpha_star, "rate": gamma * both.alpha_star,
        "margin_alone": gamma * balanced.alpha_star, "imbalance_alone": gamma * abs(d),
        "sum": gamma * (abs(d) + balanced.alpha_star),
    }  # fmt: skip


STEP = Step(
    "two",
    _BALANCED,
    Mark(0.0, 30.0, "rate", plot="rate", axis="y"),
    facts=_facts,
    reveal_scene=_BOTH,
)
