"""Where the deep bounds are equal to something known, and what they say where they say nothing."""

from __future__ import annotations

import math

import numpy as np
import pytest

from core.guarantee.beta import homogeneous_beta
from core.guarantee.deep import (
    Ceilings,
    Short,
    layer_floors,
    margin_bound,
    shortfall,
    speaks_unimodal,
    spectra,
    square_bound,
    unimodal_bound,
)
from tests.core.guarantee.deep.drawn import measured
from tests.core.guarantee.networks import Layers, gaussian, homogeneous, orthogonal

RNG = np.random.default_rng
NONE = np.zeros(())
CUMULATIVE = [0.5, 0.0, 1.0, 2.0]  # of the smallest layer, the second


def _square(layers: Layers, margin: float = 0.0, reach: float = 1.0) -> float:
    imbalances = spectra(layers)
    floors = layer_floors(
        imbalances, *_ends(layers), np.asarray(margin), Ceilings(imbalances).squares(reach)
    )
    return float(square_bound(floors))


def _ends(layers: Layers) -> tuple[int, int]:
    return layers[0].shape[0], layers[-1].shape[1]


@pytest.mark.parametrize("size", [1, 2, 3])
def test_homogeneous_imbalance_gives_the_product_of_the_cumulative(size: int) -> None:
    """prod c = 0.5 * 1 * 2, by both bounds where layers grow outwards, by one where they do not."""
    layers = homogeneous(RNG(size), size, CUMULATIVE, 0.3)
    assert _square(layers) == pytest.approx(1.0, rel=1e-11)
    assert unimodal_bound(spectra(layers), size, size) == pytest.approx(1.0, rel=1e-11)
    other = homogeneous(RNG(size), size, [0.5, 0.0, 2.0, 1.0], 0.3)
    assert _square(other) == pytest.approx(1.0, rel=1e-11)
    assert unimodal_bound(spectra(other), size, size) == 0.0


def test_ceilings_of_homogeneous_imbalance_are_those_of_its_largest_mode() -> None:
    layers = homogeneous(RNG(7), 3, CUMULATIVE, 0.3)
    drawn = measured(layers)
    assert drawn.squares == pytest.approx(drawn.norms, rel=1e-11)
    beta = Ceilings(drawn.imbalances).beta(drawn.reach)
    assert float(beta) == pytest.approx(drawn.most, rel=1e-11)
    assert float(beta) >= drawn.most
    exact = homogeneous_beta(np.array(CUMULATIVE), drawn.reach)
    assert float(exact) == pytest.approx(drawn.most, rel=1e-12)


@pytest.mark.parametrize("depth", [2, 3, 5, 32])
def test_balanced_layers(depth: int) -> None:
    """All y = reach^(2/L), and x = margin^2 over all others of them."""
    turns = [orthogonal(RNG(depth), 2) for _ in range(depth + 1)]
    root = np.diag([2.0, 0.5]) ** 1.0
    layers = [turns[i].T @ root @ turns[i + 1] for i in range(depth)]
    imbalances = spectra(layers)
    ceilings = Ceilings(imbalances)
    assert ceilings.squares(2.0**depth) == pytest.approx(4.0 * np.ones(depth), rel=1e-9)
    assert float(ceilings.beta(2.0**depth)) == pytest.approx(depth * 4.0 ** (depth - 1), rel=1e-7)
    floors = layer_floors(imbalances, 2, 2, np.asarray(0.5), ceilings.squares(2.0**depth))
    assert floors == pytest.approx(0.25 / 4.0 ** (depth - 1) * np.ones(depth), rel=1e-3, abs=1e-11)


@pytest.mark.parametrize(
    "n, m, wanted", [(2, 2, 2 * 0.3**2 / 4 + 0.3**4 / 4**4), (2, 3, 0.3**2 / 4)]
)
def test_the_margin_counts_at_the_ends_that_see_it(n: int, m: int, wanted: float) -> None:
    """Three layers with y = 4: both ends and the middle, or the end of the smaller side."""
    found = float(margin_bound(n, m, np.asarray(0.3), np.full(3, 4.0)))
    assert found == pytest.approx(wanted, rel=1e-12)
    assert found < wanted
    mirrored = float(margin_bound(m, n, np.asarray(0.3), np.full(3, 4.0)))
    assert mirrored == found
    assert float(margin_bound(n, m, NONE, np.full(3, np.inf))) == 0.0


