"""How long a balanced mode stays near 0 before it is learnt.

A mode s of L balanced layers under c/2 (s* - s)^2 is one number,

    ds/dt = c L s^(2 - 2/L) (s* - s),

and its time is elementary: with s = s* z^L, 1/(z^(L-1) (1 - z^L)) = z^(1-L) + z/(1 - z^L).

Source: docs/mathematics.md, section 14.
"""

from __future__ import annotations

import math

from scipy import special

#: A mode has escaped when it is this part of its target.
HALF = 0.5


def time_between(depth: int, first: float, target: float, last: float, rate: float = 1.0) -> float:
    """How long a balanced mode takes from `first` to `last`, exactly.

    Parameters
    ----------
    depth : int
        L.
    first, target, last : float
        s(0), s* and s, with 0 < s(0) <= s < s*.
    rate : float
        c, the curvature of the loss in the direction of the mode; 2 for |y - w|^2.
    """
    if depth == 1:
        return (math.log1p(-first / target) - math.log1p(-last / target)) / rate
    unit = rate * math.pow(target, 2.0 - 2.0 / depth)
    if depth == 2:  # ln(z^2/(1 - z^2)) / 2 at both ends
        odds = math.log(last / first) + math.log1p(-first / target) - math.log1p(-last / target)
        return 0.5 * odds / unit
    before, after = first / target, last / target
    return (_spent(depth, after) - _spent(depth, before)) / unit


def half_time(depth: int, first: float, target: float, rate: float = 1.0) -> float | None:
    """When a balanced mode is half of its target; None if it starts there, beyond, or at 0."""
    if not 0.0 < first < HALF * target:
        return None
    return time_between(depth, first, target, HALF * target, rate)


def leading_time(depth: int, first: float, target: float, rate: float = 1.0) -> float:
    """What `half_time` tends to, divided by it, as s(0) -> 0.

    s(0)^(2/L - 1) / (c (L-2) s*) from three layers on, ln(s*/s(0)) / (2 c s*) for two.
    """
    if depth == 2:
        return math.log(target / first) / (2.0 * rate * target)
    return math.pow(first, 2.0 / depth - 1.0) / (rate * (depth - 2) * target)


def _spent(depth: int, part: float) -> float:
    """An antiderivative of z^(1-L) + z/(1 - z^L) at z^L = `part`, L >= 3."""
    z = math.pow(part, 1.0 / depth)
    tail = float(special.hyp2f1(1.0, 2.0 / depth, 1.0 + 2.0 / depth, part))
    return 0.5 * z * z * tail - math.pow(z, 2.0 - depth) / (depth - 2)
