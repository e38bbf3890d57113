"""What the judge measures at the solutions, found again another way."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from dashboard.guides import labs
from dashboard.guides.challenges.challenge import Challenge
from dashboard.guides.challenges.judging import judge
from dashboard.guides.challenges.table import BY_KEY


def _measure(key: str) -> float:
    measure = judge(BY_KEY[key], BY_KEY[key].solution).measure
    assert measure is not None
    return measure


def _state(challenge: Challenge) -> Any:
    return labs.LABS[challenge.topic].read(challenge.solution)


def _scalar_flow(weights: list[float], target: float, until: float) -> Any:
    def slope(_t: float, w: Any) -> Any:
        others = np.array([np.prod(np.delete(w, layer)) for layer in range(len(w))])
        return 2.0 * (target - np.prod(w)) * others

    return solve_ivp(slope, (0.0, until), weights, rtol=1e-11, atol=1e-13, dense_output=True)


def test_slowest() -> None:
    """The flow does cross w = 0, where the two other squares are 2 and 1."""
    assert _measure("slowest") == 2.0
    solution = labs.solution("scalar", BY_KEY["slowest"].solution)
    assert solution.products[0] < 0.0 < solution.products[-1]
    assert solution.infimum == pytest.approx(4.0 * 2.0)


def test_saddle() -> None:
    """The flow of equal sizes is a single equation: dw/dt = -2 (1 + a^3) a^2 for the size a."""
    way = _scalar_flow([1.0, 1.0, -1.0], 1.0, 40.0)
    assert np.abs(way.y[:, -1]).max() < 0.02
    assert _measure("saddle") == 1.0
    near = judge(BY_KEY["saddle"], "w=1,1,-0.99&y=1")  # the least difference, and it escapes
    assert not near.valid
    assert labs.solution("scalar", near.query).outcome.at_target


def test_alone() -> None:
    first, second = 1.98, -0.26
    assert _measure("alone") == pytest.approx(first**2 - second**2)
    way = _scalar_flow([first, second], 1.0, 3.0)
    tau = (way.sol(np.linspace(0.0, 3.0, 4000)) ** 2).sum(axis=0)
    assert tau.min() == pytest.approx(_measure("alone"), rel=1e-5)


def test_tight() -> None:
    first, second = 2.39, 0.1
    way = _scalar_flow([first, second], 0.5, 1.0)
    times = np.linspace(0.0, 1.0, 200_001)
    loss = (0.5 - way.sol(times).prod(axis=0)) ** 2
    flow = times[np.argmax(loss <= 1e-6 * loss[0])]
    bound = math.log(1e6) / (4.0 * (first**2 + second**2))
    assert 0.0 < bound / flow - 1.0 < 0.01
    assert _measure("tight") == pytest.approx(first**2 + second**2)


def test_largest() -> None:
    """x (x + 1.9)^2 = 1/4, and tau is the derivative there."""
    roots = np.roots([1.0, 3.8, 1.9**2, -0.25])
    x = max(root.real for root in roots if abs(root.imag) < 1e-12)
    assert _measure("largest") == pytest.approx((x + 1.9) ** 2 + 2.0 * x * (x + 1.9))
    # Of all starts with this product and sum, the product of the cumulative imbalances too is
    # largest where two squares are equal.
    products = []
    for ratio in np.linspace(1.0, 3.0, 201):  # of the two larger squares
        roots = np.roots([ratio, -4.0 * ratio / (1.0 + ratio), 0.0, 0.25 / (1.0 + ratio)])
        b = max(root.real for root in roots if abs(root.imag) < 1e-12)
        x, c = 4.0 - (1.0 + ratio) * b, ratio * b
        assert x * b * c == pytest.approx(0.25)
        products.append((b - x) * (c - x))
    assert np.argmax(products) == 0


def test_unguaranteed() -> None:
    way = _scalar_flow([1.0, 1.0, 2.0], 1.0, 5.0)
    squares = way.y[:, -1] ** 2
    tau = sum(np.prod(np.delete(squares, layer)) for layer in range(3))
    assert _measure("unguaranteed") == pytest.approx(4.0 * tau, rel=1e-8)
    assert labs.solution("scalar", BY_KEY["unguaranteed"].solution).product == 2.0


def test_hurts() -> None:
    places = 0.25 * np.abs(np.arange(8) - 3.0)
    polynomial = np.poly1d(-places, r=True)
    x = max(root.real for root in (polynomial - 0.05**2).roots if abs(root.imag) < 1e-9)
    assert _measure("hurts") == pytest.approx(polynomial.deriv()(x) / math.hypot(0.25, 0.1))


def test_step() -> None:
    """Gradient descent beside that minimum comes back to it below the step, and not above."""

    def after(step: float) -> float:
        weights = np.full(5, 0.1**0.2) * (1.0 + 1e-6)
        for _ in range(200):
            product = weights.prod()
            weights = weights + 2.0 * step * (0.1 - product) * product / weights
        return float(abs(weights.prod() - 0.1))

    step = _measure("step")
    assert after(0.9 * step) < 1e-9
    assert not after(1.01 * step) < 1e-6


def test_edge() -> None:
    """The same run by hand: it ends at a flatter minimum than the flow, which could not hold it."""
    least = math.sqrt((-2.0 + math.sqrt(4.0 + 4.0 * 0.3**2)) / 2.0)
    weights = np.array([0.3 / least, least])
    step = 1.38 / math.hypot(2.0, 2.0)
    for _ in range(300):
        weights = weights + 2.0 * step * (1.0 - weights.prod()) * weights[::-1]
    assert weights.prod() == pytest.approx(1.0, abs=1e-6)
    assert step < 1.0 / (weights**2).sum()
    assert _measure("edge") == 1.38


@pytest.mark.parametrize("width", [3, 8, 64])
def test_rank(width: int) -> None:
    """The determinants differ in sign, at any width, and the flow is left at the saddle."""
    challenge = BY_KEY["rank"]
    query = challenge.solution.replace("h=512", f"h={width}")
    solution = labs.solution("matrix", query)
    first, second = solution.scenario.start().weights
    target = solution.objective.centre
    assert np.linalg.det(first @ second) * np.linalg.det(target) < 0.0
    least = np.linalg.svd(target, compute_uv=False)[-1]
    assert solution.end.excess == pytest.approx(0.5 * least**2)
    assert judge(challenge, query).measure == width


def _two_layers(solution: Any, until: float) -> Any:
    """The flow of C_1, W and C_2 by a solver of its own."""
    first, second = solution.scenario.start().weights
    target = solution.objective.centre
    n, m = target.shape
    parts = (n * n, n * n + n * m)

    def slope(_t: float, y: Any) -> Any:
        left, product, right = np.split(y, parts)
        left, product, right = left.reshape(n, n), product.reshape(n, m), right.reshape(m, m)
        gap = product - target
        return np.concatenate([
            -(gap @ product.T + product @ gap.T).ravel(),
            -(left @ gap + gap @ right).ravel(),
            -(gap.T @ product + product.T @ gap).ravel(),
        ])  # fmt: skip

    start = np.concatenate(
        [(first @ first.T).ravel(), (first @ second).ravel(), (second.T @ second).ravel()]
    )
    way = solve_ivp(slope, (0.0, until), start, rtol=1e-11, atol=1e-13, dense_output=True)

    def at(t: float) -> tuple[Any, Any, float]:
        left, product, right = np.split(way.sol(t), parts)
        gap = product.reshape(n, m) - target
        return left.reshape(n, n), right.reshape(m, m), 0.5 * float((gap * gap).sum())

    return at


def test_ntk() -> None:
    solution = labs.solution("matrix", BY_KEY["ntk"].solution)
    flow = solution.times_to[1].flow
    at = _two_layers(solution, flow)
    left, right, loss = at(0.0)
    rate = 2.0 * (np.linalg.eigvalsh(left)[0] + np.linalg.eigvalsh(right)[0])
    assert at(flow)[2] == pytest.approx(1e-6 * loss, rel=1e-4)
    assert _measure("ntk") == pytest.approx(flow * rate / math.log(1e6), rel=1e-8)
    # On the way it is close to losing a rank, and T falls.
    assert solution.singular_values[:, -1].min() < 0.02 * solution.singular_values[0, -1]
    assert solution.infimum < 0.02 * rate


def test_moves() -> None:
    solution = labs.solution("regimes", BY_KEY["moves"].solution).regimes[0].solution
    at = _two_layers(solution, 60.0)

    def kernel(t: float) -> Any:
        left, right, _loss = at(t)
        return np.kron(left, np.eye(len(right))) + np.kron(np.eye(len(left)), right)

    first = kernel(0.0)
    drift = np.linalg.norm(kernel(60.0) - first) / np.linalg.norm(first)
    assert _measure("moves") == pytest.approx(drift, rel=1e-6)
    start = judge(BY_KEY["moves"], BY_KEY["moves"].scene.query)
    assert start.measure is not None
    assert start.measure < 1e-8
