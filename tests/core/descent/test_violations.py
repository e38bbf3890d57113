"""Searches for a run of gradient descent that breaks what was guaranteed of it.

Runs are plain loops of their own; steps lie just under the largest, and far below. `make bounds`
draws a hundred times as many.
"""

from __future__ import annotations

import numpy as np
import pytest

from core.arrays import Array
from core.descent.certified.deep import DeepBounds
from core.descent.certified.scalar import ScalarBounds
from core.descent.certified.two_layers import TwoLayerBounds
from core.descent.step.deep_step import deep_curvatures, points
from core.descent.step.one_step import scalar_curvatures
from core.guarantee.beta import sublevel_reach
from core.guarantee.margin import sublevel_margin
from core.guarantee.two_layer import imbalance_eigenvalues
from core.network import product
from core.objective.base import Objective
from core.objective.regression import Regression
from core.objective.squared import Squared
from core.scalar.network import from_weights
from tests.core.descent.stacks import SEEN, SLACK, Promise, follow, stacked
from tests.core.guarantee.deep.drawn import CHUNK, CHUNKS, COUNT
from tests.core.guarantee.networks import orthogonal
from tests.core.matrix.strategies import draw_layers, draw_objective
from words import Message

DEPTHS = range(1, 7)
STEPS = 60


def _start(rng: np.random.Generator, depth: int) -> tuple[Array, float]:
    """Balanced, badly scaled, at the target, through a saddle, on the wrong side, beyond."""
    kind = rng.integers(6)
    w = rng.standard_normal(depth) * 10.0 ** rng.uniform(-1.0, 0.4)
    target = float(rng.standard_normal() * 10.0 ** rng.uniform(-1.0, 0.5))
    if kind == 0:
        w = np.full(depth, w[0]) * np.where(rng.random(depth) < 0.5, -1.0, 1.0)
    elif kind == 1:
        w = w * 10.0 ** rng.uniform(-2.0, 1.0, depth)
    elif kind == 2:
        target = float(np.prod(w) * (1.0 + 0.1 * rng.standard_normal()))
    elif kind == 3:
        w[0] = 0.0 if rng.random() < 0.5 else 1e-6
    elif kind == 4:
        target = -float(np.sign(np.prod(w)) * abs(target))
    return w, target


def _step(rng: np.random.Generator, largest: float) -> float:
    """Just under the largest, or a part of it."""
    return largest * (1.0 - 10.0 ** rng.uniform(-9.0, -0.01))


def _others(w: Array) -> Array:
    return np.stack(
        [np.prod(np.delete(w, layer, axis=1), axis=1) for layer in range(w.shape[1])], axis=1
    )


