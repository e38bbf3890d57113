"""Times to a loss of 1e-8: scipy's solve_ivp in a loop, and diffrax vmapped and compiled."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from scipy.integrate import solve_ivp

from benchmarks.atlas.networks import drawn, time_to
from benchmarks.atlas.sides import OURS, Side, measure, missing, print_sides
from benchmarks.report import print_promise, print_title
from core.arrays import Array
from core.atlas import by_weights, scalar_values

COUNT, DEPTH = 10_000, 4
LEVEL = 1e-8
LOOPED, CHECKED = 40, 20
ROUNDS = 5
LONG = 1e3  # longer than any of the flows
RTOL, ATOL = 1e-9, 1e-12
DIFFRAX = "diffrax, vmapped and compiled"


def run() -> None:
    print_title(f"Atlas: times to a loss of {LEVEL:g} of {COUNT} scalar networks, L = {DEPTH}")
    weights, targets = drawn(COUNT, DEPTH)
    sides = [
        Side(OURS, COUNT, lambda: scalar_values(
            by_weights(weights, targets), ["time_to_loss"], level=LEVEL
        )["time_to_loss"]),
        *(
            Side(f"solve_ivp, {method}", LOOPED, _loop(method, weights, targets))
            for method in ("LSODA", "DOP853")
        ),
    ]  # fmt: skip
    if not missing("diffrax"):
        from benchmarks.atlas.compiled import diffrax_times

        sides.append(Side(DIFFRAX, COUNT, diffrax_times(weights, targets, LEVEL, RTOL, ATOL)))
    samples = measure(sides, ROUNDS)
    pairs = zip(weights[:CHECKED], targets[:CHECKED].tolist(), strict=True)
    ratios = print_sides(sides, samples, np.array([time_to(*pair, LEVEL) for pair in pairs]))
    best = min((side.name for side in sides[1:3]), key=lambda name: ratios[name])
    print_promise(f"at least 500 times faster than {best}", ratios[best], ratios[best] >= 500)
    if DIFFRAX in ratios:
        ratio = ratios[DIFFRAX]
        print_promise(f"at least 10 times faster than {DIFFRAX}", ratio, ratio >= 10)


def _loop(method: str, weights: Array, targets: Array) -> Callable[[], Array]:
    pairs = list(zip(weights[:LOOPED], targets[:LOOPED].tolist(), strict=True))
    return lambda: np.array([followed(method, *pair) for pair in pairs])


def followed(method: str, start: Array, target: float) -> float:
    """The time of one network, by scipy."""

    def velocity(_t: float, state: Array) -> list[float]:
        weights = state.tolist()
        product = math.prod(weights)
        pull = 2.0 * (target - product) * product
        return [pull / weight for weight in weights]

    def fallen(_t: float, state: Array) -> float:
        return abs(target - math.prod(state.tolist())) - math.sqrt(LEVEL)

    fallen.terminal = True  # type: ignore[attr-defined]
    found = solve_ivp(
        velocity, (0.0, LONG), start, method=method, events=fallen, rtol=RTOL, atol=ATOL
    )
    return float(found.t_events[0][0])
