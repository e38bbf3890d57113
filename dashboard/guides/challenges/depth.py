"""Challenges on what depth does."""

from __future__ import annotations

from functools import partial

from core import DepthSolution
from dashboard.guides.challenges import optima
from dashboard.guides.challenges.challenge import Challenge, Condition, Found, Free, Sense
from dashboard.guides.scene import Scene

_FAMILIES = Free("fam", options=("steps", "balanced"))
_ORDERS = Free("order", options=("first", "middle", "last"))
_STEPS = Free("s", 0.05, 3)
_scene = partial(Scene, "depth")

# ---- a start at which depth hurts --------------------------------------------------------------

_DEEP, _MARGIN, _START = 8, 0.05, 1.0
_HURTS_BEST = optima.least_gain(_MARGIN, _DEEP)[0]


def _hurts(solution: DepthSolution) -> Found:
    rates = dict(zip(solution.curves.depths.tolist(), solution.curves.alpha_star, strict=True))
    shallow, deep = float(rates[2]), float(rates[solution.descent.depth])
    return Found(deep / shallow if shallow > 0.0 else None)


HURTS = Challenge(
    key="hurts",
    grade=2,
    scene=_scene(f"p=0.5&L={_DEEP}&most=12", plots=("rate",), controls=("fam", "order", "s", "p")),
    free=(_FAMILIES, _ORDERS, _STEPS, Free("p", _MARGIN, _START)),
    find=_hurts,
    sense=Sense.LEAST,
    stars=(0.5, 0.3, *Sense.LEAST.parts(_HURTS_BEST, 1.02)),
    solution=f"order=middle&s=0.25&p={_MARGIN}&L={_DEEP}&most=12",
    best=_HURTS_BEST,
    limits={"least": _MARGIN, "high": _START, "depth": _DEEP},
)

# ---- the largest stable step -------------------------------------------------------------------

_SMALL, _LEAST_DEPTH, _MOST_DEPTH = 0.1, 2, 30
_STEP_BEST, _STEP_DEPTH = optima.flattest(_SMALL, _MOST_DEPTH)


def _step(solution: DepthSolution) -> Found:
    stable = solution.descent.stability.step
    return Found(stable, (Condition("stable", stable is not None),))


STEP = Challenge(
    key="step",
    grade=3,
    scene=_scene(
        f"p=0.05&y={_SMALL}&most={_MOST_DEPTH}&L=3",
        plots=("step", "rate"),
        controls=("fam", "s", "p", "L"),
    ),
    free=(_FAMILIES, _STEPS, Free("p", -1, 2), Free("L", _LEAST_DEPTH, _MOST_DEPTH)),
    find=_step,
    sense=Sense.MOST,
    # The last one leaves only the best depth.
    stars=Sense.MOST.parts(_STEP_BEST, 0.5, 0.95, 0.9997),
    solution=f"fam=balanced&p=0.05&y={_SMALL}&L={_STEP_DEPTH}",
    best=_STEP_BEST,
    limits={"target": _SMALL, "least": _LEAST_DEPTH, "most": _MOST_DEPTH},
)

# ---- beyond the largest stable step ------------------------------------------------------------

_EDGE_STEP, _EDGE_RUN = 2.0, 300
_EDGE_BEST = optima.largest_step_part(_EDGE_STEP, 1.0)


def _edge(solution: DepthSolution) -> Found:
    run = solution.descent
    final = run.final_stability
    flat = final.step if final else None
    return Found(
        solution.scenario.step_fraction if run.stability.step else None,
        (
            Condition("converged", final is not None),
            Condition("flat", flat is not None and run.step < flat, flat),
        ),
    )


EDGE = Challenge(
    key="edge",
    grade=3,
    scene=_scene(
        f"s={_EDGE_STEP:g}&p=0.5&L=2&most=4&k={_EDGE_RUN}&f=0.9",
        plots=("loss", "constraint"),
        tab="descent",
        controls=("p", "f", "time"),
    ),
    free=(Free("p", -1, 2), Free("f", 0.01, 3)),
    find=_edge,
    sense=Sense.MOST,
    stars=(1.05, 1.2, 1.35),
    solution=f"s={_EDGE_STEP:g}&p=0.3&L=2&most=4&k={_EDGE_RUN}&f=1.38",
    best=_EDGE_BEST,
    limits={"steps": _EDGE_RUN, "imbalance": _EDGE_STEP},
)

# ---- the largest certified step ----------------------------------------------------------------

_CERTAIN = {"start": 0.5, "imbalance": 3.0}
_CERTAIN_SCENE = partial(
    _scene, tab="descent", plots=("loss", "constraint"), controls=("s", "p", "f", "time")
)


# The supremum, where imbalance and start are as large as they may be, and the target is 1.
_CERTAIN_BEST = optima.certified_part(_CERTAIN["imbalance"], _CERTAIN["start"], 1.0)


def _certified(solution: DepthSolution) -> Found:
    run = solution.descent
    certified = Condition("certified", run.certificate.factor is not None, run.certified_part)
    return Found(solution.scenario.step_fraction if run.stability.step else None, (certified,))


CERTIFIED = Challenge(
    key="certified",
    grade=3,
    scene=_CERTAIN_SCENE("s=0.5&p=-0.5&L=2&most=4&k=60&f=0.9"),
    free=(
        Free("s", 0.05, _CERTAIN["imbalance"]),
        Free("p", -1, _CERTAIN["start"]),
        Free("f", 0.01, 3),
    ),
    find=_certified,
    sense=Sense.MOST,
    stars=Sense.MOST.parts(_CERTAIN_BEST, 0.7, 0.9, 0.99),
    solution="s=3&p=0.5&L=2&most=4&k=60&f=0.76",
    best=_CERTAIN_BEST,
    limits=_CERTAIN,
)
