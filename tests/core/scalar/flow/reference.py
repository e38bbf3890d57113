"""An independent flow in fifty digits: walk along the smallest weight and keep the clock.

With p the smallest weight, dt = dp / (2 (y - w) prod_{i != k} w_i). The walk takes steps of half
the distance to the nearest place where that is singular (the end of the path, or p = 0), so that
Gauss-Legendre quadrature with 24 points is exact to 35 digits on each. It knows nothing of legs,
coordinates, tails or cancellation: at fifty digits y - w is simply a difference.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import mpmath
from mpmath import mpf
from numpy.polynomial.legendre import leggauss

mpmath.mp.dps = 50
_POINTS = 24
_MAX_STEPS = 2000


@dataclass(frozen=True)
class Station:
    """A state of the flow: all of it exact to far more digits than float64 has."""

    time: mpf
    weights: list[mpf]
    gap: mpf

    @property
    def product(self) -> mpf:
        return mpmath.fprod(self.weights)

    @property
    def loss(self) -> mpf:
        return self.gap**2

    @property
    def preconditioner(self) -> mpf:
        """tau = sum_l prod_{i != l} w_i^2."""
        return mpmath.fsum(other**2 for other in _products_of_others(self.weights))

    @property
    def velocity(self) -> list[mpf]:
        """dw_l/dt = 2 (y - w) prod_{i != l} w_i."""
        return [2 * self.gap * other for other in _products_of_others(self.weights)]

    def moved_to(self, time: float) -> Station:
        """The state at a time so near that one step of Euler's method is exact."""
        step = mpf(time) - self.time
        weights = [w + step * v for w, v in zip(self.weights, self.velocity, strict=True)]
        return Station(mpf(time), weights, self.gap * (1 - 2 * self.preconditioner * step))


def walk(weights: Sequence[float], target: float, until: float = 1e-16) -> list[Station]:
    """States along the flow, the start first, until |y - w| or |p| is `until` of its start."""
    start = [mpf(w) for w in weights]
    y = mpf(target)
    k = min(range(len(start)), key=lambda layer: abs(start[layer]))
    offsets = [w**2 - start[k] ** 2 for w in start]

    def at(p: mpf) -> list[mpf]:
        state = [
            mpmath.sign(w) * mpmath.sqrt(p**2 + c) for w, c in zip(start, offsets, strict=True)
        ]
        state[k] = p
        return state

    def slowness(p: mpf) -> mpf:
        others = side * mpmath.sqrt(mpmath.fprod(p**2 + c for c in offsets[:k] + offsets[k + 1 :]))
        return 1 / (2 * abs(y - others * p) * abs(others))

    side = mpmath.fprod(-1 if w < 0 else 1 for w in start[:k] + start[k + 1 :])
    limit = _limit(start[k], side, offsets, y)
    positive = [c for c in offsets if c > 0]
    tied = len(offsets) - len(positive) > 1
    passable = mpf(0) if tied else mpmath.sqrt(min(positive, default=mpf("inf")))

    stations = [Station(mpf(0), start, y - mpmath.fprod(start))]
    p, time, gap = start[k], mpf(0), stations[0].gap
    while abs(gap) > until * abs(stations[0].gap) and not (
        tied and abs(p) <= until * abs(start[k])
    ):
        reach = min(abs(limit - p), max(abs(p), passable))
        step = mpmath.sign(limit - p) * reach / 2
        time += abs(step) * mpmath.fsum(
            weight * slowness(p + step * point) for point, weight in _rule()
        )
        p += step
        state = at(p)
        gap = y - mpmath.fprod(state)
        stations.append(Station(time, state, gap))
        if len(stations) > _MAX_STEPS:
            raise AssertionError("the walk does not end")
    return stations


def _limit(start: mpf, side: mpf, offsets: list[mpf], y: mpf) -> mpf:
    """p as t goes to infinity; `side` is the sign of the product of the other weights."""
    side *= mpmath.sign(y)
    if y == 0 or (offsets.count(0) > 1 and start * side < 0):
        return mpf(0)
    # log P(x) - log y^2 is convex in log x and not negative here: Newton comes down to the root.
    log_x = min(2 * mpmath.log(abs(y)) / len(offsets), _without_ties(offsets, y))
    for _ in range(500):
        x = mpmath.exp(log_x)
        excess = mpmath.fsum(mpmath.log(x + c) for c in offsets) - 2 * mpmath.log(abs(y))
        step = excess / mpmath.fsum(x / (x + c) for c in offsets)
        log_x -= step
        if abs(step) < mpf(10) ** -45:
            return side * mpmath.exp(log_x / 2)
    raise AssertionError("no end of the path")


def _without_ties(offsets: list[mpf], y: mpf) -> mpf:
    positive = [c for c in offsets if c > 0]
    ties = len(offsets) - len(positive)
    return (2 * mpmath.log(abs(y)) - mpmath.fsum(mpmath.log(c) for c in positive)) / ties


def _products_of_others(weights: list[mpf]) -> Iterator[mpf]:
    for layer in range(len(weights)):
        yield mpmath.fprod(weights[:layer] + weights[layer + 1 :])


@cache
def _rule() -> list[tuple[mpf, mpf]]:
    """Gauss-Legendre points and weights on [0, 1], by Newton's method from numpy's."""
    n, rule = _POINTS, []
    for start in leggauss(n)[0]:
        x = mpf(start)
        for _ in range(3):
            slope = n * (x * mpmath.legendre(n, x) - mpmath.legendre(n - 1, x)) / (x**2 - 1)
            x -= mpmath.legendre(n, x) / slope
        rule.append(((1 + x) / 2, 1 / ((1 - x**2) * slope**2)))
    return rule
