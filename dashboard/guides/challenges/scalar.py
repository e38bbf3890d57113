"""Challenges on scalar networks."""

from __future__ import annotations

import math
from functools import partial

from core import ScalarSolution
from core.scalar import TRUE_GAMMA, Outcome
from dashboard.guides.challenges import optima
from dashboard.guides.challenges.challenge import Challenge, Condition, Found, Free, Sense
from dashboard.guides.scene import Scene

#: Of a loss that has fallen far: where envelope and loss are compared.
PART = 1e-6
_WEIGHTS_2 = (Free("w1", -3, 3), Free("w2", -3, 3))
_WEIGHTS_3 = (*_WEIGHTS_2, Free("w3", -3, 3))


def _norm(solution: ScalarSolution) -> float:
    """The squares of the weights at the start, added up."""
    return math.fsum(weight * weight for weight in solution.weights[0].tolist())


def _within(solution: ScalarSolution, most: float) -> Condition:
    norm = _norm(solution)
    return Condition("norm", norm <= most, norm, (("most", most),))


# ---- the slowest start that is guaranteed ------------------------------------------------------

_STEPS = (1.0, 1.0)  # d_1, d_2: squares x + 2, x + 1, x
_FLOOR = math.prod(math.fsum(_STEPS[layer:]) for layer in range(len(_STEPS)))


def _slowest(solution: ScalarSolution) -> Found:
    return Found(solution.alpha_star)


# ---- the saddle --------------------------------------------------------------------------------

_SADDLE_NORM = 3.0


def _saddle(solution: ScalarSolution) -> Found:
    return Found(
        -solution.product,
        (
            Condition("saddle", solution.outcome is Outcome.SADDLE),
            _within(solution, _SADDLE_NORM),
        ),
    )


# ---- the imbalance alone -----------------------------------------------------------------------

_ALONE = {"most": 4.0, "product": 0.5}
_ALONE_BEST = optima.imbalance_alone(_ALONE["most"], _ALONE["product"])


def _alone(solution: ScalarSolution) -> Found:
    size, least = abs(solution.product), _ALONE["product"]
    return Found(
        solution.alpha_star,
        (
            Condition("no_margin", solution.margin == 0.0, solution.margin),
            Condition("size", size >= least, size, (("least", least),)),
            _within(solution, _ALONE["most"]),
        ),
    )


# ---- the tight envelope ------------------------------------------------------------------------

_TIGHT = {"percent": 1.0, "start": 0.25, "part": PART}
_TIGHT_TARGET = 0.5
_TIGHT_BEST = optima.tight_norm(_TIGHT["start"], _TIGHT_TARGET, PART, _TIGHT["percent"] / 100.0)


def _tight(solution: ScalarSolution) -> Found:
    times, most, start = solution.time_to(PART), _TIGHT["percent"], _TIGHT["start"]
    slack = None
    if times.flow and times.bound:
        slack = 100.0 * (times.bound / times.flow - 1.0)
    return Found(
        _norm(solution),
        (
            Condition(
                "slack",
                slack is not None and slack <= most,
                slack,
                (("most", most), ("part", PART)),
            ),
            Condition(
                "below", 0.0 < solution.product <= start, solution.product, (("most", start),)
            ),
        ),
    )


# ---- the largest guarantee ---------------------------------------------------------------------

_LARGEST = {"most": 4.0}
_LARGEST_PRODUCT = 0.5
_LARGEST_BEST = optima.three_layers(_LARGEST["most"], _LARGEST_PRODUCT)


def _largest(solution: ScalarSolution) -> Found:
    return Found(solution.alpha_star, (_within(solution, _LARGEST["most"]),))


# ---- without a guarantee -----------------------------------------------------------------------

_FREE = {"most": 6.0}
_FREE_BEST = TRUE_GAMMA * optima.tied_rate(optima.unguaranteed(_FREE["most"], 1.0)[1], 1.0)


def _unguaranteed(solution: ScalarSolution) -> Found:
    reaches = solution.outcome.at_target and solution.outcome is not Outcome.AT_MINIMUM
    return Found(
        solution.infimum,
        (
            Condition("nothing", solution.alpha_star == 0.0, solution.alpha_star),
            Condition("arrives", reaches),
            _within(solution, _FREE["most"]),
        ),
    )


# ---- the narrowest corridor --------------------------------------------------------------------

_NARROW = {"most": 4.0, "start": 0.5}
_NARROW_TARGET = 1.0
_NARROW_BEST = optima.narrowest(_NARROW["most"], _NARROW["start"], _NARROW_TARGET)


def _narrow(solution: ScalarSolution) -> Found:
    start = _NARROW["start"]
    below = 0.0 < solution.product <= start
    return Found(
        solution.guaranteed_condition_number,
        (
            Condition("below", below, solution.product, (("most", start),)),
            _within(solution, _NARROW["most"]),
        ),
    )


_scene = partial(Scene, "scalar")

# ---- two starts with one guarantee -------------------------------------------------------------

