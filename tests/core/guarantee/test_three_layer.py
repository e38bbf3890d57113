"""Three layers: never above lambda_min(T), and exact for single numbers."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.guarantee.theorems import guarantee
from core.guarantee.three_layer import three_layer_bound
from core.scalar.network import from_weights
from core.scalar.rate import cumulative_product
from tests.core.guarantee.networks import Layers, gaussian, imbalance, lambda_min, orthogonal


def bound(layers: Layers) -> float:
    first, second, third = layers
    d_1, d_2 = imbalance(first, second), imbalance(second, third)
    return three_layer_bound(d_1, d_2, first.shape[0], third.shape[1])


def slack(layers: Layers) -> float:
    return 1e-12 * max(float(np.sum(layer**2)) for layer in layers) ** 2


@pytest.mark.parametrize("seed", range(4))
def test_never_violated(seed: int) -> None:
    """1000 random triples of many widths; with a dominant layer often far from trivial."""
    rng = np.random.default_rng(seed)
    useful = 0
    for _ in range(1000):
        n, m = rng.integers(1, 4, 2)
        widths = (n, *rng.integers(max(n, m), 8, 2), m)
        layers = gaussian(rng, widths)
        found = bound(layers)
        assert 0.0 <= found <= lambda_min(layers) + slack(layers)
        useful += found > slack(layers)
    assert useful > 200


@pytest.mark.parametrize("seed", range(6))
def test_never_violated_where_all_parts_count(seed: int) -> None:
    """Aligned and nearly aligned layers with singular values far apart, D_1 semidefinite too."""
    rng = np.random.default_rng(seed)
    closest = 0.0
    for _ in range(500):
        size, wide = rng.integers(1, 4), rng.integers(0, 3)
        h = size + wide
        bases = [orthogonal(rng, k) for k in (size, h, h, size)]
        layers = []
        for a, b in pairwise(bases):
            core = np.diag(10 ** rng.uniform(-1, 1, size))
            layers.append(a[:, :size] @ core @ b[:, :size].T)
        noise = rng.choice([0.0, 1e-3])
        layers = [layer + noise * rng.standard_normal(layer.shape) for layer in layers]
        found, least = bound(layers), lambda_min(layers)
        assert found <= least + slack(layers)
        closest = max(closest, found / least)
    assert closest > 0.9


positive = st.floats(0.05, 5)


@given(positive, positive, positive)
def test_single_numbers(a: float, b: float, c: float) -> None:
    """n = m = h_1 = h_2 = 1: the product of the cumulative imbalances."""
    layers = [np.array([[w]]) for w in (a, b, c)]
    expected = cumulative_product(from_weights([a, b, c], 0.0).cumulative_imbalance)
    assert bound(layers) == pytest.approx(expected, rel=1e-9, abs=slack(layers))


def test_backwards() -> None:
    """The transposed network, W_3^T W_2^T W_1^T, has the same T up to order."""
    rng = np.random.default_rng(1)
    for _ in range(50):
        layers = gaussian(rng, (2, 4, 5, 3))
        assert bound([layer.T for layer in layers[::-1]]) == pytest.approx(bound(layers), rel=1e-9)


def test_semidefinite_imbalance_of_a_wide_layer() -> None:
    """W_1 = 2 W_2-shaped in 2 of 5 dimensions: rounding must not hide that D_1 >= 0."""
    rng = np.random.default_rng(2)
    frame = orthogonal(rng, 5)
    layers = [2 * frame[:, :2].T, frame[:, :2] @ np.eye(2, 4), 0.5 * np.eye(4, 2)]
    # Every square is 4, 1, 1/4: y (y + lambda_2(D_1)) = 3/4 * 15/4; exactly 4 is the truth.
    assert bound(layers) == pytest.approx(0.75 * 3.75 + 3.75 * 0.0, rel=1e-12)
    assert bound(layers) <= lambda_min(layers)


def test_narrow_layers_say_nothing() -> None:
    rng = np.random.default_rng(4)
    assert bound(gaussian(rng, (2, 1, 3, 2))) == 0.0
    assert bound(gaussian(rng, (1, 2, 2, 3))) == 0.0


def test_a_difference_that_is_nearly_lost_is_no_guarantee_above_the_truth() -> None:
    """W_2 is a million times W_3: what W_3 adds to its eigenvalue keeps three digits."""
    seen = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        middle = 3e6 * np.outer(orthogonal(rng, 2)[0], orthogonal(rng, 2)[0])
        layers = [1e-3 * rng.standard_normal((2, 2)), middle, rng.standard_normal((2, 1))]
        found, least = guarantee(layers).alpha(0.0), lambda_min(layers)
        assert found <= least * (1.0 + 1e-12)
        seen += found > 0.5 * least
    assert seen > 5
