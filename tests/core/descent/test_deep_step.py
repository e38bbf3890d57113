"""One step of deep layers against its exact outcome, and the best one against a fine scan."""

from __future__ import annotations

import math

import numpy as np
import pytest

from core import DescentScenario, descend
from core.arrays import Array
from core.descent.schedule import Schedule
from core.descent.step.deep_step import best_deep_step, deep_curvatures, points
from core.descent.step.one_step import best_two_layer_step, two_layer_curvature
from core.network import gradients, product
from core.objective.base import Objective
from tests.core.descent.descents import matrix
from tests.core.matrix.strategies import draw_layers, draw_objective

KINDS = ("squared", "regression", "logistic")


def _drawn(seed: int) -> tuple[list[Array], Objective]:
    """Two to five layers, from 1/10 to 10 in size, every objective."""
    rng = np.random.default_rng(seed)
    kind = KINDS[seed % 3]
    sides = rng.integers(1, 5, rng.integers(3, 7)).tolist()
    sides[-1] = 1 if kind == "logistic" else sides[-1]
    layers = [layer * 10.0 ** rng.uniform(-1.0, 1.0) for layer in draw_layers(rng, sides)]
    return layers, draw_objective(kind, rng, sides[0], sides[-1])


def _after(layers: list[Array], objective: Objective, step: float) -> float:
    slopes = gradients(layers, objective.gradient(product(layers)))
    moved = [layer - step * slope for layer, slope in zip(layers, slopes, strict=True)]
    return float(objective.excess(product(moved)))


@pytest.mark.parametrize("seed", range(60))
def test_no_step_leaves_more_than_is_sure(seed: int) -> None:
    """e_+ <= e - eta (1 - eta K_t / 2) ||g||^2 at steps of all sizes; the best has the most."""
    layers, objective = _drawn(seed)
    E = objective.gradient(product(layers))
    excess = float(objective.excess(product(layers)))
    norm = sum(float(np.vdot(slope, slope)) for slope in gradients(layers, E))
    at = points([layer[None] for layer in layers], E[None])
    best = best_deep_step(objective.smoothness, at)
    steps = best * np.concatenate(([1.0], np.linspace(0.01, 4.0, 200), [1e-6, 30.0]))
    many = points([np.stack([layer] * len(steps)) for layer in layers], np.stack([E] * len(steps)))
    K = deep_curvatures(objective.smoothness, many, steps)
    falls = steps * (1.0 - 0.5 * steps * K) * norm
    for step, fall in zip(steps, falls, strict=True):
        assert _after(layers, objective, step) <= excess - fall + 1e-12 * (excess + abs(fall))
    assert falls[0] >= falls.max() * (1.0 - 1e-12)
    assert falls[0] > 0.0
    if len(layers) == 2:  # never above the K_t of two layers, whose step is no longer
        C = [layers[0] @ layers[0].T, layers[1].T @ layers[1]]
        beta = sum(np.linalg.eigvalsh(each)[-1] for each in C)
        known = two_layer_curvature(
            objective.smoothness, np.full(len(steps), beta), np.full(len(steps), excess), steps
        )
        assert (known * (1.0 + 1e-12) >= K).all()
        assert best >= best_two_layer_step(objective.smoothness, beta, excess) * (1.0 - 1e-12)


def test_numbers_are_exact() -> None:
    """w = 2 * 3 * 5, y = 0, f = w^2 / 2: each term of the expansion, by hand."""
    layers = [np.array([[[value]]]) for value in (2.0, 3.0, 5.0)]
    at = points(layers, np.array([[[30.0]]]))
    slopes = 30.0 * np.array([15.0, 10.0, 6.0])
    g = math.sqrt(float(slopes @ slopes))
    assert (float(at.g[0]), float(at.G[0])) == (pytest.approx(g), 30.0)
    assert at.first[0] == pytest.approx((15.0 * slopes[0] + 10.0 * slopes[1] + 6 * slopes[2]) / g)
    step = 1e-4
    after = math.prod(w - step * slope for w, slope in zip((2, 3, 5), slopes, strict=True))
    orders = np.array([30.0, *[0.0] * 3])
    c = slopes / g
    orders[1] = c @ (15.0, 10.0, 6.0)
    orders[2] = c[0] * c[1] * 5.0 + c[0] * c[2] * 3.0 + c[1] * c[2] * 2.0
    orders[3] = c.prod()
    np.testing.assert_allclose(at.orders[0], orders, rtol=1e-14)
    z = step * g
    R = orders[2] * z**2 + orders[3] * z**3
    sure = 450.0 - z * g + 30.0 * R + 0.5 * (z * orders[1] + R) ** 2
    assert 0.5 * after**2 <= sure
    K = float(deep_curvatures(1.0, at, np.array([step]))[0])
    assert 450.0 - step * (1.0 - 0.5 * step * K) * g**2 == pytest.approx(sure, rel=1e-13)


def test_where_nothing_moves_any_step_would_do() -> None:
    layers = [np.zeros((1, 2, 2)), np.zeros((1, 2, 2)), np.ones((1, 2, 2))]
    at = points(layers, np.ones((1, 2, 2)))
    assert best_deep_step(1.0, at) == 1.0
    assert np.isinf(deep_curvatures(1.0, at, np.ones(1))).all()
    with np.errstate(all="raise"):
        huge = points([np.full((1, 1, 1), 1e150)] * 3, np.ones((1, 1, 1)))
    assert np.isinf(deep_curvatures(1.0, huge, np.ones(1))).all()


@pytest.mark.parametrize("widths", [(4, 4), (9, 9, 9)])
def test_every_step_of_the_schedule_is_the_best_of_its_point(widths: tuple[int, ...]) -> None:
    """Also of more than 64 weights; the loss falls as guaranteed, and nearly so in the end."""
    run = descend(DescentScenario(network=matrix(widths=widths), steps=30, schedule="certified"))
    seen = run.every_excess[1:] > 1e-14 * run.every_excess[0]
    assert (run.factors <= run.guaranteed_factors + 1e-7)[seen].all()
    assert (run.every_excess <= run.ceilings * (1.0 + 1e-7))[1:][seen].all()
    for k in (0, 7):
        layers = [layer[k] for layer in run.layers]
        E = run.objective.gradient(product(layers))
        at = points([layer[None] for layer in layers], E[None])
        wanted = best_deep_step(run.objective.smoothness, at)
        assert run.steps_taken[k] == pytest.approx(wanted, rel=1e-9)
    assert run.certificate.reason
    raced = run.race.steps[Schedule.CERTIFIED]
    assert raced[0] == run.steps_to(0.1 * run.every_excess[0])


def test_small_deep_networks_know_every_step_of_a_constant_schedule() -> None:
    """Up to 64 weights; of larger ones only what a certificate says of all steps."""
    small = descend(DescentScenario(network=matrix(widths=(4, 4)), steps=20, step=0.005))
    assert small.certificate.factor is not None
    assert (small.guaranteed_factors <= small.certificate.factor).all()
    assert (small.factors <= small.guaranteed_factors + 1e-9).all()
    large = descend(DescentScenario(network=matrix(widths=(9, 9)), steps=5, step=0.005))
    assert np.isnan(large.rates).all()