@pytest.mark.parametrize("depth", DEPTHS)
def test_no_run_of_a_scalar_network_breaks_its_certificate(depth: int) -> None:
    """Loss, drift, order of the layers, preconditioner, and every step for itself."""
    rng = np.random.default_rng(depth)
    rows = []
    for _ in range(COUNT // len(DEPTHS) + 1):
        w, y = _start(rng, depth)
        bounds = ScalarBounds(from_weights(w, y), y)
        if bounds.alpha(0.0) > 0.0:
            step = _step(rng, bounds.largest())
            held = bounds.at(step)
            assert not isinstance(held, Message), (w, y, held)
            rows.append((w, y, step, held.alpha, held.drift, held.smoothness))
    w, y, step, alpha, drift, K = map(np.array, zip(*rows, strict=True))
    assert len(w) > COUNT // len(DEPTHS) // 2
    factor = 1.0 - 4.0 * alpha * step * (1.0 - 0.5 * step * K)
    assert ((factor <= 1.0) & (factor >= 0.0)).all()
    first = w * w
    rounding = 1e-12 * np.maximum(first.max(axis=1), 1e-300)
    excess = (y - np.prod(w, axis=1)) ** 2
    ceiling, scale = excess.copy(), np.maximum(excess, y * y)
    order = np.argsort(first, axis=1)
    for _ in range(STEPS):
        gap, others = y - np.prod(w, axis=1), _others(w)
        tau, curvature = scalar_curvatures(w, gap, step)
        assert (tau >= alpha * (1.0 - 1e-12)).all()
        w = w + 2.0 * (step * gap)[:, None] * others
        after = (y - np.prod(w, axis=1)) ** 2
        ceiling *= factor
        seen = after > SEEN * scale
        assert (after <= (1.0 + SLACK) * ceiling)[seen].all()
        sure = 1.0 - 4.0 * tau * step * (1.0 - 0.5 * step * curvature)
        assert (after <= (sure + SLACK) * excess)[seen & (step * curvature < 2.0)].all()
        excess = after
        squares = w * w
        moved = np.abs(np.diff(squares - first, axis=1)).max(axis=1, initial=0.0)
        assert (moved <= drift + rounding).all()
        ordered = np.take_along_axis(squares, order, axis=1)
        assert (np.diff(ordered, axis=1) >= -rounding[:, None]).all()


def _pair(rng: np.random.Generator) -> tuple[Array, Array, Objective, bool]:
    """Two layers of any shapes, and an objective: ill-conditioned, near a saddle, near the end."""
    n, m, h = int(rng.integers(1, 4)), int(rng.integers(1, 4)), int(rng.integers(1, 7))
    kind = ("squared", "regression", "logistic")[rng.integers(3)]
    m = 1 if kind == "logistic" else m
    h = min(h, n + m)
    size = 10.0 ** rng.uniform(-1.5, 0.4)
    first = rng.standard_normal((n, h)) * size
    second = rng.standard_normal((h, m)) * size * 10.0 ** rng.uniform(-0.7, 0.7)
    near = bool(rng.random() < 0.4)
    if kind == "squared" and near:
        spread = np.diag(10.0 ** rng.uniform(-1.0, 1.0, n))
        return first, second, Squared(first @ second + 0.1 * size * spread[:, :1]), near
    return first, second, draw_objective(kind, rng, n, m), near


@pytest.mark.parametrize("chunk", CHUNKS)
def test_no_run_of_two_layers_breaks_its_certificate(chunk: int) -> None:
    """Loss, drift, lambda_min(T), and every step for itself."""
    rng = np.random.default_rng([9, chunk])
    promises = [found for _ in range(CHUNK) if (found := _two_layers(rng))]
    assert len(promises) > CHUNK // 2
    for layers, losses, promised in stacked(promises):
        for point in follow(layers, losses, promised, STEPS // 2):
            step = promised["step"]
            s = np.sqrt(2.0 * losses.K * point.excess)
            K = losses.K * point.most * (1.0 + 0.5 * s * step) ** 2 + s
            sure = 1.0 - 2.0 * losses.mu * point.least * step * (1.0 - 0.5 * step * K)
            checked = point.seen & (step * K < 2.0)
            assert (point.after <= (sure + SLACK) * point.excess)[checked].all()


def _two_layers(rng: np.random.Generator) -> Promise | None:
    """A run and what is certified of it; None if nothing is."""
    first, second, objective, _ = _pair(rng)
    excess = float(objective.excess(first @ second))
    bounds = TwoLayerBounds(
        objective,
        imbalance_eigenvalues(first, second),
        excess,
        float(sublevel_margin(objective, excess)),
        float(sublevel_reach(objective, excess)),
    )
    if bounds.alpha(0.0) <= 1e-12 * bounds.beta(0.0):
        return None
    step = _step(rng, bounds.largest())
    held = bounds.at(step)
    if isinstance(held, Message):  # the drift has come to the end of the rate, to rounding
        assert held.code == "certificate.drift"
        return None
    return Promise((first, second), objective, step, held.alpha, held.drift, held.smoothness)


@pytest.mark.parametrize("chunk", CHUNKS)
def test_no_run_of_deep_layers_breaks_its_certificate(chunk: int) -> None:
    """Loss, drift, lambda_min(T) and the fall of every step, of three to five layers."""
    rng = np.random.default_rng([16, chunk])
    promises = [found for _ in range(CHUNK) if (found := _deep(rng))]
    assert len(promises) > CHUNK // 3
    assert sum(each.margin == 0.0 for each in promises) > CHUNK // 50
    for layers, losses, promised in stacked(promises):
        for at in follow(layers, losses, promised, STEPS // 4):
            step = promised["step"]
            K = deep_curvatures(losses.K, points(at.layers, at.E), step)
            known = step * K < 2.0
            fall = step * (1.0 - 0.5 * step * np.where(known, K, 0.0)) * at.norm
            assert (at.after <= (1.0 + SLACK) * at.excess - fall)[at.seen & known].all()


def _deep(rng: np.random.Generator) -> Promise | None:
    """Square, of any widths, with an imbalance alone; every objective, mostly near its minimum."""
    depth, kind = int(rng.integers(3, 6)), ("squared", "regression", "logistic")[rng.integers(3)]
    sides = rng.integers(1, 5, depth + 1)
    if rng.random() < 0.4:
        sides[:] = sides[0]
    if kind == "logistic":
        sides[-1] = 1
    layers = draw_layers(rng, sides.tolist())
    layers = [layer * 10.0 ** rng.uniform(-0.4, 0.5) for layer in layers]
    if rng.random() < 0.3:  # sizes that fall from layer to layer, of square ones
        layers = [orthogonal(rng, sides[0]) * 2.0**-k for k in range(depth)]
        layers[-1] = layers[-1][:, : sides[-1]]
        sides = np.array([sides[0]] * depth + [sides[-1]])
    W = product(layers)
    if kind == "squared":
        far = 10.0 ** rng.uniform(-4.0, 0.0) * np.linalg.norm(W)
        objective: Objective = Squared(W + far * rng.standard_normal(W.shape))
    elif kind == "regression":
        X = rng.standard_normal((len(W) + 4, len(W)))
        far = 10.0 ** rng.uniform(-4.0, 0.0) * np.linalg.norm(W)
        objective = Regression(X, X @ (W + far * rng.standard_normal(W.shape)))
    else:
        objective = draw_objective(kind, rng, *W.shape)
    excess = float(objective.excess(W))
    margin = float(sublevel_margin(objective, excess))
    bounds = DeepBounds(objective, layers, excess, margin, float(sublevel_reach(objective, excess)))
    if bounds.alpha(0.0) <= 1e-12 * bounds.smoothness(0.0):
        return None
    step = _step(rng, bounds.largest())
    held = bounds.at(step)
    if isinstance(held, Message):
        assert held.code == "certificate.drift"
        return None
    return Promise(layers, objective, step, held.alpha, held.drift, held.smoothness, margin)
