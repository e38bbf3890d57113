"""Eigenvalues of every imbalance, with what each of them may be off by.

A bound below takes an eigenvalue less its rounding, a bound above takes it with the rounding added:
what is then proven of the numbers in the machine is proven of the network.

Source: docs/mathematics.md, section 11.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from core.arrays import Array
from core.guarantee.two_layer import imbalance_eigenvalues

#: What an eigenvalue of D_l may be off by, as a part of ||W_l||_F^2 + ||W_{l+1}||_F^2.
ROUNDING = 1e-14


@dataclass(frozen=True, eq=False)
class Spectrum:
    """Eigenvalues of one D_l.

    Attributes
    ----------
    values : ndarray, shape (k,)
        Largest first; the zeros that a wide layer adds are left out.
    width : int
        h_l.
    rounding : float
        What each may be off by.
    drift : float
        How far the matrix may have moved besides: what is said holds of all that are so near.
    """

    values: Array
    width: int
    rounding: float
    drift: float = 0.0

    @property
    def least(self) -> float:
        """lambda_min(D_l), as computed."""
        least = float(self.values[-1])
        return min(least, 0.0) if self.values.size < self.width else least

    @property
    def most(self) -> float:
        """lambda_max(D_l), as computed."""
        most = float(self.values[0])
        return max(most, 0.0) if self.values.size < self.width else most

    @property
    def floor(self) -> float:
        """Not above lambda_min(D_l)."""
        return self.least - self.rounding - self.drift

    @property
    def ceiling(self) -> float:
        """Not below lambda_max(D_l)."""
        return self.most + self.rounding + self.drift

    @property
    def positive(self) -> bool:
        """Whether D_l >= 0, to rounding."""
        return self.least - self.drift >= -self.rounding

    @property
    def negative(self) -> bool:
        """Whether D_l <= 0, to rounding."""
        return self.most + self.drift <= self.rounding

    def above_zero(self, k: int) -> float:
        """Not above max(0, lambda_k(D_l)); 0 beyond the width and where there is only rounding."""
        return self._beyond(self.values, k)

    def below_zero(self, k: int) -> float:
        """The same of -D_l."""
        return self._beyond(-self.values[::-1], k)

    def _beyond(self, decreasing: Array, k: int) -> float:
        if k > decreasing.size or decreasing[k - 1] - self.drift <= 2.0 * self.rounding:
            return 0.0
        return float(decreasing[k - 1]) - self.drift - self.rounding

    def drifted(self, drift: float) -> Spectrum:
        """Of all matrices that are no farther from this one."""
        return replace(self, drift=drift)


def spectra(weights: Sequence[Array]) -> tuple[Spectrum, ...]:
    """Those of D_1 .. D_{L-1}.

    Parameters
    ----------
    weights : sequence of ndarray, W_l of shape (h_{l-1}, h_l)
    """
    return tuple(
        Spectrum(
            values=imbalance_eigenvalues(left, right),
            width=left.shape[1],
            rounding=ROUNDING * float(np.vdot(left, left) + np.vdot(right, right)),
        )
        for left, right in pairwise(weights)
    )
