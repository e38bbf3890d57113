"""Cumulative imbalances against exact rational sums, and which layers tie."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from core import Outcome, ScalarScenario, solve
from core.scalar.conversion import by_imbalance
from core.scalar.cumulative import cumulative_imbalances

mixed = st.tuples(st.floats(1.0, 10.0), st.integers(-30, 30), st.sampled_from([-1.0, 1.0])).map(
    lambda parts: parts[0] * 10.0 ** parts[1] * parts[2]
)


@given(st.lists(mixed, max_size=8))
def test_rounded_once(d: list[float]) -> None:
    """Any sizes beside one another: every c_l that is no tie is the exact sum, rounded once."""
    squares = [Fraction(0)]
    for each in d:
        squares.append(squares[-1] - Fraction(each))
    exact = [square - min(squares) for square in squares]
    found, smallest = cumulative_imbalances(d)
    assert found[smallest] == 0.0
    for layer, (c, wanted) in enumerate(zip(found.tolist(), exact, strict=True)):
        between = d[min(layer, smallest) : max(layer, smallest)]
        allowed = Fraction(1e-15) * sum(abs(Fraction(each)) for each in between)
        assert c == float(wanted) or (c == 0.0 and wanted <= allowed)


def test_small_beside_large() -> None:
    """The rate by mpmath's root of P(x) = margin^2 in fifty digits."""
    s = solve(ScalarScenario(imbalance=(3e7, 2e-8), product=3e-5, target=0.7))
    assert s.network.cumulative_imbalance.tolist() == [30000000.00000002, 2e-8, 0.0]
    with mpmath.workdps(50):
        c = [mpmath.mpf(3e7) + mpmath.mpf(2e-8), mpmath.mpf(2e-8), mpmath.mpf(0)]
        # x is near margin^2 / (c_1 c_2), and the equation is scaled by that.
        x = mpmath.findroot(
            lambda x: mpmath.fprod(x + each for each in c) / mpmath.mpf(3e-5) ** 2 - 1,
            mpmath.mpf(3e-5) ** 2 / (c[0] * c[1]),
        )
        alpha = float(
            mpmath.fsum(mpmath.fprod(x + o for o in c[:i] + c[i + 1 :]) for i in range(3))
        )
    assert alpha == pytest.approx(0.684105255059483, rel=1e-14)
    assert s.alpha_star == pytest.approx(alpha, rel=1e-14)


@pytest.mark.parametrize(
    "d, ties",
    [
        ((0.1, 0.2, -0.3), [2]),
        ((-0.1, -0.2, 0.3), [0, 3]),
        ((-1.1, 0.7, 0.4, -0.1, 0.1), [0, 3, 5]),
        ((-1 / 3, -2 / 3, 1.0), [0, 3]),  # long numbers may be off
        ((-30000000.00000002, 30000000.0, 2e-8), [0, 3]),
        ((0.0, 0.0), [0, 1, 2]),
        ((), [0]),
    ],
)
def test_ties(d: tuple[float, ...], ties: list[int]) -> None:
    assert np.flatnonzero(cumulative_imbalances(d)[0] == 0.0).tolist() == ties


@pytest.mark.parametrize(
    "d, cumulative",
    [
        ((-3e7, 3e7, 2e-8), [2e-8, 3e7, 2e-8, 0.0]),
        ((-3e7, 1e7, 2e7, 2e-8), [2e-8, 3e7, 2e7, 2e-8, 0.0]),
        ((-1e16, 1.0, 1e16), [1.0, 1e16, 1e16, 0.0]),
        ((1e16, 1.0, -1e16), [1e16, 1.0, 0.0, 1e16]),
        ((-1e150, 1e-150, 1e150), [1e-150, 1e150, 1e150, 0.0]),
        ((-1 / 3, 1 / 3, 1e-17), [1e-17, 1 / 3, 1e-17, 0.0]),  # a number and its opposite cancel
        ((-1.0, 1.0 - 1e-12), [0.0, 1.0, 1e-12]),
    ],
)
def test_near_ties_are_none(d: tuple[float, ...], cumulative: list[float]) -> None:
    assert_allclose(cumulative_imbalances(d)[0], cumulative, rtol=1e-4, atol=0.0)


@pytest.mark.parametrize("weights", [(0.3, -0.7, 0.9, 0.3), (0.1, 0.31, 2.7, 0.77, 0.1, -0.1)])
def test_ties_outlive_the_change_to_imbalances(weights: tuple[float, ...]) -> None:
    """Differences of squares are rounded; their sums tie where the weights do."""
    start = ScalarScenario(weights=weights, target=1.0)
    same = by_imbalance(start)
    assert solve(start).outcome is solve(same).outcome is Outcome.SADDLE
    c = solve(start).network.cumulative_imbalance
    assert_allclose(solve(same).network.cumulative_imbalance, c, rtol=1e-14, atol=0.0)
