"""The best that there is, in closed form or as the root of one equation.

Source: docs/mathematics.md, section 10, with the proofs.
"""

from __future__ import annotations

import math
from collections.abc import Callable

_ROUNDS = 200  # halvings, and thirds cut off: more than the last digit needs


def imbalance_alone(norm: float, product: float) -> float:
    """Largest |d| = alpha* of two layers without a margin.

    Of w_1^2 + w_2^2 <= norm and |w_1 w_2| >= product; d^2 = (w_1^2 + w_2^2)^2 - 4 (w_1 w_2)^2.
    """
    return math.sqrt(norm * norm - 4.0 * product * product)


def two_layer_alpha(imbalance: float, product: float, target: float) -> float:
    """alpha* of two layers: sqrt(d^2 + 4 margin^2), margin = max(0, |y| - |y - w(0)|)."""
    return math.hypot(imbalance, 2.0 * max(0.0, abs(target) - abs(target - product)))


def narrowest(norm: float, start: float, target: float) -> float:
    """Largest alpha*/beta* of two layers with 0 < w(0) <= start <= target and squares up to `norm`.

    With M = w_1^2 + w_2^2 it is M / sqrt(M^2 + 16 y (y - w(0))), which grows with both.
    """
    return norm / math.sqrt(norm * norm + 16.0 * target * (target - start))


def three_layers(norm: float, product: float) -> float:
    """Largest tau of three layers with this product and squares that add up to at most `norm`.

    Two squares are equal, a, and the third is norm - 2a: tau = a^2 + 2 a (norm - 2a) at the largest
    root of 2 a^3 - norm a^2 + product^2 = 0.
    """
    # From the larger stationary point of the cubic, norm/3, up to where the third square is 0.
    a = _root(lambda a: 2.0 * a**3 - norm * a * a + product * product, norm / 3.0, norm / 2.0)
    return a * a + 2.0 * a * (norm - 2.0 * a)


def flattest(target: float, most: int) -> tuple[float, int]:
    """Largest stable step at any minimum w = y, and its depth, of 2 .. most layers.

    tau >= L |y|^(2 - 2/L) by the means, with equality for balanced weights; the step is 1/tau.
    """
    steps = [(1.0 / (depth * target ** (2.0 - 2.0 / depth)), depth) for depth in range(2, most + 1)]
    return max(steps)


def largest_step_part(imbalance: float, target: float) -> float:
    """Two layers: the stable step of the flattest minimum beside that of the flow's own.

    1 / (2 |y|) over 1 / sqrt(d^2 + 4 y^2).
    """
    return math.sqrt(imbalance * imbalance + 4.0 * target * target) / (2.0 * target)


def certified_part(imbalance: float, start: float, target: float) -> float:
    """Two layers, 0 < start < target: what is certified from the start beside what is stable.

    sqrt(d^2 + 4 y^2) / (sqrt(d^2 + 4 (y + g)^2) + g), g = y - w(0): it grows with w(0) and |d|.
    """
    gap = target - start
    own, farthest = math.hypot(imbalance, 2.0 * target), math.hypot(imbalance, 2.0 * (target + gap))
    return own / (farthest + gap)


def unguaranteed(norm: float, target: float) -> tuple[float, float]:
    """Least squares x and c of the best start without a guarantee: of weights x, x and x + c.

    Three layers, w(0) >= 2 y and squares that add up to at most `norm`: x^2 (norm - 2x) = 4 y^2 at
    the smaller root, c = norm - 3x.
    """
    wanted = 4.0 * target * target
    x = _root(lambda x: x * x * (norm - 2.0 * x) - wanted, 0.0, norm / 3.0)
    return x, norm - 3.0 * x


def tied_rate(c: float, target: float) -> float:
    """tau at w = y of three layers of squares x, x and x + c: x^2 + 2 x (x + c)."""
    x = _root(lambda x: x * x * (x + c) - target * target, 0.0, target ** (2.0 / 3.0))
    return x * x + 2.0 * x * (x + c)


def two_layer_time(imbalance: float, start: float, target: float, part: float) -> float:
    """When the loss of two layers has fallen to `part`, for start > -d^2 / (4 target), not target.

    dw/dt = 2 (y - w) sqrt(d^2 + 4 w^2), and with g = sqrt(d^2 + 4 y^2) the integral of
    1 / (|y - w| sqrt(d^2 + 4 w^2)) towards y is asinh((d^2 + 4 y w) / (2 |d| |y - w|)) / g.
    """
    g = math.hypot(imbalance, 2.0 * target)

    def whole(w: float) -> float:
        above = imbalance * imbalance + 4.0 * target * w
        return math.asinh(above / (2.0 * abs(imbalance) * abs(target - w))) / g

    end = target - (target - start) * math.sqrt(part)
    return (whole(end) - whole(start)) / 2.0


def slack(imbalance: float, start: float, target: float, part: float) -> float:
    """How much longer the envelope of two layers takes than the loss, as a part of that."""
    bound = -math.log(part) / (4.0 * math.hypot(imbalance, 2.0 * start))
    return bound / two_layer_time(imbalance, start, target, part) - 1.0


def tight_norm(start: float, target: float, part: float, allowed: float) -> float:
    """Least w_1^2 + w_2^2 of an envelope with that slack, from this start or below it."""
    d = _root(lambda d: allowed - slack(d, start, target, part), 1e-3, 1e3)
    return math.hypot(d, 2.0 * start)


def least_gain(margin: float, depth: int) -> tuple[float, float]:
    """Least alpha* at this depth over that of two layers, of unit steps s, and that s.

    The smallest layer is in the middle, where the squares grow least: x + s |l - k|.
    """
    middle = (depth - 1) // 2
    places = [abs(layer - middle) for layer in range(depth)]

    def gain(s: float) -> float:
        squares = [s * place for place in places]
        x = _root(lambda x: math.prod(x + c for c in squares) - margin * margin, 0.0, 1.0)
        deep = margin * margin * sum(1.0 / (x + c) for c in squares)
        return deep / math.hypot(s, 2.0 * margin)

    low, high = 1e-3, 1.0
    for _ in range(_ROUNDS):  # it falls, then rises
        third = (high - low) / 3.0
        before = low, high
        if gain(low + third) < gain(high - third):
            high -= third
        else:
            low += third
        if (low, high) == before:
            break
    return gain(low), low


def _root(function: Callable[[float], float], low: float, high: float) -> float:
    """Where a function that is below 0 at `low` and above 0 at `high` changes its sign."""
    for _ in range(_ROUNDS):
        middle = 0.5 * (low + high)
        before = low, high
        if function(middle) < 0.0:
            low = middle
        else:
            high = middle
        if (low, high) == before:
            break
    return high