def test_a_margin_helps_square_layers_and_is_passed_on() -> None:
    """D_1 = 3 I: what the margin gives to W_2 lifts W_1 above 3."""
    layers = homogeneous(RNG(1), 2, [3.0, 0.0], 0.2)
    drawn = measured(layers)
    bare = layer_floors(drawn.imbalances, 2, 2, NONE, drawn.squares)
    helped = layer_floors(drawn.imbalances, 2, 2, np.asarray(drawn.margin), drawn.squares)
    assert bare == pytest.approx([3.0, 0.0], abs=1e-12)
    lift = drawn.margin**2 / drawn.squares[0]
    assert helped[1] == pytest.approx(lift, rel=1e-9)
    assert helped[0] == pytest.approx(3.0 + lift, rel=1e-9)


def _with(*imbalances: list[float]) -> Layers:
    """Diagonal layers whose D_l have these diagonals, the last layer the identity or larger."""
    lift = 10.0
    squares = [np.full(len(imbalances[-1]), lift)]
    for values in imbalances[::-1]:
        squares.insert(0, squares[0] + np.array(values))
    return [np.diag(np.sqrt(each)) for each in squares]


def test_what_imbalances_lack() -> None:
    """The worst indefinite one; the order; the rank; nothing."""
    found = shortfall(spectra(_with([1.0, -0.1], [2.0, -0.5])), 2, 2)
    assert found is not None
    assert (found.kind, found.layer) == (Short.INDEFINITE, 2)
    assert (found.least, found.most) == pytest.approx((-0.5, 2.0))
    found = shortfall(spectra(_with([-1.0, -2.0], [0.5, 3.0])), 2, 2)
    assert found is not None
    assert (found.kind, found.layer, found.before) == (Short.ORDER, 2, 1)
    assert found.most == pytest.approx(3.0)
    found = shortfall(spectra(_with([1.0, 2.0], [0.0, -3.0])), 2, 2)
    assert found is not None
    assert (found.kind, found.layer, found.found, found.needed) == (Short.RANK, 2, 1, 2)
    found = shortfall(spectra(_with([1.0, 0.0], [-2.0, -3.0])), 2, 2)
    assert found is not None
    assert (found.kind, found.layer, found.found, found.needed) == (Short.RANK, 1, 1, 2)
    assert shortfall(spectra(_with([1.0, 2.0], [-2.0, -3.0])), 2, 2) is None
    assert unimodal_bound(spectra(_with([1.0, 2.0], [-2.0, -3.0])), 2, 2) == pytest.approx(2.0)


def test_rounding_is_no_sign() -> None:
    """Wide hidden layers have many zero eigenvalues, which come with the signs of rounding."""
    rng = RNG(3)
    first, second = 3.0 * orthogonal(rng, 6)[:2], np.zeros((6, 2))
    second[:, :] = first.T @ rng.standard_normal((2, 2)) / 9.0 * 0.1
    assert speaks_unimodal(spectra([first, second]))
    (only,) = spectra([first, second])
    assert only.values.size == 4
    assert (only.least, only.width) == (min(0.0, float(only.values[-1])), 6)
    assert only.positive
    assert not only.negative
    assert only.above_zero(3) == 0.0
    assert only.above_zero(7) == 0.0
    assert only.floor < only.least <= only.most < only.ceiling
    assert 0.0 < only.above_zero(2) < only.values[1]


@pytest.mark.parametrize("widths", [(2, 1, 2, 2), (1, 1, 1, 1), (3, 5, 4, 2)])
def test_scale(widths: tuple[int, ...]) -> None:
    """Layers t times as large: y and x t^2 times, beta and the bounds t^4 times, at L = 3."""
    layers = gaussian(RNG(5), widths)
    small, large = measured(layers), measured([1e3 * layer for layer in layers])
    assert large.squares == pytest.approx(1e6 * small.squares, rel=1e-9)
    n, m = small.shape
    bound = float(margin_bound(n, m, np.asarray(small.margin), small.squares))
    scaled = float(margin_bound(n, m, np.asarray(large.margin), large.squares))
    assert scaled == pytest.approx(1e12 * bound, rel=1e-9)


def test_beyond_float64_says_nothing() -> None:
    """32 layers of size 1e20: no number, and none is made up."""
    layers = [np.array([[1e20]])] * 32
    with np.errstate(over="ignore"):
        assert math.isinf(float(Ceilings(spectra(layers)).beta(1e300)))
