"""Which theorem speaks about which weights, and that none of them says too much."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from core import AlphaSource, Initialization
from core.guarantee.margin import sublevel_margin
from core.guarantee.theorems import guarantee
from core.guarantee.three_layer import three_layer_bound
from core.guarantee.two_layer import two_layer_rate
from core.matrix.flow.layered import layered_flow
from core.matrix.preconditioner import extreme_eigenvalues
from core.objective.squared import Squared
from tests.core.guarantee.networks import homogeneous, imbalance, product
from tests.core.matrix.strategies import draw_layers

RNG = np.random.default_rng


def balanced(n: int, m: int, *widths: int, seed: int = 0) -> list[np.ndarray]:
    values = tuple(np.linspace(1.5, 0.8, min(n, m)).tolist())
    recipe = Initialization(
        kind="balanced", n=n, m=m, widths=widths, singular_values=values, seed=seed
    )
    return list(recipe.draw().weights)


def graded(*sides: tuple[float, int, int], seed: int = 6) -> list[np.ndarray]:
    """Layers near multiples of (parts of) the identity."""
    rng = RNG(seed)
    return [
        size * (np.eye(rows, columns) + 0.1 * rng.standard_normal((rows, columns)))
        for size, rows, columns in sides
    ]


CASES = {
    "two layers": (draw_layers(RNG(0), [3, 7, 2]), AlphaSource.TWO_LAYER, True),
    "two balanced layers": (balanced(3, 3, 5), AlphaSource.TWO_LAYER, True),
    "two narrow layers": (draw_layers(RNG(0), [3, 1, 3]), AlphaSource.TWO_LAYER, True),
    "two layers of numbers": (draw_layers(RNG(0), [1, 1, 1]), AlphaSource.TWO_LAYER, True),
    "one layer": (draw_layers(RNG(1), [3, 2]), AlphaSource.BALANCED, True),
    "balanced": (balanced(3, 2, 4, 9), AlphaSource.BALANCED, True),
    "balanced and square": (balanced(3, 3, 3, 3, 3), AlphaSource.BALANCED, True),
    "homogeneous": (
        homogeneous(RNG(2), 3, [0.5, 0.0, 1.0, 2.0], 0.3),
        AlphaSource.HOMOGENEOUS,
        True,
    ),
    "numbers, any depth": (draw_layers(RNG(3), [1] * 6), AlphaSource.HOMOGENEOUS, True),
    "three layers": (
        graded((2.0, 2, 3), (0.5, 3, 3), (2.0, 3, 2)),
        AlphaSource.THREE_LAYER_BOUND,
        False,
    ),
    "four square layers": (
        graded((1.0, 2, 2), (0.3, 2, 2), (1.2, 2, 2), (0.8, 2, 2)),
        AlphaSource.DEEP_SQUARE,
        False,
    ),
    "three narrow layers": (draw_layers(RNG(4), [3, 2, 5, 2]), AlphaSource.NONE, False),
    "four layers": (draw_layers(RNG(5), [2, 2, 2, 2, 2]), AlphaSource.NONE, False),
    "four layers, the third thinnest": (
        [2.0 * np.eye(2, 3), np.diag([1.5, 1.2, 0.0]), 0.5 * np.eye(3, 2), np.diag([2.0, 1.0])],
        AlphaSource.DEEP_UNIMODAL,
        False,
    ),
}
case = pytest.mark.parametrize("layers, source, exact", CASES.values(), ids=CASES.keys())


@case
def test_source(layers: list[np.ndarray], source: AlphaSource, exact: bool) -> None:
    """From the weights alone."""
    found = guarantee(layers)
    assert (found.source, found.exact) == (source, exact)
    assert (found.two_layer(3, 2, 0.1) is None) == (source is not AlphaSource.TWO_LAYER)


@case
def test_the_rate_holds_along_the_flow(
    layers: list[np.ndarray], source: AlphaSource, exact: bool
) -> None:
    """alpha(margin) <= lambda_min(T) and margin <= sigma_min(W) at every time; the published bound
    is no larger; alpha does not decrease with the margin."""
    W = product(layers)
    objective = Squared(W + 0.2 * RNG(9).standard_normal(W.shape) / np.sqrt(W.size))
    margin = float(sublevel_margin(objective, objective.excess(W)))
    found = guarantee(layers, objective)
    way = layered_flow(objective, layers, np.linspace(0, 20, 60))
    least, _ = extreme_eigenvalues(way.layers)
    alpha = found.alpha(margin)
    assert np.all(alpha <= least * (1 + 1e-9) + 1e-12)
    # Later margins, from the loss of then, say as much of what comes after them.
    for index, later in enumerate(sublevel_margin(objective, way.excess).tolist()):
        assert found.alpha(later) <= least[index:].min() * (1 + 1e-9) + 1e-12
    rates = [found.alpha(x) for x in (0.0, 0.1, 0.5, 2.0)]
    assert rates == sorted(rates)
    if found.published:
        assert found.published(margin) <= alpha * (1 + 1e-12)
    assert alpha > 0.0 or margin == 0.0  # with a margin some bound speaks, at any depth
    assert found.alpha(0.0) == guarantee(layers).alpha(0.0)
    grid = np.array([[0.0, margin], [0.5 * margin, margin]])
    one_by_one = [[found.alpha(x) for x in row] for row in grid.tolist()]
    np.testing.assert_allclose(found.alphas(grid), one_by_one, rtol=1e-13)


def test_values_are_those_of_the_theorems() -> None:
    """Two layers by the eigenvalues of D itself; balanced L margin^(2-2/L); three layers."""
    layers = CASES["two layers"][0]
    D = np.linalg.eigvalsh(imbalance(*layers))
    assert guarantee(layers).alpha(0.3) == pytest.approx(
        two_layer_rate(D, 3, 2, 0.3).alpha_star, rel=1e-12
    )
    assert guarantee(balanced(3, 3, 3, 4, 3)).alpha(0.3) == pytest.approx(4 * 0.3**1.5, rel=1e-12)
    assert guarantee(balanced(3, 2, 4, 9)).alpha(0.3) == pytest.approx(0.3 ** (4 / 3), rel=1e-12)
    assert guarantee(CASES["one layer"][0]).alpha(0.0) == 1.0  # T is the identity
    layers = CASES["three layers"][0]
    bound = three_layer_bound(imbalance(*layers[:2]), imbalance(*layers[1:]), 2, 2)
    assert guarantee(layers).alpha(0.0) == guarantee(layers).alpha(1.0) == bound


def _moved(layers: Sequence[np.ndarray], size: float) -> list[np.ndarray]:
    return [layer + size * RNG(8).standard_normal(layer.shape) for layer in layers]


@pytest.mark.parametrize("name", ["homogeneous", "balanced"])
def test_nearly_is_within_rounding_only(name: str) -> None:
    """A change of 1e-13 is rounding, one of 1e-6 is another network."""
    layers, source, _ = CASES[name]
    assert guarantee(_moved(layers, 1e-13)).source is source
    assert guarantee(_moved(layers, 1e-6)).source not in (source, AlphaSource.HOMOGENEOUS)


@pytest.mark.parametrize("depth", [1, 2, 3, 5])
def test_zero_weights_promise_nothing_without_a_margin(depth: int) -> None:
    """T = 0 there, but for a single layer."""
    rate = guarantee([np.zeros((2, 2))] * depth).alpha(0.0)
    assert rate == (1.0 if depth == 1 else 0.0)


@pytest.mark.parametrize("n, m, h", [(3, 3, 5), (3, 2, 5), (2, 2, 9), (1, 1, 4)])
@pytest.mark.parametrize("seed", range(4))
def test_no_rate_comes_from_the_rounding_of_balanced_layers(n: int, m: int, h: int, seed: int):
    """D = 0 but for rounding: without a margin nothing is promised, with one 2 margin or margin."""
    found = guarantee(balanced(n, m, h, seed=seed))
    assert found.alpha(0.0) == 0.0
    assert found.alpha(0.5) == (1.0 if n == m else 0.5)


def test_rounding_between_two_of_three_layers_is_no_rate() -> None:
    """D_1 = 0, D_2 = -K: no layer but the last is kept from 0, and the bound is 0."""
    for seed in range(20):
        rng = RNG(seed)
        first = rng.standard_normal((2, 2))
        values, vectors = np.linalg.eigh(first.T @ first)
        turn = np.linalg.qr(rng.standard_normal((2, 2)))[0]
        second = (vectors * np.sqrt(values)) @ vectors.T @ turn
        third = np.linalg.cholesky(second.T @ second + np.diag([0.5, 2.0]))
        found = guarantee([first, second, third])
        assert found.source is AlphaSource.NONE
        assert found.alpha(0.0) == 0.0


@pytest.mark.parametrize("d, rate", [(1e-13, 1e-13), (1e-14, 0.0)])
def test_an_imbalance_beyond_rounding_is_one(d: float, rate: float) -> None:
    """1e-14 of the squared layers is rounding and promises nothing; five times that is a rate."""
    layers = [np.array([[np.sqrt(1.0 - d)]]), np.array([[1.0]])]
    assert guarantee(layers).alpha(0.0) == pytest.approx(rate, rel=1e-2, abs=0.0)


@pytest.mark.parametrize(
    "name", ["three layers", "four square layers", "four layers", "homogeneous"]
)
def test_the_largest_candidate_is_the_rate(name: str) -> None:
    """And all are told, an exact one first."""
    layers, _, exact = CASES[name]
    W = product(layers)
    objective = Squared(W + 0.01 * np.eye(*W.shape))
    margin = sublevel_margin(objective, objective.excess(W))
    found = guarantee(layers, objective)
    rates = {each.source: float(each.rates(margin)) for each in found.candidates}
    assert found.alpha(float(margin)) == max(rates.values()) == rates[found.source] > 0.0
    deep = {AlphaSource.DEEP_SQUARE, AlphaSource.DEEP_UNIMODAL, AlphaSource.DEEP_MARGIN}
    three = {AlphaSource.THREE_LAYER_BOUND} if len(layers) == 3 else set()
    assert set(rates) == deep | three | ({found.source} if exact else set())
    assert found.candidates[0].exact is exact
    assert all(each.speaks or not rates[each.source] for each in found.candidates)


def test_with_a_margin_every_depth_has_a_guarantee() -> None:
    """Any widths and imbalance: four layers, of which nothing else speaks."""
    layers = draw_layers(RNG(5), [2, 3, 4, 3, 2])
    W = product(layers)
    near, far = Squared(1.001 * W), Squared(-W)
    assert guarantee(layers, near).source is AlphaSource.DEEP_MARGIN
    assert guarantee(layers, far).source is AlphaSource.NONE
