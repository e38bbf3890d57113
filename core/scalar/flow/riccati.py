"""Two scalar layers in closed form.

With p the smaller weight, c its imbalance with the larger, and q = (p + sqrt(p^2 + c))^2, the flow
towards y is a Riccati equation with constant coefficients (Saxe et al. 2014, Tarmoun et al. 2021),

    dq/dt = 4 (y - w) q = -(q - q_+)(q - q_-),   q_+- = 2 y +- sqrt(4 y^2 + c^2),

With e = exp(-(q_+ - q_-) t) and q_0 the start,

    q = N / D,  N = q_0 q_+ - q_0 q_- e + c^2 (1 - e),  D = (q_0 - q_-)(1 - e) + (q_+ - q_-) e,

sums of terms of one sign (q_+ q_- = -c^2), and y - w = (y - w_0) q_0 (q_+ - q_-)^2 e / (D N).
"""

from __future__ import annotations

import math

import numpy as np

from core.arrays import Array
from core.float64 import above_zero
from core.scalar.flow.closed import Closed

_HALVED = 0.5 ** np.arange(1.0, 100.0)  # of the way to the end, for sampling


class RiccatiFlow(Closed):
    """p and y - w of two layers, from p(0) = `start`.

    Valid if c > 0, or if the start is positive: q must not start at its unstable rest, 0.

    Parameters
    ----------
    offset : float
        c >= 0.
    target : float
        y >= 0.
    start, gap : float
        p(0) and y - w(0).
    """

    def __init__(self, offset: float, target: float, start: float, gap: float) -> None:
        self._offset = offset
        self._target = target
        self._gap = gap
        tau = math.hypot(2.0 * target, offset)
        root = math.sqrt(start * start + offset)
        # No small q is formed as a difference: not the one at the start, not q_-.
        self._start = (start + root) ** 2 if start >= 0.0 else (offset / (root - start)) ** 2
        self._upper = 2.0 * target + tau
        self._lower = -offset * (offset / self._upper)
        self._rate = 2.0 * tau

    def at(self, times: Array) -> tuple[Array, Array]:
        """p and y - w, the latter to full relative accuracy."""
        e = np.exp(-self._rate * times)
        gone = -np.expm1(-self._rate * times)
        numerator = self._start * (self._upper - self._lower * e) + self._offset**2 * gone
        denominator = (self._start - self._lower) * gone + self._rate * e
        q = numerator / denominator
        gap = self._gap * (self._start * self._rate / numerator) * (self._rate * e / denominator)
        if self._target < self._offset:  # either form cancels near p = 0, this one then less
            return (self._target - gap) * (2.0 * np.sqrt(q) / (q + self._offset)), gap
        return (q - self._offset) / (2.0 * np.sqrt(q)), gap

    def time_at_gap(self, gap: float) -> float:
        """Time from which |y - w| is at most `gap`, to leading order near the end."""
        share = self._start * self._rate / (self._start * self._upper + self._offset**2)
        late = abs(self._gap) * share * self._rate / (self._start - self._lower)
        return max(0.0, math.log(above_zero(late / gap))) / self._rate

    def marks(self) -> Array:
        """Times at which q has come half, three quarters, ... of its way."""
        if self._start == self._upper:  # the way is shorter than a rounding
            return np.empty(0)
        left = (self._start - self._upper) * _HALVED
        # (q - q_+)/(q - q_-) falls like e.
        ratio = left / (self._upper + left - self._lower)
        first = (self._start - self._upper) / (self._start - self._lower)
        times: Array = np.log(first / ratio) / self._rate
        return times
