"""One step against its exact outcome, and the best one against a fine scan."""

from __future__ import annotations

import math

import numpy as np
import pytest

from core.arrays import Array
from core.descent.step.deep_step import best_deep_step, points
from core.descent.step.one_step import (
    best_scalar_step,
    best_two_layer_step,
    cubic_root,
    scalar_curvatures,
    two_layer_curvature,
)

WEIGHTS = [(0.7,), (1.2, 0.3), (0.7, -1.2, 0.3), (0.0, 1.3, 0.8), (0.4, 0.5, 1.6, 0.9, -0.7)]


def _curvature(w: tuple[float, ...], gap: float, steps: Array) -> Array:
    many = np.tile(w, (len(steps), 1))
    return scalar_curvatures(many, np.full(len(steps), gap), steps)[1]


def _product(w: tuple[float, ...], gap: float, step: float) -> float:
    others = [math.prod(w[:i] + w[i + 1 :]) for i in range(len(w))]
    return math.prod(a + 2.0 * step * gap * b for a, b in zip(w, others, strict=True))


@pytest.mark.parametrize("w", WEIGHTS[:3] + WEIGHTS[4:], ids=len)
def test_the_product_after_a_step_is_a_polynomial(w: tuple[float, ...]) -> None:
    """w w_+ = P(-eta f' w), which the bound of its movement is made of."""
    step, gap, product = 0.07, 0.9, math.prod(w)
    wanted = math.prod(weight**2 + 2.0 * step * gap * product for weight in w) / product
    assert _product(w, gap, step) == pytest.approx(wanted, rel=1e-13)


@pytest.mark.parametrize("w", WEIGHTS, ids=str)
@pytest.mark.parametrize("gap", [0.8, -0.8, 1e-9], ids=str)
def test_the_curvature_of_a_scalar_step(w: tuple[float, ...], gap: float) -> None:
    """2 (s R + Delta^2)/(t^2 tau) by its definition; it grows with the step."""
    steps = np.array([1e-3, 0.05, 0.4])
    found = _curvature(w, gap, steps)
    assert (np.diff(found) >= 0.0).all()
    s, r, squares = 2.0 * abs(gap), abs(math.prod(w)), np.array(w) ** 2
    tau = sum(np.prod(np.delete(squares, i)) for i in range(len(w)))
    assert _curvature(w, gap, np.array([0.0]))[0] >= 2.0 * tau * (1.0 - 1e-15)
    if r and gap in (0.8, -0.8):
        t = steps * s
        delta = (np.prod(squares[:, None] + t * r, axis=0) - np.prod(squares)) / r
        wanted = 2.0 * (s * (delta - t * tau) + delta**2) / (t * t * tau)
        np.testing.assert_allclose(found, wanted, rtol=1e-8)
    if len(w) == 2:
        t = steps * s
        np.testing.assert_allclose(
            found, 2.0 * tau * (1.0 + t * r / tau) ** 2 + 2.0 * s * r / tau, rtol=1e-13
        )


@pytest.mark.parametrize("w", WEIGHTS, ids=str)
@pytest.mark.parametrize("gap", [0.8, -2.0, 1e-7], ids=str)
def test_the_best_scalar_step(w: tuple[float, ...], gap: float) -> None:
    best = best_scalar_step(w, gap)
    steps = best * np.concatenate(([1.0], np.linspace(0.01, 3.0, 400)))
    falls = steps * (1.0 - 0.5 * steps * _curvature(w, gap, steps))
    assert falls[0] >= falls.max() * (1.0 - 1e-12)
    assert falls[1:].max() > 0.99 * falls[0]
    assert abs(gap + math.prod(w) - _product(w, gap, best)) < abs(gap)


@pytest.mark.parametrize("depth", [2, 5, 8, 32])
@pytest.mark.parametrize("target", [1e-3, 1e3, 1e6, 1e30, 1e100], ids=str)
@pytest.mark.parametrize("size", [0.1, 1.0, 10.0])
def test_the_best_step_of_deep_networks_far_from_the_target(
    depth: int, target: float, size: float
) -> None:
    """s / (2 tau) is many powers of ten too long there; a step that is not certified is none."""
    w = tuple(size * (1.0 + 0.01 * layer) for layer in range(depth))
    gap = target - math.prod(w)
    best = best_scalar_step(w, gap)
    steps = best * np.concatenate(([1.0], 10.0 ** np.linspace(-3.0, 0.5, 300)))
    falls = steps * (1.0 - 0.5 * steps * _curvature(w, gap, steps))
    assert falls[0] >= falls.max() * (1.0 - 1e-12) > 0.0
    at = points([np.array([[[weight]]]) for weight in w], np.array([[[-2.0 * gap]]]))
    assert best_deep_step(2.0, at) == pytest.approx(best, rel=1e-11)


def test_the_best_step_at_the_ends() -> None:
    """Newton's near a minimum, where one layer lands on it; 1 where nothing moves."""
    w = (0.7, -1.2, 0.3)
    tau = (1.2 * 0.3) ** 2 + (0.7 * 0.3) ** 2 + (0.7 * 1.2) ** 2
    assert best_scalar_step(w, 0.0) == pytest.approx(0.5 / tau, rel=1e-14)
    assert best_scalar_step(w, 1e-12) == pytest.approx(0.5 / tau, rel=1e-10)
    assert best_scalar_step((0.7,), 5.0) == pytest.approx(0.5, rel=1e-14)
    assert best_scalar_step((0.0, 0.0, 2.0), 1.0) == 1.0
    assert best_two_layer_step(1.0, 0.0, 0.0) == 1.0
    assert best_two_layer_step(2.0, 3.0, 0.0) == pytest.approx(1.0 / 6.0, rel=1e-15)
    assert best_scalar_step((1e-9, 1e-9, 1e-9), 1.0) > 1.0  # a plateau lets it go far


@pytest.mark.parametrize("excess", [1e-9, 0.3, 40.0])
def test_the_best_step_of_two_layers(excess: float) -> None:
    K, beta = 2.5, 0.7
    best = best_two_layer_step(K, beta, excess)
    steps = best * np.concatenate(([1.0], np.linspace(0.01, 3.0, 400)))
    curvature = two_layer_curvature(
        K, np.full(len(steps), beta), np.full(len(steps), excess), steps
    )
    s = math.sqrt(2.0 * K * excess)
    wanted = K * beta + s + K * beta * s * steps + K * beta * s**2 * steps**2 / 4.0
    np.testing.assert_allclose(curvature, wanted, rtol=1e-14)
    falls = steps * (1.0 - 0.5 * steps * curvature)
    assert falls[0] >= falls.max() * (1.0 - 1e-12)


def test_the_root_of_a_cubic() -> None:
    for first, second, third in [(2.0, 0.0, 0.0), (1e-3, 5.0, 7.0), (1e3, 1e3, 1e-9)]:
        x = cubic_root(first, second, third)
        assert third * x**3 + second * x**2 + first * x == pytest.approx(1.0, rel=1e-14)
    assert cubic_root(math.inf, 5.0, 7.0) == 0.0


def test_what_is_beyond_float64_is_no_promise() -> None:
    """No warning, no number."""
    with np.errstate(all="raise"):
        tau, curvature = scalar_curvatures(np.full((1, 3), 1e120), np.ones(1), np.ones(1))
        assert np.isinf(curvature[0])
        found = scalar_curvatures(np.zeros((1, 3)), np.ones(1), np.ones(1))
    assert found[0][0] == 0.0
    assert np.isinf(found[1][0])
    assert tau.shape == (1,)
