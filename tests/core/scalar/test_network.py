"""The conserved curve: weights, imbalances and the polynomial in the smallest square."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from core.scalar.network import from_imbalance, from_weights
from tests.core.scalar.strategies import exact_weights, sizes, targets, weights

offsets = st.lists(sizes, max_size=9).map(lambda others: [0.0, *others])


@given(exact_weights, targets)
def test_from_weights(values: tuple[float, ...], target: float) -> None:
    """d_l = w_l^2 - w_{l+1}^2 and c_l = w_l^2 - min w^2, exactly; the weights come back."""
    squares = np.square(values)
    network = from_weights(values, target)
    assert (network.imbalance == squares[:-1] - squares[1:]).all()
    assert (network.cumulative_imbalance == squares - squares.min()).all()
    assert network.depth == len(values)
    assert network.start == values[network.smallest]
    assert_allclose(network.weights(network.start), values, rtol=1e-15)
    assert math.prod(network.weights(network.start)) == pytest.approx(network.product, abs=0.0)


@given(weights(), targets)
def test_gap_is_rounded_once(values: tuple[float, ...], target: float) -> None:
    """y - w(0) is the exact difference, rounded: also where the rounded product is y."""
    exact = Fraction(target) - math.prod(map(Fraction, values))
    assert from_weights(values, target).gap == float(exact)


def test_gap_of_a_start_beside_the_target() -> None:
    """(1 + e)^2 - 1 = 2e + e^2, although 1 + e is all that a weight can say of it."""
    e = 2.0**-40
    assert from_weights((1 + e, 1 + e), 1.0).gap == -(2 * e + e * e)


@given(exact_weights)
def test_from_imbalance(values: tuple[float, ...]) -> None:
    """The same curve as from the weights; all signs + but the first, which is the product's."""
    given_by_weights = from_weights(values, 1.0)
    network = from_imbalance(given_by_weights.imbalance, given_by_weights.product, 1.0)
    assert_allclose(network.cumulative_imbalance, given_by_weights.cumulative_imbalance, atol=0)
    again = network.weights(network.start)
    assert_allclose(np.abs(again), np.abs(values), rtol=1e-12)
    assert (again[1:] > 0).all()
    assert math.prod(again) == pytest.approx(given_by_weights.product, rel=1e-12, abs=0.0)


def test_ties_that_binary_fractions_miss() -> None:
    """d = 0.1, 0.2, -0.3 brings the square back: a tie, though the sum of floats is not 0."""
    assert 0.1 + 0.2 - 0.3 != 0.0
    c = from_imbalance((0.1, 0.2, -0.3), 1.0, 1.0).cumulative_imbalance
    assert_allclose(c, [0.3, 0.2, 0.0, 0.3], rtol=1e-15)
    c = from_imbalance((-0.1, -0.2, 0.3), 1.0, 1.0).cumulative_imbalance
    assert (c[[0, 3]] == 0.0).all()
    near = from_imbalance((-1.0, 1.0 - 1e-12), 1.0, 1.0).cumulative_imbalance
    assert near[2] == pytest.approx(1e-12, rel=1e-3, abs=0.0)  # a near tie is none
