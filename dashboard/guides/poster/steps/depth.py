"""Unit steps in the squared weights: a factorial, and gradients that explode."""

from __future__ import annotations

from core import DepthSolution
from dashboard.guides.questions import Facts, Mark
from dashboard.guides.scene import Scene
from dashboard.guides.step import Step

_SHALLOW = Scene("depth", "most=8", plots=("rate",), controls=("s",))
_DEEP = Scene("depth", "most=20&L=20", plots=("rate",), controls=("s",))


def _facts(shallow: DepthSolution) -> Facts:
    deep: DepthSolution = _DEEP.solution()
    curves = deep.curves
    return {
        "shown": int(shallow.curves.depths[-1]),
        "shown_alpha": float(shallow.curves.alpha_star[-1]),
        "shallow": int(curves.depths[0]), "deep": int(curves.depths[-1]),
        "alpha": float(curves.alpha_star[-1]),
        "power": 2.0 ** float(curves.depths[-1]),
        "gradient": float(curves.gradient_norm[-1]), "little": float(curves.gradient_norm[0]),
    }  # fmt: skip


STEP = Step(
    "depth",
    _SHALLOW,
    Mark(1.0, 1e28, "alpha", scale="log", plot="rate", axis="y"),
    facts=_facts,
    reveal_scene=_DEEP,
    later=("descent", "stable_step", "progress", "guarantee", "status"),
)
