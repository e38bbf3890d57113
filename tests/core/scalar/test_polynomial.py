"""P(x) = prod (x + c_l): its root against the equation and closed forms, its derivative, tables."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.scalar.network import from_weights
from core.scalar.polynomial import (
    preconditioner,
    preconditioner_at,
    preconditioners,
    smallest_square,
    smallest_squares,
    sum_of_others,
)
from core.scalar.rate import scalar_rate
from tests.core.scalar.strategies import sizes, weights

offsets = st.lists(sizes, max_size=9).map(lambda others: [0.0, *others])
steps = st.integers(-200, 200).map(lambda percent: 10.0 ** (percent / 100))


@given(offsets, sizes)
def test_smallest_square_is_the_root(c: list[float], product: float) -> None:
    """prod_l (x + c_l) = w^2."""
    x = smallest_square(c, product)
    assert math.prod(x + offset for offset in c) == pytest.approx(product**2, rel=1e-12, abs=0.0)
    assert smallest_square(c, 0.0) == 0.0


@pytest.mark.parametrize("product", [1e-150, 1e-30, 1e-3, 1.0, 1e30, 1e150])
def test_smallest_square_at_any_scale(product: float) -> None:
    """Closed forms: x = w^(2/L) if balanced; for L = 2, x (x + c) = w^2."""
    assert smallest_square([0.0] * 3, product) == pytest.approx(
        product ** (2 / 3), rel=1e-12, abs=0.0
    )
    root = 2 * product * (product / (1 + math.hypot(1.0, 2 * product)))
    assert smallest_square([0.0, 1.0], product) == pytest.approx(root, rel=1e-12, abs=0.0)


@given(weights(max_depth=8))
def test_preconditioner(values: tuple[float, ...]) -> None:
    """tau = sum_l prod_{i != l} w_i^2, also where weights are 0."""
    network = from_weights(values, 1.0)
    expected = sum(
        math.prod(w * w for w in values[:layer] + values[layer + 1 :])
        for layer in range(len(values))
    )
    tau = float(preconditioner(network.cumulative_imbalance, network.start**2))
    assert tau == pytest.approx(expected, rel=1e-12, abs=0.0)
    assert preconditioner_at(network.cumulative_imbalance.tolist(), network.start**2) == tau


@given(
    st.lists(st.lists(steps, max_size=8), min_size=1, max_size=6),
    st.integers(1, 3),
    st.integers(-60, 60).map(lambda part: 10.0 ** (part / 4)),
)
def test_batched_roots_are_the_single_roots(rows: list[list[float]], ties: int, w: float) -> None:
    """Rows of different length, any scale."""
    table = np.full((len(rows), 11), np.nan)
    for row, values in zip(table, rows, strict=True):
        row[: len(values) + ties] = [*values, *(0.0,) * ties]
    x = smallest_squares(table, np.full(len(rows), w))
    tau = preconditioners(table, x)
    for index, values in enumerate(rows):
        c = [*values, *(0.0,) * ties]
        assert x[index] == pytest.approx(smallest_square(c, w), rel=1e-12)
        assert tau[index] == pytest.approx(float(preconditioner(c, x[index])), rel=1e-13)
        assert tau[index] == pytest.approx(scalar_rate(c, w).alpha_star, rel=1e-12)
    assert (smallest_squares(table, np.zeros(len(rows))) == 0.0).all()


@pytest.mark.parametrize(
    "squares, tau",
    [
        ([3.0], 1.0),
        ([2.0, 5.0], 7.0),
        ([2.0, 3.0, 5.0], 31.0),
        ([0.0, 3.0, 5.0], 15.0),
        ([0.0, 0.0, 5.0], 0.0),
        ([1.0, 2.0, 3.0, 4.0], 50.0),
    ],
)
def test_sum_of_others(squares: list[float], tau: float) -> None:
    """By hand, in a table with layers missing at either end, and in a stack."""
    row = np.array(squares)
    assert float(sum_of_others(row)) == tau
    gap = [math.nan] * 2
    table = np.array([[*squares, *gap], [*gap, *squares]])
    assert preconditioners(table, np.zeros(2)).tolist() == [tau, tau]
    assert sum_of_others(np.stack([row, row])).tolist() == [tau, tau]
