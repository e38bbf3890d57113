"""T is made of the weights, and moves with them; width alone does not freeze it."""

from __future__ import annotations

import numpy as np

from core import CompareSolution, SweepSolution, sweep
from dashboard.guides.questions import Facts, Mark
from dashboard.guides.scene import Scene
from dashboard.guides.step import Step
from dashboard.regimes.controls import read, width_sweep

_FROZEN = Scene("regimes", "h=1000000000", tab="width", plots=("drift",), controls=("a",))
_MOVING = Scene("regimes", "h=1000000000&a=1", tab="width", plots=("drift",), controls=("a",))
_NARROW = 2  # of the widths of the sweep: from here on the drift is the same


def _facts(compared: CompareSolution) -> Facts:
    target = compared.scenario.made().tolist()
    frozen, moving = (sweep(width_sweep(read(scene.query), target)) for scene in (_FROZEN, _MOVING))
    return {
        "width": moving.scenario.widths[-1], "narrow": moving.scenario.widths[_NARROW],
        "exponent": frozen.scenario.exponent, "usual": moving.scenario.exponent,
        "drift": _drift(moving), "frozen": _drift(frozen),
    }  # fmt: skip


def _drift(swept: SweepSolution) -> float:
    """The median at the largest width."""
    return float(np.median(swept.drift[-1]))


STEP = Step(
    "kernel",
    _FROZEN,
    Mark(2e-11, 10.0, "drift", scale="log", within=0.08, plot="drift", axis="y"),
    facts=_facts,
    reveal_scene=_MOVING,
    later=("drift", "gain", "margin", "guarantee"),
)
