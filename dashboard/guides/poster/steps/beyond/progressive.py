"""An envelope that learns: its margin grows as the loss falls."""

from __future__ import annotations

import numpy as np

from core import ScalarSolution
from dashboard.guides.questions import Choose, Facts
from dashboard.guides.scene import Scene
from dashboard.guides.step import Step

_PART = 0.01  # of the loss at the start
_QUERY = "w=0.7,0.7,0.7,0.7,0.7&y=1&T=3&show="
_OLD = Scene("scalar", _QUERY, plots=("loss",), controls=("w1",))
_NEW = Scene("scalar", f"{_QUERY}progressive", plots=("loss",), controls=("y", "w1"))
_SAME = 1e-6


def _facts(solution: ScalarSolution) -> Facts:
    loss, new, old = (
        np.log(values[1:])
        for values in (solution.loss, solution.progressive_envelope, solution.envelope)
    )
    apart = float(np.abs(new - loss).max())
    place = "loss" if apart < _SAME else "between" if (new < old).all() else "old"
    times = solution.time_to(_PART)
    return {
        "product": solution.product, "target": solution.scenario.target,
        "depth": solution.network.depth, "place": place,
        "promised": times.bound, "seen": times.flow,
    }  # fmt: skip


STEP = Step(
    "progressive",
    _OLD,
    Choose(("old", "between", "loss"), "place"),
    facts=_facts,
    reveal_scene=_NEW,
)
