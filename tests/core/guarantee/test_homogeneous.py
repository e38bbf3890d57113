"""Homogeneous imbalance: the formula against lambda_min(T) of explicit networks."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from core.guarantee.homogeneous import (
    HOMOGENEITY_TOLERANCE,
    balanced,
    balanced_rate,
    homogeneous_cumulative,
    homogeneous_imbalance,
    homogeneous_rate,
)
from core.guarantee.theorems import AlphaSource, guarantee
from core.scalar.network import from_weights
from core.scalar.rate import scalar_rate
from tests.core.guarantee.networks import (
    gaussian,
    homogeneous,
    lambda_min,
    least_singular_value,
    orthogonal,
)


@pytest.mark.parametrize("depth", [2, 3, 4, 5])
@pytest.mark.parametrize("size", [1, 2, 3])
@pytest.mark.parametrize("least", [0.0, 0.3, 2.0])
def test_exact(depth: int, size: int, least: float) -> None:
    """alpha* at the margin sigma_min(W) is lambda_min(T) of these very weights."""
    rng = np.random.default_rng(depth * 100 + size)
    cumulative = rng.uniform(0.1, 2, depth)
    cumulative[rng.integers(depth)] = 0.0
    layers = homogeneous(rng, size, cumulative, least)
    d = homogeneous_imbalance(layers)
    assert d is not None
    np.testing.assert_allclose(d, cumulative[:-1] - cumulative[1:], atol=1e-13)
    margin = least_singular_value(layers) if least else 0.0
    rate = homogeneous_rate(homogeneous_cumulative(layers), margin)
    assert rate.alpha_star == pytest.approx(lambda_min(layers), rel=1e-12)
    assert rate.lower_bound <= rate.alpha_star
    assert rate.lower_bound == scalar_rate(cumulative, margin).lower_bound or rate.lower_bound > 0
    # Nothing with these d_l and a larger product has a smaller eigenvalue.
    for more in (1e-3, 0.1, 3.0):
        assert lambda_min(homogeneous(rng, size, cumulative, least + more)) > rate.alpha_star


@pytest.mark.parametrize("widths", [(3, 3), (2, 5, 2), (2, 2, 4), (3, 4, 5, 3), (4, 2, 3, 6, 2)])
def test_balanced_is_exact(widths: tuple[int, ...]) -> None:
    """Explicit balanced weights of any widths attain it, square or not."""
    rng = np.random.default_rng(len(widths))
    n, m, depth = widths[0], widths[-1], len(widths) - 1
    rank = min(n, m)
    root = rng.uniform(0.5, 2.0, rank) ** (1 / depth)
    bases = [orthogonal(rng, width)[:, :rank] for width in widths]
    layers = [(a * root) @ b.T for a, b in pairwise(bases)]
    if depth == 1:
        layers = gaussian(rng, widths)
    assert balanced(layers)
    rate = balanced_rate(n, m, depth, least_singular_value(layers))
    assert rate.alpha_star == pytest.approx(lambda_min(layers), rel=1e-12)
    assert rate.alpha_star == pytest.approx((depth if n == m else 1) * rate.lower_bound)
    assert balanced_rate(n, m, depth, 0.0).alpha_star == (0.0 if depth > 1 else 1.0)


def test_square_balanced_agrees_with_homogeneous() -> None:
    for depth in (1, 2, 3, 7):
        expected = homogeneous_rate([0.0] * depth, 0.6).alpha_star
        assert balanced_rate(3, 3, depth, 0.6).alpha_star == pytest.approx(expected, rel=1e-13)


def test_detection() -> None:
    """A part in 10^12 off passes as rounding, a part in 10^7 does not; nor do other shapes."""
    rng = np.random.default_rng(5)
    layers = homogeneous(rng, 3, [1.0, 0.0, 0.5], 0.4)
    noise = rng.standard_normal((3, 3))
    assert HOMOGENEITY_TOLERANCE < 1e-7
    for size, found in ((1e-12, True), (1e-7, False)):
        off = [layers[0] + size * noise, *layers[1:]]
        assert (homogeneous_imbalance(off) is not None) is found
    assert homogeneous_imbalance([1e6 * layer for layer in layers]) is not None
    assert homogeneous_imbalance([1e-6 * (layers[0] + 1e-5 * noise), *layers[1:]]) is None
    assert not balanced(layers)
    assert homogeneous_imbalance(gaussian(rng, (3, 3, 3))) is None
    assert homogeneous_imbalance(gaussian(rng, (3, 4, 3))) is None
    assert homogeneous_imbalance([np.zeros((2, 2))] * 3) == (0.0, 0.0)


def test_balanced_detection() -> None:
    """Small layers are held to their own size; a bottleneck is no case of the theorem."""
    rng = np.random.default_rng(6)
    half = rng.standard_normal((2, 50))
    assert balanced([half, half.T])
    assert balanced([1e-8 * half, 1e-8 * half.T])
    assert not balanced([1e-8 * half, 1.001e-8 * half.T])
    assert not balanced(gaussian(rng, (2, 3, 2)))
    column = rng.standard_normal((2, 1))
    assert not balanced([column, column.T])


def test_ties_of_rotated_layers_are_ties() -> None:
    """Layers 1 and 4 have the same singular values; rounding of large ones between is no rate."""
    for seed in range(20):
        rng = np.random.default_rng(seed)
        layers = homogeneous(rng, 3, [0.0, 1e6, 0.5, 0.0], 0.3)
        assert homogeneous_imbalance(layers) is not None
        c = homogeneous_cumulative(layers)
        assert (c == 0.0).tolist() == [True, False, False, True]
        assert homogeneous_rate(c, 0.0).alpha_star == 0.0


def test_small_imbalances_beside_large_ones() -> None:
    """c = (3e7 + 2e-8, 2e-8, 0): the weights keep what a sum of the d would lose."""
    layers = homogeneous(np.random.default_rng(1), 2, [3e7 + 2e-8, 2e-8, 0.0], 1e-24)
    np.testing.assert_allclose(homogeneous_cumulative(layers), [3e7, 2e-8, 0.0], rtol=1e-8)
    rate = guarantee(layers)
    assert rate.source is AlphaSource.HOMOGENEOUS
    assert rate.alpha(0.0) == pytest.approx(3e7 * 2e-8, rel=1e-8)


def test_what_is_not_quite_homogeneous_promises_nothing() -> None:
    """D_l off d_l I by 1e-11 passes as homogeneous, but a c as small is taken as a tie."""
    rng = np.random.default_rng(3)
    layers = homogeneous(rng, 2, [0.0, 0.0, 1.0], 0.5)
    layers[0] = layers[0] + 1e-11 * rng.standard_normal((2, 2))
    assert homogeneous_imbalance(layers) is not None
    assert guarantee(layers).alpha(0.0) == 0.0


def test_layers_of_one_number_are_a_scalar_network() -> None:
    """Its ties too: 1 and 1 + 2e-15 differ."""
    numbers = [1.0, 1.0 + 2e-15, 3.0]
    c = homogeneous_cumulative([np.array([[number]]) for number in numbers])
    assert (c == from_weights(numbers, 0.0).cumulative_imbalance).all()
    assert c[1] > 0.0
