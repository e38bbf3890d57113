"""A challenge on the regimes."""

from __future__ import annotations

from core import CompareSolution
from dashboard.guides.challenges.challenge import Challenge, Condition, Found, Free, Sense
from dashboard.guides.scene import Scene

_WIDTH, _EXPONENT = 1_000_000_000, 1.0
_TRAINED = 1e-6


def _moves(solution: CompareSolution) -> Found:
    wide = solution.regimes[0].solution
    left = float(wide.excess[-1] / wide.excess[0])
    return Found(
        float(wide.preconditioner_drift[-1]),
        (Condition("fitted", wide.complete and left <= _TRAINED, left, (("part", _TRAINED),)),),
    )


MOVES = Challenge(
    key="moves",
    grade=1,
    scene=Scene(
        "regimes",
        f"h={_WIDTH}&a=0.5",
        plots=("kernel", "loss"),
        controls=("a", "r", "time"),
    ),
    free=(Free("a", 0, _EXPONENT), Free("r", 0, 2)),
    find=_moves,
    sense=Sense.MOST,
    stars=(0.1, 0.5, 1.0),
    solution=f"r=2&h={_WIDTH}&a={_EXPONENT:g}",
    limits={"width": _WIDTH, "exponent": _EXPONENT},
)
