"""What is said of an ensemble while its draws come in: histograms, shares, bands of curves.

Each starts empty, takes any number of draws at a time, and adds up with another of its kind: the
order of the draws and how they were split never matters. Nothing grows with the number of draws.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core import fields
from core.arrays import Array, frozen
from core.atlas.recipe import Recipe

Counts = NDArray[np.int64]
#: Bands: the least and the largest loss that is told from others, and classes a factor of ten.
_LEAST, _LARGEST, _PER_DECADE = 1e-16, 1e8, 40


@dataclass(frozen=True, eq=False)
class Curves:
    """Losses of p draws at T times, and what bounds them.

    Attributes
    ----------
    loss, envelope : ndarray, shape (p, T)
        f(W) - f*, and its bound with the rate gamma alpha* (a constant where there is no rate). NaN
        where a draw is no scenario, or was not followed that far.
    """

    loss: Array
    envelope: Array


def curves(recipe: Recipe, indices: ArrayLike, times: ArrayLike) -> Curves:
    """The losses of some points of a recipe along their flows.

    Parameters
    ----------
    recipe : Recipe
    indices : array_like of int, shape (p,)
    times : array_like, shape (T,)
        Not decreasing, from 0.

    Raises
    ------
    ScenarioError
        If these are no such times.
    """
    places = recipe.places(indices)
    moments = np.array(fields.times_of(np.asarray(times, dtype=float).tolist()))
    loss, envelope = np.full((2, len(places), len(moments)), np.nan)
    for rows, part in recipe.parts(places):
        loss[rows], envelope[rows] = part.curves(moments)
    return Curves(loss, envelope)


class Histogram:
    """Counts of values between fixed edges.

    Parameters
    ----------
    edges : array_like, shape (k + 1,)
        Increasing.

    Attributes
    ----------
    edges : ndarray, shape (k + 1,)
    counts : ndarray of int64, shape (k + 2,)
        Below the first edge, in the k classes (lower edges belong to them), from the last edge on.
    missing : int
        NaN among the values.
    """

    def __init__(self, edges: ArrayLike) -> None:
        self.edges = frozen(np.array(edges, dtype=float))
        self.counts: Counts = np.zeros(self.edges.size + 1, dtype=np.int64)
        self.missing = 0

    @property
    def total(self) -> int:
        """Values so far, those missing left out."""
        return int(self.counts.sum())

    def add(self, values: ArrayLike) -> None:
        """Count these too."""
        given = np.ravel(np.asarray(values, dtype=float))
        there = given[~np.isnan(given)]
        classes = self.edges.searchsorted(there, side="right")
        self.counts += np.bincount(classes, minlength=self.counts.size)
        self.missing += given.size - there.size

    def __iadd__(self, other: Histogram) -> Histogram:
        """Count what another has counted."""
        self.counts += other.counts
        self.missing += other.missing
        return self


class Share:
    """The part of draws that have a code, as those with a guarantee.

    Attributes
    ----------
    yes, total : int
        Draws with the code, and all whose code is known.
    """

    def __init__(self) -> None:
        self.yes = self.total = 0

    @property
    def part(self) -> float | None:
        """yes / total; None before the first."""
        return self.yes / self.total if self.total else None

    def add(self, codes: ArrayLike, code: int = 1) -> None:
        """Count these too."""
        given = np.asarray(codes)
        self.yes += int(np.count_nonzero(given == code))
        self.total += int(np.count_nonzero(given >= 0))

    def __iadd__(self, other: Share) -> Share:
        """Count what another has counted."""
        self.yes += other.yes
        self.total += other.total
        return self


class Bands:
    """Quantiles of curves at given times.

    Losses are sorted into classes of equal ratio, 40 a factor of ten: a quantile is off by no more
    than 6 percent of itself. What is below 1e-16 counts as 1e-16, above 1e8 as 1e8.

    Parameters
    ----------
    times : array_like, shape (T,)

    Attributes
    ----------
    times : ndarray, shape (T,)
    counts : ndarray of int64, shape (T, classes)
    """

    def __init__(self, times: ArrayLike) -> None:
        self.times = frozen(np.array(times, dtype=float))
        decades = round(np.log10(_LARGEST / _LEAST))
        self._edges = np.geomspace(_LEAST, _LARGEST, decades * _PER_DECADE + 1)
        self.counts: Counts = np.zeros((self.times.size, self._edges.size + 1), dtype=np.int64)

    def add(self, values: Array) -> None:
        """Sort in the curves of further draws, shape (p, T); NaN is left out."""
        draw, time = np.nonzero(~np.isnan(values))
        classes = self._edges.searchsorted(values[draw, time], side="right")
        flat = np.bincount(time * self.counts.shape[1] + classes, minlength=self.counts.size)
        self.counts += flat.reshape(self.counts.shape)

    def __iadd__(self, other: Bands) -> Bands:
        """Sort in what another has sorted."""
        self.counts += other.counts
        return self

    def at(self, quantiles: ArrayLike) -> Array:
        """The quantiles, shape (q, T), q from 0 to 1; NaN at times that have no values."""
        wanted = np.asarray(quantiles, dtype=float)
        ends = np.concatenate([self._edges[:1], self._edges, self._edges[-1:]])
        found = np.full((wanted.size, self.times.size), np.nan)
        for time, counts in enumerate(self.counts):
            total = int(counts.sum())
            if total:
                found[:, time] = _quantiles(counts, ends, wanted * total)
        return found


def _quantiles(counts: Counts, ends: Array, ranks: Array) -> Array:
    """Where the counts add up to the ranks, evenly in the logarithm within a class."""
    below = np.concatenate([[0], np.cumsum(counts)])
    classes = np.clip(below.searchsorted(ranks, side="left") - 1, 0, counts.size - 1)
    while (empty := counts[classes] == 0).any():  # rank 0: the first class that has something
        classes = np.where(empty, classes + 1, classes)
    share = np.clip((ranks - below[classes]) / counts[classes], 0.0, 1.0)
    low, high = np.log(ends[classes]), np.log(ends[classes + 1])
    return np.asarray(np.exp(low + share * (high - low)))
