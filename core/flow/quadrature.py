"""Time as an integral along a path, and its inverse.

A flow in one variable v is t(v) = integral of g with g = dt/dv > 0. The path is cut into panels;
on each, g is a polynomial through Gauss-Legendre points, so t(v) is a polynomial too, and the
times asked for are found by Newton's method on it. A panel whose Legendre coefficients have not
died out by the last two is halved: the accuracy is measured, not hoped for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.polynomial import legendre
from numpy.typing import NDArray

Array = NDArray[np.float64]

_N = 16  # points a panel
_RESOLVED = 1e-13  # last two Legendre coefficients against the largest
_MAX_HALVINGS = 40
_NEWTON_STEPS = 12
_NEWTON_TOLERANCE = 1e-14  # of the panel's half width
_GRID = 32  # samples of t(v) a panel from which Newton starts


def _matrices() -> tuple[Array, Array, Array, Array]:
    """Points of a panel and the fixed linear maps between the forms of a polynomial on [-1, 1]."""
    points, weights = legendre.leggauss(_N)
    degree = np.arange(_N)
    to_legendre = (legendre.legvander(points, _N - 1) * weights[:, None]) * (degree + 0.5)
    integral = np.zeros((_N, _N + 1))
    to_powers = np.zeros((_N + 1, _N + 1))
    for k in range(_N + 1):
        unit = np.zeros(k + 1)
        unit[k] = 1.0
        if k < _N:
            integral[k, : k + 2] = legendre.legint(unit, lbnd=-1)
        to_powers[k, : k + 1] = legendre.leg2poly(unit)
    grid = legendre.legvander(np.linspace(-1, 1, _GRID + 1)[:-1], _N).T
    return points, to_legendre, integral @ to_powers, integral @ grid


_POINTS, _TO_LEGENDRE, _TO_INTEGRAL_POWERS, _TO_INTEGRAL_GRID = _matrices()


@dataclass(frozen=True)
class TimeMap:
    """t(v) on consecutive panels, and its inverse.

    Attributes
    ----------
    left, half : ndarray, shape (panels,)
        Left edge and half width of each panel in v.
    start : ndarray, shape (panels + 1,)
        t at the panels' edges, from 0.
    powers : ndarray, shape (17, panels)
        t - t(left) on each panel as a polynomial in s in [-1, 1], lowest power first.
    grid : ndarray, shape (panels * 32 + 1,)
        t on a uniform grid in each panel.
    """

    left: Array
    half: Array
    start: Array
    powers: Array
    grid: Array

    @property
    def end(self) -> float:
        """t at the end of the last panel."""
        return float(self.start[-1])

    def at(self, v: float) -> float:
        """t(v)."""
        panel = int(np.searchsorted(self.left, v, side="right")) - 1
        s = (v - self.left[panel]) / self.half[panel] - 1.0
        return float(self.start[panel] + np.polynomial.polynomial.polyval(s, self.powers[:, panel]))

    def inverse(self, times: Array) -> Array:
        """v at the given times in [0, end]."""
        slot = np.interp(times, self.grid, np.arange(self.grid.size))
        panel = np.minimum(slot.astype(np.intp) // _GRID, self.left.size - 1)
        s = slot * (2 / _GRID) - (2 * panel + 1)
        wanted = times - self.start[panel]
        powers = self.powers[:, panel]
        for _ in range(_NEWTON_STEPS):
            value, slope = powers[-1] * s, powers[-1].copy()
            value += powers[-2]
            for coefficient in powers[-3::-1]:
                slope *= s
                slope += value
                value *= s
                value += coefficient
            step = (value - wanted) / slope
            s = np.clip(s - step, -1.0, 1.0)
            # Newton's error after a step is about the square of the step.
            if np.max(np.abs(step), initial=0.0) < _NEWTON_TOLERANCE**0.5 / 8:
                break
        return self.left[panel] + self.half[panel] * (s + 1)


def time_map(density: Callable[[Array], Array], edges: Array) -> TimeMap:
    """Integrate dt/dv over the panels between `edges`, halving those that are not resolved.

    Parameters
    ----------
    density : callable
        g(v) = dt/dv > 0 for an array of v of any shape.
    edges : ndarray, shape (n + 1,)
        Increasing panel edges to begin with.
    """
    left, half = edges[:-1], np.diff(edges) / 2
    done: list[tuple[Array, Array, Array]] = []
    for halving in range(_MAX_HALVINGS + 1):
        values = density(left[:, None] + half[:, None] * (_POINTS + 1))
        coefficients = values @ _TO_LEGENDRE
        size = np.abs(coefficients)
        good = (size[:, -2:].max(1) <= _RESOLVED * size.max(1)) | (halving == _MAX_HALVINGS)
        if good.all():
            done.append((left, half, coefficients))
            break
        done.append((left[good], half[good], coefficients[good]))
        half = np.repeat(half[~good] / 2, 2)
        left = np.repeat(left[~good], 2)
        left[1::2] += 2 * half[1::2]
    if len(done) > 1:
        left, half, coefficients = (np.concatenate(parts) for parts in zip(*done, strict=True))
        order = np.argsort(left)
        left, half, coefficients = left[order], half[order], coefficients[order]
    coefficients = coefficients * half[:, None]
    start = np.concatenate(([0.0], np.cumsum(2 * coefficients[:, 0])))
    grid = (start[:-1, None] + coefficients @ _TO_INTEGRAL_GRID).ravel()
    return TimeMap(
        left=left,
        half=half,
        start=start,
        powers=np.ascontiguousarray((coefficients @ _TO_INTEGRAL_POWERS).T),
        grid=np.append(grid, start[-1]),
    )
