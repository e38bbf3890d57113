"""Balanced layers whose product is symmetric beside a symmetric target, against closed forms."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest

from core import network
from core.arrays import Array
from core.matrix.ends.end import FlowEnd, Kind, end_of
from core.matrix.flow.trajectory import flow_of
from core.objective.squared import Squared
from tests.core.matrix.flow.invariant.test_manifold import orthogonal


def symmetric(rng: np.random.Generator, values: Sequence[float]) -> Array:
    Q = orthogonal(rng, len(values))
    found: Array = Q * np.array(values) @ Q.T
    return 0.5 * (found + found.T)


def end(target: Array, weights: Sequence[Array]) -> FlowEnd:
    objective = Squared(target)
    return end_of(objective, weights, flow_of(objective, weights), weights[0].shape[1])


@pytest.mark.parametrize("width", [3, 5])
@pytest.mark.parametrize("values", [(1.0, -0.5, -0.7), (-1.0, -0.5, -0.7), (1.0, 0.6, -0.7)])
def test_a_layer_and_its_transpose_fit_no_negative_mode(
    values: tuple[float, ...], width: int
) -> None:
    """M = W^-1 obeys dM/dt = 2 I - Y M - M Y, which is linear; an even number of modes too."""
    rng = np.random.default_rng(width)
    target = symmetric(rng, values)
    first = 0.5 * rng.normal(size=(3, width))
    times = np.array([0.0, 0.5, 2.0, 5.0, 60.0, 1e4])
    way = flow_of(Squared(target), [first, first.T]).at(times)
    sizes, vectors = np.linalg.eigh(target)
    start = vectors.T @ np.linalg.inv(first @ first.T) @ vectors
    for time, excess in zip(times[:4], way.excess, strict=False):
        fall = np.exp(-sizes * time)
        grown = np.diag((1.0 - fall**2) / sizes) + fall[:, None] * start * fall
        W = vectors @ np.linalg.inv(grown) @ vectors.T
        assert excess == pytest.approx(0.5 * np.sum((W - target) ** 2), rel=1e-7)
    unfitted = [value for value in values if value < 0.0]
    loss = 0.5 * sum(value * value for value in unfitted)
    assert way.complete
    assert way.excess[-1] == pytest.approx(loss, rel=1e-9)
    found = end(target, [first, first.T])
    assert found.kind is Kind.SADDLE
    assert found.loss == pytest.approx(loss, rel=1e-9)
    assert found.escape_rate == pytest.approx(-min(unfitted), rel=1e-9)
    # Ways down of an unfitted mode: hidden units without weights, and those of smaller modes.
    empty = width - 3 + len(unfitted)
    smaller = sum(0.0 < fitted < -lost for fitted in values for lost in unfitted)
    assert found.index == len(unfitted) * empty + smaller


@pytest.mark.parametrize("depth", [2, 3, 4])
@pytest.mark.parametrize("turned", [False, True])
def test_the_numbers_of_signs_are_kept_at_any_depth(depth: int, turned: bool) -> None:
    """Rotated out of sight too: W V and W* V are symmetric."""
    rng = np.random.default_rng(depth)
    values = (1.0, -0.5, -0.7)
    target = symmetric(rng, values)
    vectors = orthogonal(rng, 3)
    size = rng.uniform(0.5, 1.2, 3) ** (1.0 / depth)
    bases = [vectors, *(orthogonal(rng, 3) for _ in range(depth - 1)), vectors]
    weights = [left * size @ right.T for left, right in pairwise(bases)]
    if turned:
        V = orthogonal(rng, 3)
        weights[-1], target = weights[-1] @ V, target @ V
    found = end(target, weights)
    assert found.kind is Kind.SADDLE
    assert found.loss == pytest.approx(0.5 * (0.25 + 0.49), rel=1e-9)
    np.testing.assert_allclose(network.product(found.layers), found.product, atol=1e-6)


def test_an_indefinite_product_fits_as_many_modes_of_each_sign() -> None:
    rng = np.random.default_rng(5)
    vectors, size = orthogonal(rng, 3), np.sqrt([0.9, 0.6, 0.4])
    weights = [vectors * size, (vectors * size * np.array([1.0, -1.0, -1.0])).T]
    found = end(symmetric(rng, (1.0, 0.8, -0.7)), weights)
    assert found.kind is Kind.SADDLE
    assert found.loss == pytest.approx(0.5 * 0.64, rel=1e-9)
    assert end(symmetric(rng, (1.0, -0.8, -0.7)), weights).kind is Kind.MINIMUM


def test_what_is_not_quite_symmetric_escapes() -> None:
    rng = np.random.default_rng(2)
    first = rng.normal(size=(2, 2))
    other = first.T + 1e-6 * rng.normal(size=(2, 2))
    assert end(symmetric(rng, (-1.0, -0.5)), [first, other]).kind is Kind.MINIMUM
