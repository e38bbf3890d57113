"""What a certificate of gradient descent is made of, whatever the network."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass

from words import Message

_GOLDEN = 0.5 * (math.sqrt(5.0) - 1.0)
_NARROW = 1e-8  # of log delta: a minimum is flat, and its value then is right to 1e-16


@dataclass(frozen=True)
class Certified:
    """What holds along a whole run with a constant step.

    Attributes
    ----------
    alpha : float
        lambda_min(T) is no smaller; above 0.
    drift : float
        delta: no imbalance moves farther, in the norm of D_l - D_l(0).
    smoothness : float
        The bound of the loss's curvature along the steps.
    """

    alpha: float
    drift: float
    smoothness: float


class Bounds(ABC):
    """What the start of a network guarantees.

    Parameters
    ----------
    excess : float
        f(W(0)) - f*.
    mu : float
        Of the objective.
    """

    def __init__(self, *, excess: float, mu: float) -> None:
        self.excess = excess
        self.mu = mu

    @abstractmethod
    def alpha(self, drift: float) -> float:
        """lambda_min(T) is no smaller while the imbalances have drifted no farther."""

    @abstractmethod
    def at(self, step: float) -> Certified | Message:
        """What a constant step guarantees, or why it does not."""

    @abstractmethod
    def largest(self) -> float:
        """Steps below it have a certificate, steps above it none. `alpha(0)` is above 0."""

    def certified(self, drift: float, smoothness: float) -> Certified | Message:
        """Unless the drift may take away the rate."""
        alpha = self.alpha(drift)
        if alpha <= 0.0:
            return Message("certificate.drift", drift=drift)
        return Certified(alpha, drift, smoothness)


def where_reached(
    function: Callable[[float], float], value: float, low: float, high: float
) -> float:
    """The least drift at which a function that grows from `low` to `high` comes to a value.

    The value is no larger than that at `high`. Halved to neighbouring numbers, of which the one
    with the value is answered: a drift that is a little too small for its step is no ceiling.
    """
    if function(low) >= value:
        return low
    while 2.0 * low < high and function(2.0 * low) < value:
        low *= 2.0
    high = min(high, 2.0 * low)
    while low < (middle := 0.5 * (low + high)) < high:
        if function(middle) < value:
            low = middle
        else:
            high = middle
    return high


def where_least(function: Callable[[float], float], low: float, high: float) -> float:
    """Where a function that falls and then rises is least between two drifts.

    By the golden section in log delta; the least may be at an end.
    """
    a, b = math.log(low), math.log(high)
    u, v = b - _GOLDEN * (b - a), a + _GOLDEN * (b - a)
    at_u, at_v = function(math.exp(u)), function(math.exp(v))
    while b - a > _NARROW:
        if at_u <= at_v:
            b, v, at_v = v, u, at_u
            u = b - _GOLDEN * (b - a)
            at_u = function(math.exp(u))
        else:
            a, u, at_u = u, v, at_v
            v = a + _GOLDEN * (b - a)
            at_v = function(math.exp(v))
    return min((low, high, math.exp(0.5 * (a + b))), key=function)
