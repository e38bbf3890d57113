"""What comes after all panels, by formulas: the end of the way, to the end of time."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod

import numpy as np

from core.arrays import Array
from core.scalar.flow.path import ToZero

LONGEST = math.log(1e110)  # of a time: scenarios end at 1e100


class Ending(ABC):
    """The last part of a path, from a time of its own 0 on."""

    @abstractmethod
    def at(self, times: Array) -> tuple[Array, Array]:
        """p and y - w, the latter to full relative accuracy, at `times` since the beginning."""

    @abstractmethod
    def time(self, v: float) -> float:
        """When |p - limit| is exp(-v) of what it is at the beginning; inf beyond float64."""

    @abstractmethod
    def marks(self) -> Array:
        """Times at which the path is well resolved."""


class Fading(Ending):
    """Far down the way to p = 0, where dt/dv is exp(growth v) / rate to rounding.

    Parameters
    ----------
    approach : ToZero
    begin : float
        v where the formula takes over.
    growth : int
    rate : float
    """

    def __init__(self, approach: ToZero, begin: float, growth: int, rate: float) -> None:
        self._approach = approach
        self._begin = begin
        self._growth = growth
        self._rate = rate

    def at(self, times: Array) -> tuple[Array, Array]:
        """p and y - w."""
        v = times * self._rate
        if self._growth:
            v = np.log1p(self._growth * v / math.exp(self._growth * self._begin)) / self._growth
        return self._approach.state(self._begin + v)

    def time(self, v: float) -> float:
        """When |p| is exp(-v) of what it is at the beginning."""
        growth = self._growth
        if growth == 0:
            return v / self._rate
        if growth * (self._begin + v) > LONGEST:
            return math.inf
        return math.exp(growth * self._begin) * math.expm1(growth * v) / (growth * self._rate)

    def marks(self) -> Array:
        """None: on a logarithmic axis it is straight."""
        return np.empty(0)
