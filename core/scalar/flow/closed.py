"""Flows in closed form: what they answer, and the one of a single layer."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod

import numpy as np

from core.arrays import Array
from core.float64 import above_zero


class Closed(ABC):
    """A flow to the target whose state is a formula in t."""

    @abstractmethod
    def at(self, times: Array) -> tuple[Array, Array]:
        """p and y - w, the latter to full relative accuracy."""

    @abstractmethod
    def time_at_gap(self, gap: float) -> float:
        """Time from which |y - w| is at most `gap`, to leading order near the end."""

    @abstractmethod
    def marks(self) -> Array:
        """Times at which the flow is well resolved."""


class OneLayer(Closed):
    """p is w, and y - w falls like exp(-2 t).

    Parameters
    ----------
    target, gap : float
        y and y - w(0).
    """

    def __init__(self, target: float, gap: float) -> None:
        self._target = target
        self._gap = gap

    def at(self, times: Array) -> tuple[Array, Array]:
        """p and y - w."""
        gap = self._gap * np.exp(-2.0 * times)
        return self._target - gap, gap

    def time_at_gap(self, gap: float) -> float:
        """Time from which |y - w| is at most `gap`."""
        return 0.5 * max(0.0, math.log(above_zero(abs(self._gap) / gap)))

    def marks(self) -> Array:
        """None: on a logarithmic axis it is straight."""
        return np.empty(0)
