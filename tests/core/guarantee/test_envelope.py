"""The envelopes against their own differential equations."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.integrate import solve_ivp

from core import ScalarScenario, solve
from core.guarantee.envelope import progressive_envelope
from core.objective.regression import Regression
from core.objective.squared import Squared
from core.scalar.envelope import exponential_envelope
from core.scalar.rate import scalar_rate
from tests.core.scalar.strategies import conditioning, signs, sizes

# Weights and target, one of each regime of margin(l) = max(0, |y| - sqrt(l)).
REGIMES: dict[str, tuple[tuple[float, ...], float]] = {
    "from below": ((0.7, 0.5, 0.9), 1.0),
    "from below, negative target": ((0.7, -0.5, 0.9, 1.1), -1.3),
    "from below, tied": ((0.6, 0.6), 1.0),
    "overshoot below 2y": ((1.2, 1.1, 1.3), 1.1),
    "overshoot below 2y, tied": ((1.2, -1.2), -1.0),
    "overshoot of 2y exactly": ((2.0, 1.0), 1.0),
    "overshoot above 2y": ((1.8, 2.1, 1.5), 0.7),
    "overshoot above 2y, tied": ((1.5, 1.5, 2.0), 1.0),
    "from zero": ((0.0, 0.7, 1.1), 1.0),
    "wrong sign": ((-0.8, 1.0, 1.2), 0.9),
    "wrong sign, negative target": ((0.8, 1.0), -0.5),
    "wrong sign, tied": ((-0.8, 0.8, 1.2), 0.9),
    "target 0": ((0.8, 1.0, -1.2), 0.0),
    "target 0, tied": ((0.8, 0.8), 0.0),
    "one layer": ((3.0,), 1.0),
}


def _by_its_equation(
    c: np.ndarray, target: float, gamma: float, excess: float, times: np.ndarray
) -> np.ndarray:
    """The solution of d log l/dt = -gamma alpha(margin(l)), in steps too short to miss a kink."""

    def slope(_: float, log_loss: np.ndarray) -> list[float]:
        margin = max(0.0, abs(target) - math.exp(0.5 * log_loss[0]))
        return [-gamma * scalar_rate(c, margin).alpha_star]

    solution = solve_ivp(
        slope,
        (0.0, times[-1]),
        [math.log(excess)],
        method="LSODA",
        t_eval=times,
        rtol=1e-10,
        atol=1e-10,
        max_step=times[-1] / 100,
    )
    return np.exp(solution.y[0])


@pytest.mark.parametrize("gamma", ["true", "poster"])
@pytest.mark.parametrize("weights, target", REGIMES.values(), ids=REGIMES.keys())
def test_progressive_envelope(weights: tuple[float, ...], target: float, gamma: str) -> None:
    """It solves dl/dt = -gamma alpha(margin(l)) l, in every regime and for either gamma."""
    times = np.linspace(0.0, 3.0, 61)
    s = solve(ScalarScenario(weights=weights, target=target, times=tuple(times), gamma=gamma))
    c = s.network.cumulative_imbalance
    expected = _by_its_equation(c, target, s.gamma, s.loss[0], times)
    assert_allclose(s.progressive_envelope, expected, rtol=1e-6)


@given(st.lists(sizes, min_size=1, max_size=8), st.floats(0.01, 1.0), signs)
def test_from_below_the_progressive_envelope_is_the_loss(
    weights: list[float], share: float, sign: float
) -> None:
    """0 < w(0)/y <= 1 and gamma = 4: nothing is lost."""
    target = sign * math.prod(weights) / share
    weights[0] *= sign
    s = solve(ScalarScenario(weights=tuple(weights), target=target))
    allowed = (1e-9 + 500 * conditioning(s)) * s.loss
    assert (np.abs(s.progressive_envelope - s.loss) <= allowed + 1e-290).all()


@pytest.mark.parametrize("weights, target", REGIMES.values(), ids=REGIMES.keys())
def test_the_posters_gamma_is_four_times_slower(weights: tuple[float, ...], target: float) -> None:
    """gamma = 1 at time 4t is gamma = 4 at time t; the flow itself does not change."""
    times = np.linspace(0.0, 2.0, 21)
    true = solve(ScalarScenario(weights=weights, target=target, times=tuple(times)))
    poster = solve(
        ScalarScenario(weights=weights, target=target, times=tuple(4 * times), gamma="poster")
    )
    for name in ("progressive_envelope", "envelope", "lower_bound_envelope"):
        assert_allclose(getattr(poster, name), getattr(true, name), rtol=1e-10, err_msg=name)
    assert poster.alpha_star == true.alpha_star
    assert poster.infimum == true.infimum / 4


def test_tied_wrong_sign_stays_flat() -> None:
    """alpha(0) = 0 where the smallest weights tie: the envelope is the loss of the start."""
    s = solve(ScalarScenario(weights=(-0.8, 0.8, 1.2), target=0.9))
    assert (s.progressive_envelope == s.loss[0]).all()
    assert (s.envelope == s.loss[0]).all()


@pytest.mark.parametrize(
    "weights", [(-1e-9, 1e-4, 1e-4), (1e-12, -1e-3, 2e-3), (-1e-9, 1e-3), (-1e-5, 1e-2, 3e-2, 2e-2)]
)
def test_a_wrong_sign_too_small_to_see_in_the_loss(weights: tuple[float, ...]) -> None:
    """|w(0)| < a rounding of y: the time until l = y^2 is still 2 log1p(|w(0)/y|) / (4 prod c)."""
    s = solve(ScalarScenario(weights=weights, target=1.0))
    slack = 1 + 1e-9 + 500 * conditioning(s)
    assert (s.loss <= s.progressive_envelope * slack + 1e-290).all()
    assert (s.progressive_envelope <= s.envelope * slack + 1e-290).all()


def test_exponential_envelope() -> None:
    """(L(0) - f*) exp(-rate t)."""
    times = np.array([0.0, 1.0, 2.0])
    assert_allclose(exponential_envelope(3.0, 0.5, times), 3.0 * np.exp([0.0, -0.5, -1.0]))


MATRIX_CASES = {
    "before and after its corner": (np.diag([2.0, 1.0]), 1.0, 0.5, 3.0),
    "from within": (np.diag([2.0, 1.0]), 1.0, 0.5, 0.3),
    "curvature 4": (np.diag([2.0, 1.0]), 2.0, 0.5, 9.0),
    "from within, no rate at margin 0": (np.diag([2.0, 1.0]), 2.0, 0.0, 0.9),
    "singular target": (np.diag([2.0, 0.0]), 1.0, 0.5, 3.0),
}


@pytest.mark.parametrize("case", MATRIX_CASES.values(), ids=MATRIX_CASES.keys())
def test_progressive_envelope_of_matrices(case: tuple[np.ndarray, float, float, float]) -> None:
    """dl/dt = -2 mu (a + margin) l, mu = scale^2, margin = max(0, s - sqrt(2 l / mu))."""
    target, scale, at_zero, excess = case
    objective = Regression(scale * np.eye(2), scale * target)
    mu, least = scale**2, float(target[1, 1])
    times = np.linspace(0.0, 4.0, 41)
    found = progressive_envelope(objective, lambda margin: at_zero + margin, excess, times)

    def slope(_: float, log_loss: np.ndarray) -> list[float]:
        margin = max(0.0, least - math.sqrt(2.0 / mu) * math.exp(0.5 * log_loss[0]))
        return [-2.0 * mu * (at_zero + margin)]

    wanted = solve_ivp(
        slope, (0.0, 4.0), [math.log(excess)], t_eval=times, rtol=1e-10, atol=1e-10, max_step=0.01
    )
    assert_allclose(found, np.exp(wanted.y[0]), rtol=1e-6)


def test_no_rate_at_the_start_is_none_later() -> None:
    """alpha(0) = 0 and a margin of 0 at the start: constant."""
    found = progressive_envelope(Squared(np.eye(2)), lambda margin: margin, 3.0, np.arange(4.0))
    assert (found == 3.0).all()