_TWIN = {"d": 0.6, "p": 0.4, "target": 1.0, "farthest": 3.0}
_TWIN_START = _scene(
    "d={d:g}&p={p:g}&y={target:g}".format(**_TWIN),
    plots=("loss", "rate"),
    controls=("d1", "p", "time"),
)
_TWIN_ALPHA = optima.two_layer_alpha(_TWIN["d"], _TWIN["p"], _TWIN["target"])
_SAME = 1.0  # percent that alpha* may be off
_TWIN_BEST = optima.two_layer_time(
    (1.0 + _SAME / 100.0) * _TWIN_ALPHA, _TWIN["farthest"], _TWIN["target"], PART
) / optima.two_layer_time(_TWIN["d"], _TWIN["p"], _TWIN["target"], PART)


def _twins(solution: ScalarSolution) -> Found:
    first: ScalarSolution = _TWIN_START.solution()
    time, whole = solution.time_to(PART).flow, first.time_to(PART).flow
    off = 100.0 * abs(solution.alpha_star / first.alpha_star - 1.0)
    return Found(
        float(time / whole) if time is not None and whole else None,
        (Condition("same", off <= _SAME, off, (("most", _SAME), ("alpha", first.alpha_star))),),
    )


SLOWEST = Challenge(
    key="slowest",
    grade=1,
    scene=_scene("d=1,1&p=0.5&y=1", plots=("loss", "rate"), controls=("p", "time")),
    free=(Free("p", -3, 3),),
    find=_slowest,
    sense=Sense.LEAST,
    stars=Sense.LEAST.parts(_FLOOR, 1.25, 1.02, 1.0),
    solution="d=1,1&p=-0.2&y=1",
    best=_FLOOR,
)
SADDLE = Challenge(
    key="saddle",
    grade=1,
    scene=_scene(
        "w=0.9,0.7,-0.4&y=1", plots=("loss", "weights"), controls=("w1", "w2", "w3", "time")
    ),
    free=_WEIGHTS_3,
    find=_saddle,
    sense=Sense.MOST,
    stars=(0.25, 0.5, 0.99),
    solution="w=1,1,-1&y=1",
    best=(_SADDLE_NORM / 3.0) ** 1.5,
    limits={"most": _SADDLE_NORM},
)
ALONE = Challenge(
    key="alone",
    grade=1,
    scene=_scene("w=1,-0.6&y=1", plots=("constraint", "rate"), controls=("w1", "w2", "time")),
    free=_WEIGHTS_2,
    find=_alone,
    sense=Sense.MOST,
    stars=Sense.MOST.parts(_ALONE_BEST, 0.75, 0.95, 0.99),
    solution="w=1.98,-0.26&y=1",
    best=_ALONE_BEST,
    limits=_ALONE,
)
TIGHT = Challenge(
    key="tight",
    grade=2,
    scene=_scene("w=1,0.25&y=0.5", plots=("loss", "rate"), controls=("w1", "w2", "time")),
    free=_WEIGHTS_2,
    find=_tight,
    sense=Sense.LEAST,
    stars=Sense.LEAST.parts(_TIGHT_BEST, 2.0, 1.25, 1.05),
    solution="w=2.39,0.1&y=0.5",
    best=_TIGHT_BEST,
    limits=_TIGHT,
)
LARGEST = Challenge(
    key="largest",
    grade=2,
    scene=_scene("d=1,0.5&p=0.5&y=1", plots=("loss", "rate"), controls=("d1", "d2", "time")),
    free=(Free("d1", -5, 5), Free("d2", -5, 5)),
    find=_largest,
    sense=Sense.MOST,
    stars=Sense.MOST.parts(_LARGEST_BEST, 0.9, 0.97, 0.995),
    solution="d=0,1.9&p=0.5&y=1",
    best=_LARGEST_BEST,
    limits=_LARGEST,
)
UNGUARANTEED = Challenge(
    key="unguaranteed",
    grade=3,
    scene=_scene("w=1.2,1,0.8&y=1", plots=("loss", "rate"), controls=("w1", "w2", "w3", "time")),
    free=_WEIGHTS_3,
    find=_unguaranteed,
    sense=Sense.MOST,
    stars=Sense.MOST.parts(_FREE_BEST, 0.7, 0.9, 0.99),
    solution="w=1,1,2&y=1",
    best=_FREE_BEST,
    limits=_FREE,
)
NARROW = Challenge(
    key="narrow",
    grade=2,
    scene=_scene("w=1,0.5&y=1", plots=("loss", "rate"), controls=("w1", "w2", "time")),
    free=_WEIGHTS_2,
    find=_narrow,
    sense=Sense.MOST,
    stars=Sense.MOST.parts(_NARROW_BEST, 0.75, 0.9, 0.99),
    solution="w=1.98,0.25&y=1",
    best=_NARROW_BEST,
    limits=_NARROW,
)
TWINS = Challenge(
    key="twins",
    grade=1,
    scene=_TWIN_START,
    free=(Free("d1", -3, 3), Free("p", -_TWIN["farthest"], _TWIN["farthest"])),
    find=_twins,
    sense=Sense.LEAST,
    stars=Sense.LEAST.parts(_TWIN_BEST, 1.3, 1.15, 1.02),
    solution="d=1&p=3&y=1",
    best=_TWIN_BEST,
    limits={"percent": _SAME, "part": PART, "alpha": _TWIN_ALPHA, **_TWIN},
)
