"""beta* of scalar networks, and the quick look whether float64 holds it."""

from __future__ import annotations

import math

import numpy as np
import pytest

from core import ScalarScenario, ScenarioError, solve
from core.scalar.ceiling import FASTEST, rates_fit, scalar_beta
from core.scalar.network import from_imbalance, from_weights


def test_what_fits_is_finite_and_what_is_common_fits() -> None:
    rng = np.random.default_rng(0)
    said = []
    for _ in range(2000):
        depth = int(rng.integers(1, 65))
        spread = rng.uniform(0.0, 60.0)
        d = 10.0 ** rng.uniform(-spread, spread, depth - 1) * rng.choice([-1.0, 1.0], depth - 1)
        product, target = 10.0 ** rng.uniform(-spread, spread, 2) * rng.choice([-1.0, 1.0], 2)
        network = from_imbalance(d, float(product), float(target))
        horizon = 10.0 ** rng.uniform(-3.0, 12.0)
        said.append(rates_fit(network, float(target), horizon))
        finite = math.isfinite(FASTEST * scalar_beta(network, float(target)) * max(horizon, 1.0))
        assert finite or not said[-1]
        if spread < 1.0 and depth < 100.0 / (1.0 + spread):
            assert said[-1]
    assert 200 < sum(said) < 1900


def test_layers_at_rest_on_a_target_of_zero_fit() -> None:
    assert rates_fit(from_weights((0.0, 0.0), 0.0), 0.0, 1.0)


def test_rates_are_the_same_whenever_asked_for() -> None:
    """beta* is attained by a start beyond the target: tau = w_1^2 + w_2^2 there."""
    solution = solve(ScalarScenario(weights=(2.0, 1.5), target=1.0))
    assert solution.beta_star == pytest.approx(2.0**2 + 1.5**2, rel=1e-14)
    # The flow comes down to w = 1 with w_1^2 - w_2^2 = 1.75.
    final = math.hypot(1.75, 2.0)
    assert solution.final_rate == pytest.approx(4.0 * final, rel=1e-14)
    assert solution.infimum == pytest.approx(4.0 * final, rel=1e-14)


def test_a_flow_through_zero_is_slowest_there() -> None:
    """From w = -0.5 to 1 with w_1^2 - w_2^2 = 0.75: tau is 0.75 where w_2 is 0."""
    solution = solve(ScalarScenario(weights=(1.0, -0.5), target=1.0))
    assert solution.infimum == pytest.approx(4.0 * 0.75, rel=1e-14)


def test_rates_beyond_float64_are_refused_though_nobody_asks_for_them() -> None:
    with pytest.raises(ScenarioError, match="double precision"):
        solve(ScalarScenario(imbalance=(1e100, -1.0, 1.0, 1e100), product=1.0, target=1.0))
