"""The best in closed form, against searches that know nothing of it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.optimize import minimize_scalar

from dashboard.guides import labs
from dashboard.guides.challenges import optima
from dashboard.guides.challenges.table import BY_KEY


def test_imbalance_alone() -> None:
    angles = np.linspace(0.0, 2.0 * np.pi, 400_001)
    w = 2.0 * np.array([np.cos(angles), np.sin(angles)])
    allowed = np.abs(w[0] * w[1]) >= 0.5
    found = np.abs(w[0] ** 2 - w[1] ** 2)[allowed].max()
    assert optima.imbalance_alone(4.0, 0.5) == pytest.approx(math.sqrt(15.0))
    assert found == pytest.approx(optima.imbalance_alone(4.0, 0.5), rel=1e-4)
    assert found <= optima.imbalance_alone(4.0, 0.5)


@pytest.mark.parametrize("norm, product", [(4.0, 0.5), (3.0, 0.9), (10.0, 0.1)])
def test_three_layers(norm: float, product: float) -> None:
    squares = np.linspace(1e-4, norm, 1500)
    a, b = np.meshgrid(squares, squares)
    c = product**2 / (a * b)
    tau = np.where(a + b + c <= norm, a * b + a * c + b * c, 0.0)
    best = optima.three_layers(norm, product)
    assert tau.max() <= best
    assert tau.max() == pytest.approx(best, rel=0.01)


def test_flattest() -> None:
    """The largest eigenvalue of the Hessian of (y - w)^2 at random minima is never below 2/step."""
    step, depth = optima.flattest(0.1, 30)
    assert (depth, step) == (5, pytest.approx(1.0 / (5 * 0.1**1.6)))
    random = np.random.default_rng(0)
    for layers in range(2, 31):
        for spread in (0.0, 0.1, 1.0):
            logs = spread * random.standard_normal(layers)
            weights = np.exp(logs - logs.mean()) * 0.1 ** (1.0 / layers)
            gradient = 0.1 / weights  # of the product: the Hessian is 2 g g^T
            assert 2.0 / (2.0 * gradient @ gradient) <= step * (1.0 + 1e-12)


def test_largest_step_part() -> None:
    own, flattest = 1.0 / math.hypot(2.0, 2.0), 0.5
    assert optima.largest_step_part(2.0, 1.0) == pytest.approx(flattest / own)


def test_unguaranteed() -> None:
    x, c = optima.unguaranteed(6.0, 1.0)
    assert (x, c) == (pytest.approx(1.0), pytest.approx(3.0))
    # x^3 + 3 x^2 = 1 has the root 2 cos 40 deg - 1.
    end = 2.0 * math.cos(math.radians(40.0)) - 1.0
    assert optima.tied_rate(3.0, 1.0) == pytest.approx(3.0 * end * end + 6.0 * end)
    best = 0.0
    for x in np.linspace(0.5, 2.0, 301):
        for c in np.linspace(0.0, 6.0, 301):
            if x * x * (x + c) >= 4.0 and 3.0 * x + c <= 6.0:
                best = max(best, optima.tied_rate(float(c), 1.0))
    assert best == pytest.approx(optima.tied_rate(3.0, 1.0), rel=0.01)
    assert best <= optima.tied_rate(3.0, 1.0) * (1.0 + 1e-12)


@pytest.mark.parametrize("d, start, part", [(5.0, 0.2, 1e-6), (0.3, 0.4, 1e-2), (-1.0, 0.01, 1e-9)])
def test_two_layer_time(d: float, start: float, part: float) -> None:
    """By a solver, in the logarithm of the gap."""
    target = 0.5
    end = -0.5 * math.log(part)

    def slope(u: float, _t: object) -> list[float]:
        w = target - (target - start) * math.exp(-u)
        return [0.5 / math.hypot(d, 2.0 * w)]

    time = solve_ivp(slope, (0.0, end), [0.0], rtol=1e-11, atol=1e-14).y[0, -1]
    assert optima.two_layer_time(d, start, target, part) == pytest.approx(time, rel=1e-8)


def test_tight_norm() -> None:
    """No other start within the limits is as tight with less."""
    norm = optima.tight_norm(0.25, 0.5, 1e-6, 0.01)
    for start in np.linspace(0.005, 0.25, 50):
        for size in np.linspace(0.5, 0.9999, 40):
            d = math.sqrt((size * norm) ** 2 - 4.0 * start**2)
            assert optima.slack(d, float(start), 0.5, 1e-6) > 0.01
    d = math.sqrt(norm**2 - 4.0 * 0.25**2)
    assert optima.slack(d, 0.25, 0.5, 1e-6) == pytest.approx(0.01, rel=1e-9)


def test_least_gain() -> None:
    """Against the roots of the polynomial, for each order of the layers."""

    def gain(s: float, margin: float, places: list[int]) -> float:
        polynomial = np.poly1d([-s * place for place in places], r=True)
        roots = (polynomial - margin**2).roots
        x = max(root.real for root in roots if abs(root.imag) < 1e-9)
        return float(polynomial.deriv()(x)) / math.hypot(s, 2.0 * margin)

    best, s = optima.least_gain(0.05, 8)
    places = [abs(layer - 3) for layer in range(8)]
    found = minimize_scalar(lambda s: gain(s, 0.05, places), bounds=(0.05, 1.0), method="bounded")
    assert best == pytest.approx(found.fun, rel=1e-6)
    assert s == pytest.approx(found.x, rel=1e-2)
    for others in (places, list(range(8))):
        for margin in (0.05, 0.1, 0.5):
            for step in np.linspace(0.05, 3.0, 60):
                assert gain(float(step), margin, others) >= best * (1.0 - 1e-6)


@pytest.mark.parametrize("d, start", [(1.01, 3.0), (0.5, 1.7)])
def test_two_layer_time_from_beyond_the_target(d: float, start: float) -> None:
    def slope(u: float, _t: object) -> list[float]:
        return [0.5 / math.hypot(d, 2.0 * (1.0 + (start - 1.0) * math.exp(-u)))]

    end = -0.5 * math.log(1e-6)
    time = solve_ivp(slope, (0.0, end), [0.0], rtol=1e-11, atol=1e-14).y[0, -1]
    assert optima.two_layer_time(d, start, 1.0, 1e-6) == pytest.approx(time, rel=1e-8)


def test_narrowest() -> None:
    """tau^2 = d^2 + 4 w^2, at the margin and where |w| is as large as the loss allows."""
    best = optima.narrowest(4.0, 0.5, 1.0)
    start, norm = np.meshgrid(np.linspace(1e-3, 0.5, 400), np.linspace(0.1, 4.0, 400))
    square = np.where(norm >= 2.0 * start, norm**2 - 4.0 * start**2, np.nan)
    ratio = np.sqrt((square + 4.0 * start**2) / (square + 4.0 * (2.0 - start) ** 2))
    assert np.nanmax(ratio) <= best * (1.0 + 1e-12)
    assert np.nanmax(ratio) == pytest.approx(best)


def test_no_twin_is_sooner_than_from_the_farthest_start() -> None:
    """On a grid of starts with the largest alpha* allowed."""
    alpha, times = 1.01, []
    for start in np.linspace(1.55, 3.0, 30):
        margin = max(0.0, 2.0 - float(start))
        d = math.sqrt(alpha**2 - 4.0 * margin**2)
        assert optima.two_layer_alpha(d, float(start), 1.0) == pytest.approx(alpha)
        times.append(optima.two_layer_time(d, float(start), 1.0, 1e-6))
    assert min(times) == times[-1]


def test_no_step_is_certified_beyond_the_best() -> None:
    """On a grid of starts and imbalances."""
    best = BY_KEY["certified"].best
    assert best is not None
    for s in (0.05, 0.5, 1.5, 2.9):
        for p in (-1.0, -0.3, 0.2, 0.5):
            run = labs.solution("depth", f"s={s}&p={p}&L=2&most=4&k=1").descent
            assert run.certificate.largest_step / run.stability.step < best
