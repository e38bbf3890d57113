"""Layers with D = lambda I: they are what was asked for, and are refused where there are none."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from core import Initialization, ScenarioError
from core.matrix.frames import extended, orthonormal
from core.network import imbalances, product

IMBALANCES = (0.0, 1e-12, -1e-3, 0.7, -2.5, 100.0, -1e6)


def recipe(n: int, m: int, width: int, imbalance: float, largest: float = 1.5) -> Initialization:
    return Initialization(
        kind="lambda_balanced", n=n, m=m, widths=(width,), seed=n + 10 * m,
        singular_values=tuple(np.linspace(largest, 0.0, min(n, m), endpoint=False).tolist()),
        imbalance=(imbalance,),
    )  # fmt: skip


def possible(n: int, m: int, width: int, imbalance: float) -> bool:
    """By rank: lambda I is the difference of a Gram matrix of rank <= n and one of rank <= m."""
    return width <= {-1.0: m, 0.0: width, 1.0: n}[float(np.sign(imbalance))]


@pytest.mark.parametrize("imbalance", IMBALANCES)
def test_every_shape(imbalance: float) -> None:
    """D = lambda I and the singular values to rounding, where there are such layers; else no."""
    made = 0
    for n, m in itertools.product(range(1, 5), repeat=2):
        for width in range(min(n, m), 7):
            if not possible(n, m, width, imbalance):
                with pytest.raises(ScenarioError) as caught:
                    recipe(n, m, width, imbalance)
                assert caught.value.field == "initialization.widths"
                continue
            made += 1
            asked = recipe(n, m, width, imbalance)
            start = asked.draw()
            W1, W2 = start.weights
            assert (W1.shape, W2.shape) == ((n, width), (width, m))
            (D,) = imbalances(start.weights)
            size = max(np.linalg.norm(W1, 2), np.linalg.norm(W2, 2)) ** 2
            np.testing.assert_allclose(D, imbalance * np.eye(width), rtol=0, atol=1e-14 * size)
            W = product(start.weights)
            values = np.linalg.svd(W, compute_uv=False)
            np.testing.assert_allclose(values, asked.singular_values, rtol=1e-13, atol=1e-15 * size)
            assert start.basis is not None
            left, right = start.basis
            np.testing.assert_allclose(
                (left * asked.singular_values) @ right.T, W, atol=1e-14 * max(size, 1)
            )
    assert made > 20


def test_the_product_is_that_of_balanced_layers() -> None:
    """The same seed draws the same singular vectors, whatever lambda is."""
    zero = product(recipe(3, 3, 3, 0.0).draw().weights)
    values = recipe(3, 3, 3, 0.0).singular_values
    balanced = Initialization(
        kind="balanced", n=3, m=3, widths=(7,), seed=33, singular_values=values
    )
    np.testing.assert_allclose(product(balanced.draw().weights), zero, atol=1e-14)
    for imbalance in (3.0, -3.0):
        same = product(recipe(3, 3, 3, imbalance).draw().weights)
        np.testing.assert_allclose(same, zero, atol=1e-14)


def test_a_product_of_rank_0() -> None:
    """One layer is 0, the other a multiple of orthonormal rows; with lambda = 0 both are 0."""
    for imbalance in (0.0, 4.0):
        first, second = recipe(3, 2, 2, imbalance, largest=0.0).draw().weights
        assert not second.any()
        np.testing.assert_allclose(first.T @ first, imbalance * np.eye(2), atol=1e-14)


def test_a_frame_is_extended() -> None:
    random = np.random.default_rng(1)
    frame = orthonormal(random, 5, 2)
    whole = extended(random, frame, 4)
    assert np.array_equal(whole[:, :2], frame)
    np.testing.assert_allclose(whole.T @ whole, np.eye(4), atol=1e-14)
    assert extended(random, frame, 2) is frame
