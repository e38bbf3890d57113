"""The best in closed form, against searches that know nothing of it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.integrate import solve_ivp

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
    """Of one norm no other start is as tight: the signs of the proof, and times of starts."""
    norm, y, part = optima.tight_norm(0.25, 0.5, 1e-6, 0.01), 0.5, 1e-6
    rho = math.sqrt(part)
    positive = 0.5 * math.log(1.0 / (3.0 * rho)) + 0.75 * (1.0 / 9.0 - part) - 2.0 * (1 / 3 - rho)
    negative = 2.0 / 3.0 - 0.5 * math.log(3.0)
    q = 1.0 - np.exp(-np.linspace(0.0, -math.log(rho), 200_001))
    factor = q * (1.5 * q - 1.0)  # of r = 1/2
    step = -math.log(rho) / 200_000
    assert np.trapezoid(np.maximum(factor, 0.0), dx=step) == pytest.approx(positive, rel=1e-6)
    assert np.trapezoid(np.maximum(-factor, 0.0), dx=step) == pytest.approx(negative, rel=1e-6)
    least = 2.0 / math.sqrt((positive / negative) ** (2.0 / 3.0) - 1.0)
    assert least == pytest.approx(0.8, abs=0.01)
    assert norm > least * y
    for start in np.linspace(0.005, 0.25, 50):
        for size in np.linspace(0.5, 0.9999, 40):
            d = math.sqrt((size * norm) ** 2 - 4.0 * start**2)
            assert optima.slack(d, float(start), 0.5, 1e-6) > 0.01
    d = math.sqrt(norm**2 - 4.0 * 0.25**2)
    assert optima.slack(d, 0.25, 0.5, 1e-6) == pytest.approx(0.01, rel=1e-9)


def test_least_gain() -> None:
    """Boxes of steps and margins in which nothing is lower; against the roots of the polynomial."""
    places = [abs(layer - 3) for layer in range(8)]

    def rate(s: float, margin: float, places: list[int]) -> float:
        polynomial = np.poly1d([-s * place for place in places], r=True)
        roots = (polynomial - margin**2).roots
        x = max(root.real for root in roots if abs(root.imag) < 1e-9)
        return float(polynomial.deriv()(x))

    best, s = optima.least_gain(0.05, 8)
    assert best == pytest.approx(rate(s, 0.05, places) / math.hypot(s, 0.1), rel=1e-9)
    waiting, looked = [(0.05, 3.0, 0.05, 1.0)], 0
    while waiting:
        low, high, least, most = waiting.pop()
        looked += 1
        if rate(low, least, places) / math.hypot(high, 2.0 * most) >= best * (1.0 - 1e-3):
            continue
        if high / low > most / least:
            middle = math.sqrt(low * high)
            waiting += [(low, middle, least, most), (middle, high, least, most)]
        else:
            middle = math.sqrt(least * most)
            waiting += [(low, high, least, middle), (low, high, middle, most)]
    assert looked > 100
    # The other orders have more; balanced weights too.
    for step in np.linspace(0.05, 3.0, 30):
        assert rate(step, 0.05, list(range(8))) >= rate(step, 0.05, places)
    assert best < 0.5 * 8 * 0.05 ** (1.0 - 2.0 / 8.0)


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
    """tau from 3 y is no less at any fall of the gap, whatever the start and its alpha*."""
    rng = np.random.default_rng(3)
    falls = np.linspace(0.0, -0.5 * math.log(1e-6), 400)
    for _ in range(300):
        y, d = rng.uniform(0.1, 2.0), rng.uniform(-2.0, 2.0)
        start = float(rng.choice([rng.uniform(-3.0, 3.0), -3.0, 1.9, 2.1])) * y
        alpha = optima.two_layer_alpha(d, start, y)
        if d == 0.0 or start == y:
            continue
        own = np.hypot(d, 2.0 * (y - (y - start) * np.exp(-falls)))
        farthest = np.hypot(alpha, 2.0 * (y + 2.0 * y * np.exp(-falls)))
        assert (own <= farthest * (1.0 + 1e-14)).all()
        best = optima.two_layer_time(alpha, 3.0 * y, y, 1e-6)
        assert 0.5 * np.trapezoid(1.0 / own, falls) >= best * (1.0 - 1e-5)


def test_no_step_is_certified_beyond_the_best() -> None:
    """The closed form is what the certificate says; it grows with start and imbalance."""
    best = BY_KEY["certified"].best
    assert best == pytest.approx(math.sqrt(13.0) / (math.sqrt(18.0) + 0.5), rel=1e-15)
    for s in (0.05, 0.5, 1.5, 3.0):
        for p in (-1.0, -0.3, 0.0, 0.2, 0.5):
            run = labs.solution("depth", f"s={s}&p={p}&L=2&most=4&k=1").descent
            part = run.certificate.largest_step / run.stability.step
            closed = optima.certified_part(s, p, 1.0)
            assert part <= closed * (1.0 + 1e-12)
            if p > 0.0:
                assert part == pytest.approx(closed, rel=1e-12)
    grid = [
        [optima.certified_part(s, p, 1.0) for p in np.linspace(-1.0, 0.5, 40)]
        for s in np.linspace(0.05, 3.0, 40)
    ]
    assert (np.diff(grid, axis=0) > 0.0).all()
    assert (np.diff(grid, axis=1) > 0.0).all()
