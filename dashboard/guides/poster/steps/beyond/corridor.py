"""The other side: no loss falls faster than its start allows."""

from __future__ import annotations

from core import ScalarSolution
from dashboard.guides.questions import Choose, Facts
from dashboard.guides.scene import Scene
from dashboard.guides.step import Step

_PART = 1e-6  # of the loss at the start
_WIDE = Scene("scalar", "d=0.5&p=0.36&y=1&T=4", plots=("loss",), controls=("d1", "p"))
_NARROW = Scene("scalar", "d=3&p=0.36&y=1&T=4", plots=("loss",), controls=("d1", "p"))


def _facts(wide: ScalarSolution) -> Facts:
    narrow: ScalarSolution = _NARROW.solution()
    before, after = (run.guaranteed_condition_number or 0.0 for run in (wide, narrow))
    early, late = wide.time_to(_PART), narrow.time_to(_PART)
    return {
        "part": _PART, "product": wide.product,
        "d": float(wide.network.imbalance[0]), "much": float(narrow.network.imbalance[0]),
        "alpha": wide.alpha_star, "beta": wide.beta_star,
        "ratio": before, "narrow_ratio": after,
        "earliest": early.earliest, "seen": early.flow, "promised": early.bound,
        "narrow_earliest": late.earliest, "narrow_promised": late.bound,
        "becomes": "narrower" if after > before else "wider" if after < before else "same",
    }  # fmt: skip


STEP = Step(
    "corridor",
    _WIDE,
    Choose(("narrower", "same", "wider"), "becomes"),
    facts=_facts,
    reveal_scene=_NARROW,
)
