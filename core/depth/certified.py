"""What is guaranteed of gradient descent of several modes: what is guaranteed of each of them.

f - f* is factor times the sum of the modes' (y - w)^2, and a step h is factor h for each. So the
run has the worst of the modes' factors, the smallest of their steps, and the root of the sum of
squares of their drifts, which is the norm of that of D_l.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core.arrays import Array
from core.descent.certificate import Certificate
from core.descent.curvature import scalar_sharpness
from core.descent.solution import ScalarDescent
from core.descent.verdict import ROUNDING
from words import Message

#: Of the loss at the start: below, its quotients are rounding.
SEEN = 1e-22
_TOO_LARGE = "certificate.too_large"


class CertifiedModes:
    """What a run of several modes says of its steps.

    Attributes
    ----------
    modes : tuple of ScalarDescent
    factor : float
        Of the loss: 1, or 1/2 for matrix networks.
    step : float
        The first.
    steps : int
    loss : ndarray, shape (steps + 1,)
    """

    modes: tuple[ScalarDescent, ...]
    step: float
    steps: int
    loss: Array

    @property
    def factor(self) -> float:
        """Of the loss: 1, or 1/2 for matrix networks."""
        raise NotImplementedError

    @cached_property
    def certificate(self) -> Certificate:
        """What the start guarantees of the whole run."""
        return together([mode.certificate for mode in self.modes], self.factor, self.step)

    @cached_property
    def factors(self) -> Array:
        """What every step leaves of the loss, shape (steps,); NaN once that is 0."""
        before = self.loss[:-1]
        return np.where(before > 0.0, self.loss[1:], np.nan) / np.where(before > 0.0, before, 1.0)

    @cached_property
    def guaranteed_factors(self) -> Array:
        """What it leaves at most, known before it is taken, shape (steps,); NaN if nothing is."""
        parts = np.array([mode.excess[: self.steps] for mode in self.modes])
        sure = np.array([mode.guaranteed_factors[: self.steps] for mode in self.modes])
        whole = parts.sum(axis=0)
        # A mode that is at its minimum stays there, whatever its factor.
        left = np.where(parts > 0.0, parts * sure, 0.0).sum(axis=0)
        return np.where(whole > 0.0, left, np.nan) / np.where(whole > 0.0, whole, 1.0)

    @cached_property
    def ceilings(self) -> Array:
        """What the loss is at most, one step at a time, shape (steps + 1,); NaN where it is not."""
        return self._above(np.concatenate(([1.0], np.cumprod(self.guaranteed_factors))))

    @cached_property
    def envelope(self) -> Array | None:
        """What the loss is at most by the certificate, known before the run; shape (steps + 1,)."""
        factor = self.certificate.factor
        return None if factor is None else self._above(factor ** np.arange(self.steps + 1.0))

    @property
    def worst_factor(self) -> float | None:
        """The largest of the factors while the loss is no rounding; None if there is none."""
        there = self.factors[self.loss[1:] > SEEN * self.loss[0]]
        return float(there.max()) if there.size else None

    @property
    def drift_ceiling(self) -> float | None:
        """The drift of the certificate, beside the largest squared layer of the start."""
        drift = self.certificate.drift
        return None if drift is None else drift / (self.largest_layer or 1.0)

    @property
    def largest_layer(self) -> float:
        """The largest ||W_l(0)||_F^2."""
        return float(np.max(np.sum([mode.weights[0] ** 2 for mode in self.modes], axis=0)))

    def sharpness(self, rows: NDArray[np.intp] | slice) -> Array:
        """Of the Hessian along the modes, its largest eigenvalue at these iterates."""
        found = [scalar_sharpness(mode.weights[rows], mode.gaps[rows]) for mode in self.modes]
        return np.asarray(self.factor * np.max(found, axis=0))

    def _above(self, parts: Array) -> Array:
        """A part of the start, and no lower than the rounding of W, where a loss does not fall."""
        first = float(self.loss[0])
        at_zero = sum(float(mode.gaps[0] + mode.products[0]) ** 2 for mode in self.modes)
        floor = ROUNDING * max(first, self.factor * at_zero)
        return np.asarray(np.maximum(first * parts, min(floor, first)))


def together(known: Sequence[Certificate], factor: float, step: float) -> Certificate:
    """One certificate of all modes, in the units of the network."""
    limits = Certificate(
        start_limit=_least((each.start_limit for each in known), factor),
        flattest_limit=_least((each.flattest_limit for each in known), factor),
    )
    largest = _least((each.largest_step for each in known), factor)
    if any(each.largest_step is None for each in known):
        largest = None
    limits = replace(limits, largest_step=largest)
    whys = [each.why for each in known if each.why is not None]
    if whys:
        return replace(limits, why=_why(whys[0], step, largest))
    return replace(
        limits,
        alpha=min(_there(each.alpha) for each in known),
        smoothness=factor * max(_there(each.smoothness) for each in known),
        drift=math.hypot(*(_there(each.drift) for each in known)),
        factor=max(_there(each.factor) for each in known),
    )


def _least(values: Iterable[float | None], factor: float) -> float | None:
    there = [value for value in values if value is not None]
    return min(there) / factor if there else None


def _there(value: float | None) -> float:
    assert value is not None  # a certificate is there whole, or says why it is not
    return value


def _why(why: Message, step: float, largest: float | None) -> Message:
    """In the units of the network, which a mode does not know."""
    if why.code != _TOO_LARGE or largest is None:
        return why
    return Message(_TOO_LARGE, **{**dict(why.values), "step": step, "largest": largest})
