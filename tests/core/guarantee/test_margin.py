"""The margin is the least |w| with a loss no greater than the start's."""

from __future__ import annotations

import math

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import ScalarScenario, solve
from core.scalar.margin import scalar_margin

numbers = st.floats(-10, 10)


@given(numbers, numbers)
def test_no_product_in_the_sublevel_set_is_smaller(product: float, target: float) -> None:
    """Found by trying: |v| over a fine grid of v with (y - v)^2 <= (y - w(0))^2."""
    margin = scalar_margin(product, target, target - product)
    inside = target + abs(target - product) * np.linspace(-1, 1, 2001)
    nearest = 0.0 if inside[0] * inside[-1] <= 0 else np.abs(inside).min()
    assert margin == pytest.approx(nearest, rel=1e-12, abs=2e-14)


def test_a_tiny_product_is_its_own_margin() -> None:
    """|y| - |y - w| would round 1e-30 away."""
    assert scalar_margin(-1e-30, -1.0, -1.0) == 1e-30


@pytest.mark.parametrize("depth", [1, 2, 3, 5, 10, 64])
@pytest.mark.parametrize("target", [1.0, -0.7, 0.1, 3e40])
def test_twice_the_target_up_to_rounding_leaves_nothing(depth: int, target: float) -> None:
    """w(0) = 2y but for the rounding of the layers: the margin is 0, and so is the rate of ties."""
    layer = float(mpmath.root(2 * mpmath.mpf(abs(target)), depth))
    weights = (math.copysign(layer, target), *(layer,) * (depth - 1))
    s = solve(ScalarScenario(weights=weights, target=target))
    assert s.margin == 0.0
    if depth > 1:
        assert s.alpha_star == 0.0
        assert s.guarantee.startswith("Nothing is guaranteed")
        assert (s.progressive_envelope == s.loss[0]).all()


def test_a_margin_beyond_rounding_stays() -> None:
    """1e-14 of the target is no rounding."""
    margin = scalar_margin(2.0 - 1e-14, 1.0, 1e-14 - 1.0, depth=2)
    assert margin == pytest.approx(1e-14, rel=1e-2, abs=0.0)
