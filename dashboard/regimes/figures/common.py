"""What the pictures of the regimes share: colours, the axis of time, the order of sizes."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

import words
from core import CompareSolution, Regime
from core.arrays import Array
from dashboard.parts.drawing import palette
from dashboard.parts.drawing.graph import time_axis
from dashboard.parts.drawing.logarithmic import decades_of, log_axis

_HEADROOM = 0.02  # of a decade, so that no line runs along the frame
_DEEPEST = 14  # decades below the largest that an axis shows


def color(index: int) -> str:
    """Of regime `index`, on every picture."""
    return palette.REGIMES[index % len(palette.REGIMES)]


class TimeAxis:
    """Time on a linear or a logarithmic axis, the same for every picture of a comparison.

    On the logarithmic one t = 0 stands at the left edge, where the first time after it is.
    """

    def __init__(self, solution: CompareSolution, kind: str) -> None:
        self.kind = kind
        self._first = float(solution.times[min(1, len(solution.times) - 1)]) or 1.0
        self._last = float(solution.times[-1]) or 1.0
        self._shown = self.placed(solution.times)

    def shown(self, times: Array) -> Array:
        """Where times stand, those of the comparison or the first of them.

        All of them are one array, which is sent once.
        """
        return self._shown if len(times) == len(self._shown) else self._shown[: len(times)]

    def placed(self, times: Array) -> Array:
        """Where any times stand."""
        return np.maximum(times, self._first) if self.kind == "log" else times

    @property
    def range(self) -> tuple[float, float]:
        """As Plotly wants it."""
        if self.kind == "log":
            return math.log10(self._first), math.log10(self._last)
        return 0.0, self._last

    def style(self) -> dict[str, Any]:
        """The axis."""
        if self.kind == "log":
            return log_axis(words.text("axis.time"))
        return time_axis()


def name_of(regime: Regime) -> str:
    """What a regime is called."""
    return words.text(f"regime.{regime.name}")


def log_span(*parts: Array) -> tuple[float, float]:
    """Whole decades, as logarithms, that hold all that is above 0, at most 14 of them."""
    return decades_of(*parts, room=_HEADROOM, most=_DEEPEST)
