"""The margin is the least |w| with a loss no greater than the start's."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.guarantee.margin import scalar_margin

numbers = st.floats(-10, 10)


@given(numbers, numbers)
def test_no_product_in_the_sublevel_set_is_smaller(product: float, target: float) -> None:
    """Found by trying: |v| over a fine grid of v with (y - v)^2 <= (y - w(0))^2."""
    margin = scalar_margin(product, target, target - product)
    inside = target + abs(target - product) * np.linspace(-1, 1, 2001)
    nearest = 0.0 if inside[0] * inside[-1] <= 0 else np.abs(inside).min()
    assert margin == pytest.approx(nearest, rel=1e-12, abs=1e-14)


def test_a_tiny_product_is_its_own_margin() -> None:
    """|y| - |y - w| would round 1e-30 away."""
    assert scalar_margin(-1e-30, -1.0, -1.0) == 1e-30
