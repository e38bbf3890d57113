"""beta* of two layers: attained, and never below the truth where a hidden layer is narrow."""

from __future__ import annotations

import math

import numpy as np
import pytest

from core.guarantee.two_layer import imbalance_eigenvalues
from core.guarantee.two_layer_ceiling import two_layer_ceiling
from tests.core.guarantee.networks import gaussian, orthogonal, preconditioner, product

RNG = np.random.default_rng


def _pair(p: float, q: float, reach: float) -> tuple[float, float]:
    """ch and sh of the pair whose product is `reach`."""
    square = (p + q + math.hypot(p + q, 2 * reach)) / (2 * (p + q))
    return math.sqrt(square), math.sqrt(square - 1)


@pytest.mark.parametrize("n, m", [(2, 2), (3, 2), (2, 3), (3, 3)])
def test_it_is_attained(n: int, m: int) -> None:
    """p_1 beside q_m and p_n beside q_1, each pair with the product `reach`; the others alone."""
    rng, reach, h = RNG(n + 10 * m), 1.7, n + m + 1
    p = np.sort(rng.uniform(0.5, 3.0, n))[::-1]
    q = np.sort(rng.uniform(0.5, 3.0, m))[::-1]
    basis = orthogonal(rng, h)
    rows, columns = (basis[:, :n] * np.sqrt(p)).T, basis[:, n : n + m] * np.sqrt(q)
    for i, j in ((0, m - 1), (n - 1, 0)):
        ch, sh = _pair(p[i], q[j], reach)
        u, v = rows[i].copy(), columns[:, j].copy()
        rows[i], columns[:, j] = ch * u + sh * v, sh * u + ch * v
    assert np.linalg.norm(product([rows, columns]), 2) == pytest.approx(reach, rel=1e-12)
    values = imbalance_eigenvalues(rows, columns)
    assert np.sort(values)[-n:] == pytest.approx(p[::-1], rel=1e-10)
    most = np.linalg.eigvalsh(preconditioner([rows, columns]))[-1]
    assert float(two_layer_ceiling(values, h, n, m, reach)) == pytest.approx(most, rel=1e-10)


@pytest.mark.parametrize("h", [1, 2, 5])
def test_of_numbers_it_is_the_preconditioner(h: int) -> None:
    layers = gaussian(RNG(h), (1, h, 1))
    values, reach = imbalance_eigenvalues(*layers), abs(float(product(layers)[0, 0]))
    tau = float(preconditioner(layers)[0, 0])
    assert float(two_layer_ceiling(values, h, 1, 1, reach)) == pytest.approx(tau, rel=1e-12)


def test_a_narrow_layer_beside_a_larger_one() -> None:
    """D = 1 - 9 < 0 with h = 1 < m = 2: y (y + 8) = 9 has the root 1 = ||W_1||^2."""
    first, second = np.array([[1.0]]), np.array([[3.0, 0.0]])
    found = two_layer_ceiling(imbalance_eigenvalues(first, second), 1, 1, 2, 3.0)
    assert float(found) == pytest.approx(10.0, rel=1e-14)


def test_without_any_weights_nothing_moves() -> None:
    assert float(two_layer_ceiling(np.zeros(2), 2, 2, 2, 0.0)) == 0.0
    many = two_layer_ceiling(np.zeros(2), 2, 2, 2, np.array([[0.0, 1.0, 2.0]]))
    assert many.tolist() == [[0.0, 2.0, 4.0]]  # balanced: 2 reach
