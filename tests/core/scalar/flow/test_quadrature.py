"""Time as an integral and its inverse, against integrals known in closed form."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.testing import assert_allclose

from core.arrays import Array
from core.scalar.flow.quadrature import time_map

Function = Callable[[Array], Array]

# dt/dv and t(v) from v = 0.
DENSITIES: dict[str, tuple[Function, Function]] = {
    "polynomial": (lambda v: 1 + v**2, lambda v: v + v**3 / 3),
    "growing": (lambda v: np.exp(3 * v), lambda v: np.expm1(3 * v) / 3),
    "falling": (lambda v: np.exp(-9 * v), lambda v: -np.expm1(-9 * v) / 9),
    "near pole": (lambda v: 1 / (3.01 - v), lambda v: -np.log1p(-v / 3.01)),
    "peak": (
        lambda v: 1 / (1 + (100 * (v - 1)) ** 2),
        lambda v: (np.arctan(100 * (v - 1)) + np.arctan(100)) / 100,
    ),
}
density = pytest.mark.parametrize("density, integral", DENSITIES.values(), ids=DENSITIES.keys())
EDGES = np.array([0.0, 0.8, 2.0, 3.0])


@density
def test_time_is_the_integral(density: Function, integral: Function) -> None:
    """t(v) to 1e-12, at panel edges and between them."""
    times = time_map(density, EDGES)
    v = np.linspace(0.0, 3.0, 101)
    assert_allclose([times.at(point) for point in v], integral(v), rtol=1e-12, atol=1e-14)
    assert times.end == pytest.approx(float(integral(np.array(3.0))), rel=1e-13, abs=0.0)


@density
def test_inverse(density: Function, integral: Function) -> None:
    """v(t) to 1e-11 where t(v) is not flat to rounding; the round trip of t to 1e-13 anywhere."""
    times = time_map(density, EDGES)
    asked = np.linspace(0.0, times.end, 301)
    found = times.inverse(asked)
    assert found.min() >= -1e-14
    assert found.max() <= 3.0 + 1e-14
    found = found.clip(0.0, 3.0)
    again = np.array([times.at(v) for v in found])
    assert_allclose(again, asked, rtol=1e-12, atol=1e-14 * times.end)
    assert (np.diff(found) > 0).all()
    v = np.linspace(0.0, 3.0, 57)
    flatness = times.end / density(v)
    error = np.abs(times.inverse(integral(v)) - v)
    assert (error <= 1e-14 + 1e-14 * flatness).all()


def test_panels_are_halved_until_resolved() -> None:
    """A smooth density stays on its panels; a peak of width 0.01 is cut into smaller ones."""
    smooth, peak = DENSITIES["polynomial"][0], DENSITIES["peak"][0]
    assert time_map(smooth, EDGES).half.size == 3
    map_ = time_map(peak, EDGES)
    assert map_.half.size > 10
    finest = int(np.argmin(map_.half))
    assert abs(map_.left[finest] - 1.0) < 0.1
    assert_allclose(map_.left + 2 * map_.half, np.append(map_.left[1:], 3.0), rtol=1e-15)


def test_a_density_that_cannot_be_resolved_ends_all_the_same() -> None:
    """Noise is never resolved by halving: the work stays bounded."""
    noise = np.random.default_rng(0)
    points = 0

    def rough(v: Array) -> Array:
        nonlocal points
        points += v.size
        return 1.0 + 1e-6 * noise.standard_normal(v.shape)

    assert time_map(rough, np.array([0.0, 1.0])).end == pytest.approx(1.0, abs=1e-6)
    assert points < 1_000_000
