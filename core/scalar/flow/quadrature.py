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

from core.arrays import Array

_N = 16  # points a panel
_RESOLVED = 1e-12  # last two Legendre coefficients against the first
_MAX_HALVINGS = 40
_MAX_PANELS = 4_000  # roundoff can keep a panel from being resolved: then it is as good as it gets
_DEGREES = np.arange(1.0, _N + 1)[:, None]
_GRID = 64  # cells a panel, from which the inverse starts
_STEPS = 12
_LAST_STEP = 1e-10  # of half a panel: the slope is good to 1e-3, so the rest is rounding


def _matrices() -> tuple[Array, Array, Array, Array, Array]:
    """Points of a panel and the fixed linear maps between the forms of a polynomial on [-1, 1]."""
    points: Array
    points, _ = legendre.leggauss(_N)  # the outer weights are off by up to 300 roundings
    to_legendre = np.asarray(np.linalg.inv(legendre.legvander(points, _N - 1)).T, dtype=float)
    integral = np.zeros((_N, _N + 1))
    to_powers = np.zeros((_N + 1, _N + 1))
    for k in range(_N + 1):
        unit = np.zeros(k + 1)
        unit[k] = 1.0
        if k < _N:
            integral[k, : k + 2] = legendre.legint(unit, lbnd=-1)
        to_powers[k, : k + 1] = legendre.leg2poly(unit)
    grid = np.asarray(legendre.legvander(np.linspace(-1, 1, _GRID + 1), _N).T, dtype=float)
    return points, to_legendre, integral @ to_powers, integral @ grid, grid[:_N]


_POINTS, _TO_LEGENDRE, _TO_INTEGRAL_POWERS, _TO_INTEGRAL_GRID, _TO_GRID = _matrices()


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
    grid : ndarray, shape (panels * 64 + 1,)
        t on a uniform grid in each panel.
    slope_before, slope_after : ndarray, shape (panels * 64,)
        ds/dt at the beginning and the end of each cell of the grid.
    """

    left: Array
    half: Array
    start: Array
    powers: Array
    grid: Array
    slope_before: Array
    slope_after: Array

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
        """v at the given times in [0, end].

        The cubic through the neighbouring grid points and their slopes is off by 1e-8 of a panel or
        so; a step or two with its slope on the panel's polynomial make that rounding.
        """
        cell = self.grid.searchsorted(times, side="right")
        cell -= 1
        np.minimum(cell, self.grid.size - 2, out=cell)
        panel = cell // _GRID
        begin = self.grid.take(cell)
        width = self.grid.take(cell + 1) - begin
        width[width == 0.0] = 1.0  # time stands still there to rounding: any point of the cell does
        u = (times - begin) / width
        before, after = self.slope_before.take(cell), self.slope_after.take(cell)
        slope = before + u * (after - before)
        # s(u) rises by 1/cells a half panel over the cell, with slopes a and b at its ends.
        a, b = before * (width * (0.5 * _GRID)), after * (width * (0.5 * _GRID))
        cube = a + b - 2.0
        rise = u * (a + u * (1.0 - a - cube + u * cube))
        s = (rise + (cell - panel * _GRID)) * (2.0 / _GRID) - 1.0
        _clip(s)
        powers = self.powers.take(panel, axis=1)
        wanted = times - self.start.take(panel) - powers[0]
        for _ in range(_STEPS):
            change = (_polynomial(powers[1:], s) * s - wanted) * slope
            s -= change
            _clip(s)
            if max(change.max(initial=0.0), -change.min(initial=0.0)) < _LAST_STEP:
                break
            slope = 1.0 / _polynomial(_DEGREES * powers[1:], s)
        return self.left.take(panel) + self.half.take(panel) * (s + 1.0)


def _clip(s: Array) -> None:
    """Keep s in its panel (np.clip takes as long as a step)."""
    np.minimum(s, 1.0, out=s)
    np.maximum(s, -1.0, out=s)


def _polynomial(coefficients: Array, s: Array) -> Array:
    """sum_k coefficients[k] s^k for 16 rows, in pairs, fours, eights: few passes (Estrin)."""
    power = s
    while len(coefficients) > 1:
        coefficients = coefficients[0::2] + coefficients[1::2] * power
        power = power * power
    value: Array = coefficients[0]
    return value


def time_map(density: Callable[[Array], Array], edges: Array) -> TimeMap:
    """Integrate dt/dv over the panels between `edges`, halving those that are not resolved.

    Parameters
    ----------
    density : callable
        g(v) = dt/dv > 0 for an array of v of any shape.
    edges : ndarray, shape (n + 1,)
        Increasing panel edges to begin with.
    """
    left, half = edges[:-1], (edges[1:] - edges[:-1]) / 2
    done: list[tuple[Array, Array, Array]] = []
    for halving in range(_MAX_HALVINGS + 1):
        values = density(left[:, None] + half[:, None] * (_POINTS + 1))
        coefficients = values @ _TO_LEGENDRE
        # The first coefficient is the mean of g on the panel.
        rough = np.abs(coefficients[:, -2:]) > _RESOLVED * coefficients[:, :1]
        if not rough.any() or halving == _MAX_HALVINGS or len(left) > _MAX_PANELS:
            done.append((left, half, coefficients))
            break
        good = ~rough.any(1)
        done.append((left[good], half[good], coefficients[good]))
        half = np.repeat(half[~good] / 2, 2)
        left = np.repeat(left[~good], 2)
        left[1::2] += 2 * half[1::2]
    if len(done) > 1:
        left, half, coefficients = (np.concatenate(parts) for parts in zip(*done, strict=True))
        order = np.argsort(left)
        left, half, coefficients = left[order], half[order], coefficients[order]
    coefficients = coefficients * half[:, None]
    panels = len(left)
    start = np.zeros(panels + 1)
    np.cumsum(2.0 * coefficients[:, 0], out=start[1:])
    since = coefficients @ _TO_INTEGRAL_GRID
    since[:, 0] = 0.0  # but for rounding
    grid = np.empty(panels * _GRID + 1)
    np.add(start[:-1, None], since[:, :-1], out=grid[:-1].reshape(panels, _GRID))
    grid[-1] = start[-1]
    slopes = 1.0 / (coefficients @ _TO_GRID)
    return TimeMap(
        left=left,
        half=half,
        start=start,
        powers=np.ascontiguousarray((coefficients @ _TO_INTEGRAL_POWERS).T),
        grid=grid,
        slope_before=slopes[:, :-1].ravel(),
        slope_after=slopes[:, 1:].ravel(),
    )
