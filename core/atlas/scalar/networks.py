"""Many deep scalar networks of one depth: the curves they live on, and where they start.

The numbers that `core.scalar.network` has for one, as far as a flow depends on them: which layer
is the smallest, and the order of the others, do not matter.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.arrays import Array

_LARGEST_RATE = 1e290


@dataclass(frozen=True, eq=False)
class Networks:
    """p networks of depth L.

    Attributes
    ----------
    others : ndarray, shape (L - 1, p)
        c_i = w_i^2 - w_k^2 >= 0 of all layers but the smallest, w_k.
    least : ndarray, shape (p,)
        |w_k(0)|.
    product, gap, target : ndarray, shape (p,)
        w(0), with its sign though it be 0, y - w(0) and y.
    known : ndarray of bool, shape (p,)
        Whether a scenario may have these numbers. A network that it may not have is replaced by
        another, and has no values.
    """

    others: Array
    least: Array
    product: Array
    gap: Array
    target: Array
    known: NDArray[np.bool_]

    @property
    def depth(self) -> int:
        """L."""
        return len(self.others) + 1

    @property
    def count(self) -> int:
        """p."""
        return int(self.target.size)

    @cached_property
    def plain(self) -> bool:
        """Whether no rate of any of them can come near the end of float64."""
        # x is at most the larger of w^(2/L) at start and end, and tau at most L (x + c)^(L - 1).
        reach = _LARGEST_RATE ** (1.0 / self.depth)
        ends = np.abs(self.product).max(initial=0.0), np.abs(self.target).max(initial=0.0)
        square = max(1.0, *ends) ** (2.0 / self.depth) + self.others.max(initial=0.0)
        return bool(square < reach)

    @cached_property
    def ties(self) -> NDArray[np.intp]:
        """Layers as small as the smallest, itself among them, shape (p,)."""
        ties: NDArray[np.intp] = 1 + np.count_nonzero(self.others == 0.0, axis=0)
        return ties

    @cached_property
    def side(self) -> Array:
        """What mirrors a flow so that its target, or its product if that is 0, is not negative."""
        below = np.where(self.target == 0.0, self.product, self.target) < 0.0
        return np.where(below, -1.0, 1.0)

    @cached_property
    def begin(self) -> Array:
        """The smallest weight at the start where all others are positive; mirrored by `side`."""
        return np.asarray(self.side * np.copysign(self.least, self.product))

    def part(self, which: slice | NDArray[Any]) -> Networks:
        """Some of them."""
        cut = {field.name: getattr(self, field.name)[..., which] for field in fields(self)}
        return replace(self, **cut)

    def only(self, known: NDArray[np.bool_]) -> Networks:
        """The same networks, of which only some have values."""
        return replace(self, known=self.known & known)
