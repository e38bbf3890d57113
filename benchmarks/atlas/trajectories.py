"""Losses at given times: numbalsoda, compiled, on two threads."""

from __future__ import annotations

import numpy as np

from benchmarks.atlas.networks import drawn
from benchmarks.atlas.sides import OURS, Side, measure, missing, print_sides
from benchmarks.report import print_promise, print_title
from core import ScalarScenario, solve
from core.arrays import Array
from core.atlas import by_weights, scalar_losses

COUNT, DEPTH = 10_000, 4
TIMES = np.linspace(0.0, 5.0, 64)
CHECKED = 200
ROUNDS = 5
THREADS = 2
LOOSE, TIGHT = "numbalsoda, rtol 1e-9", "numbalsoda, rtol 1e-13"


def run() -> None:
    print_title(
        f"Atlas: losses at {TIMES.size} times of {COUNT} scalar networks, L = {DEPTH};"
        f" numbalsoda on {THREADS} threads"
    )
    weights, targets = drawn(COUNT, DEPTH)
    sides = [Side(OURS, COUNT, lambda: scalar_losses(by_weights(weights, targets), TIMES))]
    peers = not missing("numbalsoda")
    if peers:
        from benchmarks.atlas.compiled import numbalsoda_losses

        for name, rtol, atol in ((LOOSE, 1e-9, 1e-12), (TIGHT, 1e-13, 1e-15)):
            answer = numbalsoda_losses(weights, targets, TIMES, rtol, atol)
            sides.append(Side(name, COUNT, answer, threads=THREADS))
    ratios = print_sides(sides, measure(sides, ROUNDS), _reference(weights, targets))
    if peers:
        print_promise(f"at least 3 times faster than {TIGHT}", ratios[TIGHT], ratios[TIGHT] >= 3)


def _reference(weights: Array, targets: Array) -> Array:
    """By the solver of one network, which is checked against mpmath: `benchmarks.solver`."""
    times = tuple(TIMES.tolist())
    pairs = zip(weights[:CHECKED].tolist(), targets[:CHECKED].tolist(), strict=True)
    return np.array(
        [solve(ScalarScenario(weights=tuple(w), target=y, times=times)).loss for w, y in pairs]
    )
