"""Initializations: what each recipe promises of the weights it makes, and what it refuses."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from core import Initialization, ScenarioError
from core.matrix.initialization import (
    MAX_DEEP_WIDTH,
    MAX_FREE_WIDTH,
    MAX_SEED,
    initialization_from_json,
    reduce_width,
)
from core.network import imbalances, product

RECIPES: dict[str, dict[str, Any]] = {
    "gaussian": {"kind": "gaussian", "n": 3, "m": 2, "widths": [5, 4], "scale": 2, "exponent": 1},
    "wide": {"kind": "gaussian", "n": 3, "m": 2, "widths": [10**9]},
    "balanced": {
        "kind": "balanced", "n": 3, "m": 2, "widths": [4, 7], "singular_values": [1.5, 0.25],
    },
    "spectral": {"kind": "spectral", "n": 2, "m": 2, "widths": [5], "singular_values": [1, 0.5]},
    "homogeneous": {
        "kind": "homogeneous", "n": 3, "m": 3, "widths": [3, 3, 3],
        "singular_values": [2, 1, 0.5], "imbalance": [0.5, -1.0, 0.25],
    },
    "lambda_balanced": {
        "kind": "lambda_balanced", "n": 2, "m": 3, "widths": [3],
        "singular_values": [2, 0.5], "imbalance": [-0.7],
    },
    "imbalance": {"kind": "imbalance", "n": 2, "m": 3, "widths": [6], "scales": [3, 0.1]},
}  # fmt: skip
recipe = pytest.mark.parametrize("entries", RECIPES.values(), ids=RECIPES.keys())


@recipe
def test_json_both_ways(entries: dict[str, Any]) -> None:
    """Equal recipes, equal hashes, through text."""
    made = initialization_from_json(entries)
    again = initialization_from_json(json.loads(json.dumps(made.to_json())))
    assert again == made
    assert hash(again) == hash(made)


@recipe
def test_a_seed_is_the_weights(entries: dict[str, Any]) -> None:
    """The same seed makes the same layers, another one others; they chain."""
    draws = [
        initialization_from_json(entries | {"seed": seed}).draw().weights
        for seed in (7, 7, MAX_SEED)
    ]
    assert all(np.array_equal(a, b) for a, b in zip(*draws[:2], strict=True))
    assert not all(np.allclose(a, b) for a, b in zip(draws[0], draws[2], strict=True))
    assert product(draws[0]).shape == (entries["n"], entries["m"])


@pytest.mark.parametrize("widths, sizes", [((3,), 200), ((6, 9), 200)])
def test_gaussian_variance(widths: tuple[int, ...], sizes: int) -> None:
    """scale^2 h^-exponent in every layer, over seeds, to five standard errors."""
    recipes = [
        Initialization(kind="gaussian", n=4, m=5, widths=widths, seed=s, scale=0.5, exponent=1.5)
        for s in range(sizes)
    ]
    for layers in zip(*(recipe.draw().weights for recipe in recipes), strict=True):
        entries = np.stack(layers).ravel()
        variance = 0.25 * widths[0] ** -1.5
        assert np.mean(entries**2) == pytest.approx(variance, rel=5 * np.sqrt(2 / entries.size))
        assert abs(entries.mean()) < 5 * np.sqrt(variance / entries.size)


def test_imbalance_scales_each_layer() -> None:
    """A factor a layer on the same draw."""
    plain = Initialization(kind="gaussian", n=3, m=2, widths=(9, 4), seed=3).draw().weights
    scaled = Initialization(
        kind="imbalance", n=3, m=2, widths=(9, 4), seed=3, scales=(3.0, 1.0, 0.1)
    )
    for a, b, factor in zip(plain, scaled.draw().weights, (3.0, 1.0, 0.1), strict=True):
        np.testing.assert_allclose(b, factor * a, rtol=1e-14)


def _moments(stacks: list[np.ndarray]) -> np.ndarray:
    """Means of G = V^T V, of its squares, of det and of tr G^-1: V = [W_1^T, W_2]."""
    G = np.stack([stack.T @ stack for stack in stacks])
    parts = [
        G.reshape(len(G), -1),
        G.reshape(len(G), -1) ** 2,
        np.linalg.slogdet(G)[1][:, None],
        np.trace(np.linalg.inv(G), axis1=1, axis2=2)[:, None],
    ]
    values = np.hstack(parts)
    return np.stack([values.mean(0), values.std(0) / np.sqrt(len(G))])


def test_the_reduced_draw_has_the_distribution_of_the_full_one() -> None:
    """h = 50 both ways: moments of the Gram matrix agree to five standard errors."""
    n, m, h, draws = 2, 3, 50, 4000
    reduced = []
    for seed in range(draws):
        first, second = (
            Initialization(kind="gaussian", n=n, m=m, widths=(h,), seed=seed, exponent=0)
            .draw()
            .weights
        )
        assert first.shape == (n, n + m)
        reduced.append(np.hstack([first.T, second]))
    random = np.random.default_rng(5)
    full = [random.standard_normal((h, n + m)) for _ in range(draws)]
    (a, da), (b, db) = _moments(reduced), _moments(full)
    assert np.all(np.abs(a - b) <= 5 * np.hypot(da, db) + 1e-12)
    # Wishart: E tr G^-1 = p / (h - p - 1).
    assert a[-1] == pytest.approx(5 / 44, abs=5 * da[-1])


def test_any_width() -> None:
    """At 10^9 the Gram matrices are the identity to h^-1/2; the layers stay small."""
    first, second = (
        Initialization(kind="gaussian", n=3, m=2, widths=(10**9,), exponent=1).draw().weights
    )
    assert first.shape == (3, 5)
    np.testing.assert_allclose(first @ first.T, np.eye(3), atol=3e-4)
    np.testing.assert_allclose(second.T @ second, np.eye(2), atol=3e-4)
    assert np.abs(first @ second).max() < 3e-4


@pytest.mark.parametrize("h", [1, 4, 5, 6, 40])
def test_reducing_keeps_all_products(h: int) -> None:
    """W, C_1 and C_2 are those of the wide layers."""
    random = np.random.default_rng(h)
    first, second = random.standard_normal((3, h)), random.standard_normal((h, 2))
    a, b = reduce_width(first, second)
    assert a.shape[1] == min(h, 5)
    for left, right in (
        (first @ second, a @ b),
        (first @ first.T, a @ a.T),
        (second.T @ second, b.T @ b),
    ):
        np.testing.assert_allclose(right, left, atol=1e-13 * h)


@pytest.mark.parametrize("name", ["balanced", "spectral", "homogeneous"])
def test_aligned_layers(name: str) -> None:
    """D_l = d_l I (0 but for homogeneous), and the product has the singular values asked for."""
    made = initialization_from_json(RECIPES[name])
    layers = made.draw().weights
    for D, d in zip(imbalances(layers), made.imbalance or (0.0,) * len(made.widths), strict=True):
        np.testing.assert_allclose(D, d * np.eye(len(D)), atol=1e-14)
    values = np.linalg.svd(product(layers), compute_uv=False)
    np.testing.assert_allclose(values, made.singular_values, rtol=1e-13)


def test_spectral_has_the_target_s_vectors() -> None:
    """The product is diagonal in the basis given."""
    random = np.random.default_rng(0)
    left, right = (np.linalg.qr(random.standard_normal((k, 2)))[0] for k in (4, 2))
    made = Initialization(kind="spectral", n=4, m=2, widths=(3, 5), singular_values=(2.0, 0.5))
    start = made.draw((left, right))
    np.testing.assert_allclose(
        left.T @ product(start.weights) @ right, np.diag([2.0, 0.5]), atol=1e-14
    )


BAD = {
    "kind": ({"kind": "xavier"}, "kind"),
    "kind of a wrong type": ({"kind": ["gaussian"]}, "kind"),
    "no kind": ({"kind": None}, "kind"),
    "n": ({"n": 0}, "n"),
    "n too large": ({"n": 65}, "n"),
    "m": ({"m": 1.5}, "m"),
    "boolean": ({"m": True}, "m"),
    "width 0": ({"widths": [3, 0]}, "widths[1]"),
    "text width": ({"widths": ["3"]}, "widths[0]"),
    "NaN width": ({"widths": [float("nan")]}, "widths[0]"),
    "deep list": ({"widths": [[[]]]}, "widths[0]"),
    "no widths": ({"widths": None}, "widths"),
    "widths no list": ({"widths": 3}, "widths"),
    "33 layers": ({"widths": [3] * 32}, "widths"),
    "too wide": ({"widths": [MAX_FREE_WIDTH + 1]}, "widths[0]"),
    "too wide and deep": ({"widths": [MAX_DEEP_WIDTH + 1, 2]}, "widths[0]"),
    "too many": ({"widths": [1000, 1000]}, "widths"),
    "seed below": ({"seed": -1}, "seed"),
    "seed above": ({"seed": 2**32}, "seed"),
    "scale": ({"scale": 0}, "scale"),
    "exponent": ({"exponent": 5}, "exponent"),
    "exponent: text": ({"exponent": "x"}, "exponent"),
    "exponent: list": ({"exponent": [1]}, "exponent"),
    "exponent: size": ({"exponent": 1e308}, "exponent"),
    "unknown": ({"colour": 1}, "colour"),
    "unknown of two lines": ({"a\nb": 1}, "'a\\nb'"),
    "foreign list": ({"singular_values": [1, 1]}, "singular_values"),
    "foreign no list": ({"scales": 3}, "scales"),
    "balanced: count": ({"kind": "balanced", "singular_values": [1]}, "singular_values"),
    "balanced: missing": ({"kind": "balanced"}, "singular_values"),
    "balanced: sign": ({"kind": "balanced", "singular_values": [1, -1]}, "singular_values[1]"),
    "balanced: NaN": ({"kind": "balanced", "singular_values": ["1", 1]}, "singular_values[0]"),
    "balanced: narrow": ({"kind": "balanced", "singular_values": [1, 1], "widths": [1]}, "widths"),
    "homogeneous: shape": (
        {"kind": "homogeneous", "singular_values": [1, 1], "imbalance": [0]}, "widths",
    ),
    "lambda_balanced: no lambda": (
        {"kind": "lambda_balanced", "singular_values": [1, 1], "widths": [2]}, "imbalance",
    ),
    "lambda_balanced: three layers": (
        {"kind": "lambda_balanced", "singular_values": [1, 1], "widths": [2, 2], "imbalance": [1]},
        "widths",
    ),
    "lambda_balanced: narrow": (
        {"kind": "lambda_balanced", "singular_values": [1, 1], "widths": [1], "imbalance": [1]},
        "widths",
    ),
    "lambda_balanced: wide": (
        {"kind": "lambda_balanced", "singular_values": [1, 1], "imbalance": [1e-9]}, "widths",
    ),
    "scales": ({"kind": "imbalance", "scales": [1]}, "scales"),
}  # fmt: skip


@pytest.mark.parametrize("change, entry", BAD.values(), ids=BAD.keys())
def test_refusals_name_the_entry(change: dict[str, Any], entry: str) -> None:
    """`initialization.<entry>`, one sentence."""
    good = {"kind": "gaussian", "n": 2, "m": 2, "widths": [3]}
    initialization_from_json(good)
    with pytest.raises(ScenarioError) as caught:
        initialization_from_json(good | change)
    assert caught.value.field == f"initialization.{entry}"
    assert "\n" not in str(caught.value)


def test_what_is_empty_is_not_given() -> None:
    """null and an empty list of another kind leave an equal, hashable recipe."""
    good = {"kind": "gaussian", "n": 2, "m": 2, "widths": [3]}
    other = initialization_from_json(good | {"seed": None, "scales": [], "n": 2.0})
    assert {initialization_from_json(good): 1}[other] == 1


def test_one_homogeneous_layer_has_no_imbalance() -> None:
    """None is given, or an empty list; a number would be too many."""
    recipe = {"kind": "homogeneous", "n": 2, "m": 2, "widths": [], "singular_values": [0.5, 0.2]}
    for more in ({}, {"imbalance": []}):
        (layer,) = initialization_from_json(recipe | more).draw().weights
        assert np.linalg.svd(layer, compute_uv=False) == pytest.approx([0.5, 0.2], rel=1e-14)
    with pytest.raises(ScenarioError, match="needs 0 numbers, not 1"):
        initialization_from_json(recipe | {"imbalance": [0.1]})
