"""Integrals of many networks, some of which have none."""

from __future__ import annotations

import numpy as np

from core.arrays import Array
from core.atlas.scalar.quadrature import Rows, even_panels, integrals

#: Evaluations of two networks' panels, 2048 at a time: far fewer than halving without an end.
_MANY = 100


def test_a_density_without_digits_ends_and_leaves_others_alone() -> None:
    calls: list[int] = []

    def density(owner: Rows, u: Array) -> Array:
        calls.append(owner.size)
        assert len(calls) < _MANY
        noise = 1.0 + 1e-3 * np.modf(1e6 * np.sin(1e9 * u))[0]
        return np.where(owner == 0, np.exp(-u), noise)

    def found(count: int) -> Array:
        owner, ends = np.arange(count), np.ones(count)
        panels = even_panels(owner, 0.0 * ends, ends, np.ones(count, dtype=np.intp))
        return integrals(density, panels, 0.0 * ends)

    (alone,), together = found(1), found(2)
    assert together[0] == alone
    assert abs(alone - (1.0 - np.exp(-1.0))) < 1e-15
    assert np.isnan(together[1])
