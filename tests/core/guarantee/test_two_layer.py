"""Two layers: the bound holds, each half of it too, and explicit weights attain it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.guarantee.two_layer import imbalance_eigenvalues, two_layer_minimiser, two_layer_rate
from core.scalar.rate import scalar_rate
from tests.core.guarantee.networks import (
    gaussian,
    imbalance,
    lambda_min,
    least_singular_value,
    preconditioner,
)
from tests.core.scalar.strategies import sizes

shapes = st.tuples(st.integers(1, 4), st.integers(1, 4))
shares = st.sampled_from([0.0, 0.01, 0.5, 1.0, 30.0])
seeds = st.integers(0, 2**32 - 1)


@pytest.mark.parametrize("seed", range(4))
def test_never_violated(seed: int) -> None:
    """Each half on 1500 random pairs of any shapes, the margin being sigma_min(W) itself."""
    rng = np.random.default_rng(seed)
    tightest = math.inf
    for _ in range(1500):
        n, m, h = rng.integers(1, 5), rng.integers(1, 5), rng.integers(1, 10)
        first, second = gaussian(rng, (n, h, m))
        margin = least_singular_value([first, second]) if h >= min(n, m) else 0.0
        rate = two_layer_rate(np.linalg.eigvalsh(imbalance(first, second)), n, m, margin)
        left = np.linalg.eigvalsh(first @ first.T)[0]
        right = np.linalg.eigvalsh(second.T @ second)[0]
        slack = 1e-13 * (np.sum(first**2) + np.sum(second**2))
        assert left >= rate.left - slack
        assert right >= rate.right - slack
        assert rate.alpha_star == rate.left + rate.right
        tightest = min(tightest, (left + right) / max(rate.alpha_star, slack))
    assert tightest < 1.01


@given(shapes, st.integers(0, 3), shares, seeds)
def test_attained(shape: tuple[int, int], spare: int, share: float, seed: int) -> None:
    """The explicit weights have the same D, are feasible, and lambda_min(T) = alpha*."""
    (n, m), rng = shape, np.random.default_rng(seed)
    h = n + m + spare
    first, second = gaussian(rng, (n, h, m))
    margin = share * least_singular_value([first, second])
    found = two_layer_minimiser(first, second, margin)
    assert found is not None
    d = imbalance(first, second)
    # Rounding is in proportion to the layers' squares, of the given and of the found weights.
    squares = np.sum(first**2) + np.sum(second**2)
    reached = np.sum(found[0] ** 2) + np.sum(found[1] ** 2)
    assert np.linalg.norm(imbalance(*found) - d) <= 1e-12 * max(squares, reached)
    assert least_singular_value(found) >= margin * (1 - 1e-9) - 1e-14 * reached
    alpha_star = two_layer_rate(imbalance_eigenvalues(first, second), n, m, margin).alpha_star
    assert lambda_min(found) == pytest.approx(alpha_star, rel=1e-10, abs=1e-13 * reached)


@given(shapes, st.integers(1, 12), shares, seeds)
def test_the_formula_of_the_paper(shape: tuple[int, int], h: int, margin: float, seed: int) -> None:
    """Summed as printed, with -inf for the eigenvalues beyond the width."""
    (n, m), rng = shape, np.random.default_rng(seed)
    first, second = gaussian(rng, (n, h, m))
    rising = np.linalg.eigvalsh(imbalance(first, second))
    plus = np.maximum(np.append(rising[::-1], [-np.inf] * 5), 0)
    minus = np.maximum(np.append(-rising, [-np.inf] * 5), 0)
    spread_plus, spread_minus = plus[0] - plus[n - 1], minus[0] - minus[m - 1]
    delta = plus[n - 1] + minus[m - 1]
    a, b = (margin if n <= m else 0.0), (margin if m <= n else 0.0)
    printed = (math.hypot(spread_minus + delta, 2 * a) - spread_minus) / 2
    printed += (math.hypot(spread_plus + delta, 2 * b) - spread_plus) / 2
    rate = two_layer_rate(rising, n, m, margin)
    slack = 1e-13 * (plus[0] + minus[0] + margin)
    assert rate.alpha_star == pytest.approx(printed, rel=1e-13, abs=slack)
    assert (rate.delta_plus, rate.delta_minus, rate.delta) == (spread_plus, spread_minus, delta)


@given(shapes, st.integers(1, 30), seeds)
def test_eigenvalues_without_the_imbalance_itself(
    shape: tuple[int, int], h: int, seed: int
) -> None:
    """R J R^T has those of D but h - n - m zeros, and R may stand for the layers."""
    (n, m), rng = shape, np.random.default_rng(seed)
    first, second = gaussian(rng, (n, h, m))
    found = imbalance_eigenvalues(first, second)
    assert found.shape == (min(h, n + m),)
    assert (np.diff(found) <= 0).all()
    padded = np.sort(np.append(found, np.zeros(h - found.size)))
    scale = np.sum(first**2) + np.sum(second**2)
    expected = np.linalg.eigvalsh(imbalance(first, second))
    np.testing.assert_allclose(padded, expected, rtol=0, atol=1e-13 * scale)
    reduced = np.linalg.qr(np.hstack([first.T, second]), mode="r")
    again = imbalance_eigenvalues(reduced[:, :n].T, reduced[:, n:])
    np.testing.assert_allclose(again, found, rtol=0, atol=1e-13 * scale)
    for margin in (0.0, 1.0):
        zeros_too = two_layer_rate(padded, n, m, margin).alpha_star
        assert two_layer_rate(found, n, m, margin).alpha_star == pytest.approx(zeros_too, rel=1e-14)


def test_a_million_wide() -> None:
    """No h x h matrix: that would be eight terabytes."""
    rng = np.random.default_rng(0)
    first, second = rng.standard_normal((2, 10**6)) / 1e3, rng.standard_normal((10**6, 3)) / 1e3
    assert imbalance_eigenvalues(first, second) == pytest.approx([1, 1, -1, -1, -1], abs=0.01)
    found = two_layer_minimiser(first, second, 0.5)
    assert found is not None
    assert least_singular_value(found) == pytest.approx(0.5, rel=1e-12)


@given(sizes, sizes, st.one_of(st.just(0.0), sizes))
def test_single_numbers(p: float, q: float, margin: float) -> None:
    """n = m = 1: sqrt((lambda_1(D) + lambda_1(-D))^2 + 4 margin^2)."""
    rate = two_layer_rate([p, -q], 1, 1, margin)
    assert rate.alpha_star == pytest.approx(math.hypot(p + q, 2 * margin), rel=1e-13)


@given(sizes, st.one_of(st.just(0.0), sizes), st.integers(1, 5), st.sampled_from([1, -1]))
def test_scalar_formula(d: float, margin: float, size: int, sign: int) -> None:
    """D = d I of side n = m = h is the scalar network with the same imbalance."""
    rate = two_layer_rate([sign * d] * size, size, size, margin)
    assert rate.alpha_star == pytest.approx(scalar_rate([d, 0.0], margin).alpha_star, rel=1e-13)


@pytest.mark.parametrize("n, m, factor", [(3, 3, 2.0), (2, 4, 1.0), (4, 2, 1.0)])
def test_zero_imbalance(n: int, m: int, factor: float) -> None:
    """2 margin, or margin for a rectangular product; attained by balanced weights."""
    for zeros in ([], [0.0] * 6):
        rate = two_layer_rate(zeros, n, m, 0.7)
        assert rate.alpha_star == pytest.approx(factor * 0.7, rel=1e-15)
        assert two_layer_rate(zeros, n, m, 0.0).alpha_star == 0.0
    root = math.sqrt(0.7)
    layers = [root * np.eye(n, min(n, m)), root * np.eye(min(n, m), m)]
    assert np.linalg.eigvalsh(preconditioner(layers))[0] == pytest.approx(factor * 0.7)
    assert two_layer_minimiser(*layers, 0.7) is None


def test_a_small_half_keeps_its_digits() -> None:
    """margin^2 / q where q is 10^10 margins: the printed formula would give 0."""
    rate = two_layer_rate([1.0, 0.0, -1e10], 2, 1, 0.0)
    assert (rate.left, rate.right) == (0.0, 1e10)
    rate = two_layer_rate([-1e10, 0.0], 1, 1, 1.0)
    assert rate.left == pytest.approx(1e-10, rel=1e-14, abs=0.0)


def test_a_half_as_printed_is_no_bound() -> None:
    """W_2 = 0: the paper's second line is p / 2, but lambda_min(W_2^T W_2) = 0."""
    rate = two_layer_rate([4.0], 1, 1, 0.0)
    assert (rate.left, rate.right) == (4.0, 0.0)


def test_no_explicit_weights() -> None:
    """Too narrow, or too few eigenvalues of a sign."""
    rng = np.random.default_rng(3)
    assert two_layer_minimiser(*gaussian(rng, (2, 3, 2)), 0.1) is None
    first = rng.standard_normal((2, 6))
    assert two_layer_minimiser(first, np.zeros((6, 2)), 0.1) is None
    assert two_layer_minimiser(first, first.T.copy(), 0.1) is None
