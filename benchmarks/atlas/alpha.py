"""alpha* of a million networks: scipy's brentq in a loop, in plain floats and on arrays."""

from __future__ import annotations

import math

import mpmath
import numpy as np
from scipy.optimize import brentq

from benchmarks.atlas.networks import DIGITS, drawn, root
from benchmarks.atlas.sides import OURS, Side, measure, print_sides
from benchmarks.report import print_promise, print_title
from core.arrays import Array
from core.atlas import by_weights, scalar_values

COUNT, DEPTH = 1_000_000, 8
LOOPED, CHECKED = 1000, 200
ROUNDS = 5
FLOATS, ARRAYS = "brentq, plain floats", "brentq, numpy"


def run() -> None:
    print_title(f"Atlas: alpha* of {COUNT} scalar networks, L = {DEPTH}")
    weights, targets = drawn(COUNT, DEPTH)
    lists = list(zip(weights[:LOOPED].tolist(), targets[:LOOPED].tolist(), strict=True))
    arrays = list(zip(weights[:LOOPED], targets[:LOOPED].tolist(), strict=True))
    sides = [
        Side(OURS, COUNT, lambda: scalar_values(by_weights(weights, targets), ["alpha_star"])[
            "alpha_star"
        ]),
        Side(FLOATS, LOOPED, lambda: np.array([_floats(*each) for each in lists])),
        Side(ARRAYS, LOOPED, lambda: np.array([_arrays(*each) for each in arrays])),
    ]  # fmt: skip
    samples = measure(sides, ROUNDS)
    reference = np.array([_reference(*each) for each in lists[:CHECKED]])
    ratios = print_sides(sides, samples, reference)
    for name in (FLOATS, ARRAYS):
        print_promise(f"at least 200 times faster than {name}", ratios[name], ratios[name] >= 200)


def _floats(weights: list[float], target: float) -> float:
    squares = [weight * weight for weight in weights]
    least = min(squares)
    offsets = [square - least for square in squares]
    margin = max(0.0, abs(target) - abs(target - math.prod(weights)))
    if margin == 0.0:
        x = 0.0
    else:
        goal = margin * margin

        def excess(x: float) -> float:
            product = 1.0
            for c in offsets:
                product *= x + c
            return product - goal

        x = brentq(excess, 0.0, margin ** (2 / len(weights)), xtol=1e-300, rtol=1e-14)
    product, slope = 1.0, 0.0
    for c in offsets:
        slope = slope * (x + c) + product
        product *= x + c
    return slope


def _arrays(weights: Array, target: float) -> float:
    offsets = weights**2 - np.min(weights**2)
    margin = max(0.0, abs(target) - abs(target - np.prod(weights)))
    x = 0.0
    if margin > 0.0:
        x = brentq(
            lambda x: np.prod(x + offsets) - margin**2,
            0.0,
            margin ** (2 / len(weights)),
            xtol=1e-300,
            rtol=1e-14,
        )
    others = [np.prod(np.delete(x + offsets, layer)) for layer in range(len(weights))]
    return float(np.sum(others))


def _reference(weights: list[float], target: float) -> float:
    with mpmath.workdps(DIGITS):
        squares = [mpmath.mpf(weight) ** 2 for weight in weights]
        y, w = mpmath.mpf(target), mpmath.fprod(map(mpmath.mpf, weights))
        margin = max(mpmath.mpf(0), y - abs(y - w))

        def excess(x: mpmath.mpf) -> mpmath.mpf:
            return mpmath.fprod(x + s - min(squares) for s in squares) - margin**2

        high = margin ** (mpmath.mpf(2) / len(weights))
        x = root(excess, high)
        layers = range(len(weights))
        shifted = [x + s - min(squares) for s in squares]
        return float(
            mpmath.fsum(mpmath.fprod(shifted[i] for i in layers if i != k) for k in layers)
        )
