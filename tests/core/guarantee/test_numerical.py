"""The numerical minimum: near alpha* where that is known, never below what is proven."""

from __future__ import annotations

import itertools
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest

from core.guarantee.chart import BoostChart, Chart, LayerChart, slimmed
from core.guarantee.homogeneous import homogeneous_rate
from core.guarantee.least_eigenvalue import least_eigenvalue, rayleigh_quotient
from core.guarantee.margin import sublevel_margin
from core.guarantee.numerical import FEASIBILITY, STARTS, _Search, numerical_minimum, refusal
from core.guarantee.theorems import guarantee, search_reach
from core.guarantee.three_layer import three_layer_bound
from core.guarantee.two_layer import imbalance_eigenvalues, two_layer_rate
from core.integrate import budget
from core.objective.squared import Squared
from tests.core.guarantee.networks import (
    Layers,
    gaussian,
    homogeneous,
    imbalance,
    lambda_min,
    least_singular_value,
    preconditioner,
    product,
)
from words import say

LONG = 60.0


@pytest.mark.parametrize(
    "widths, share",
    [
        *itertools.product([(1, 4, 1), (2, 5, 2), (1, 5, 3), (3, 5, 2), (2, 12, 2)], [0.4]),
        *itertools.product([(2, 5, 2), (1, 5, 3)], [0.0, 1.0]),
    ],
)
def test_two_layers(widths: tuple[int, int, int], share: float) -> None:
    """Where alpha* is attained the search finds it, and not less."""
    layers = gaussian(np.random.default_rng(sum(widths)), widths)
    margin = share * least_singular_value(layers)
    found = numerical_minimum(layers, margin, seconds=LONG)
    eigenvalues = imbalance_eigenvalues(*layers)
    alpha_star = two_layer_rate(eigenvalues, widths[0], widths[2], margin).alpha_star
    slack = 1e-12 * np.abs(eigenvalues).max()
    assert found.finished
    assert found.starts == STARTS
    assert alpha_star - slack <= found.value <= alpha_star * (1 + 1e-5) + slack
    assert found.value <= lambda_min(layers) + slack


@pytest.mark.parametrize("widths", [(2, 2, 2), (3, 3, 2), (1, 1, 1), (2, 3, 4), (1, 1, 2)])
def test_narrow_two_layers(widths: tuple[int, int, int]) -> None:
    """h < n + m, where the formula is a bound: above it, below the start."""
    layers = gaussian(np.random.default_rng(sum(widths)), widths)
    margin = 0.7 * least_singular_value(layers)
    found = numerical_minimum(layers, margin, seconds=1.0).value
    rate = two_layer_rate(imbalance_eigenvalues(*layers), widths[0], widths[2], margin)
    slack = 1e-12 * sum(float(np.sum(layer**2)) for layer in layers)
    assert rate.alpha_star - slack <= found <= lambda_min(layers) + slack


@pytest.mark.parametrize("depth", [3, 4])
@pytest.mark.parametrize("size", [1, 2])
def test_homogeneous(depth: int, size: int) -> None:
    """alpha* of homogeneous imbalance, found from weights that do not attain it."""
    rng = np.random.default_rng(depth + size)
    cumulative = [0.7, 0.0, 0.4, 1.1][:depth]
    layers = homogeneous(rng, size, cumulative, 0.8)
    margin = 0.5 * least_singular_value(layers)
    alpha_star = homogeneous_rate(cumulative, margin).alpha_star
    found = numerical_minimum(layers, margin, seconds=LONG).value
    assert alpha_star * (1 - 1e-10) <= found <= alpha_star * (1 + 1e-5)
    assert lambda_min(layers) > 1.1 * alpha_star


@pytest.mark.parametrize("seed", range(6))
def test_three_layers(seed: int) -> None:
    """Between the proven bound and the start, for any widths."""
    rng = np.random.default_rng(seed)
    n, m = rng.integers(1, 3, 2)
    layers = gaussian(rng, (n, *rng.integers(max(n, m), 5, 2), m))
    layers[seed % 3] *= 4
    d_1, d_2 = imbalance(*layers[:2]), imbalance(*layers[1:])
    bound = three_layer_bound(d_1, d_2, n, m)
    found = numerical_minimum(layers, 0.5 * least_singular_value(layers), seconds=1.0).value
    slack = 1e-11 * max(float(np.sum(layer**2)) for layer in layers) ** 2
    assert bound - slack <= found <= lambda_min(layers) + slack


#: Bound -> layers that it is made for; four layers are as many as a search takes.
DEEP: dict[str, Layers] = {
    "deep-square": [np.diag([1.3, 1.1]) + 0.1, 0.5 * np.eye(2), np.diag([1.2, 0.9])],
    "deep-unimodal": [
        2.0 * np.eye(2, 3), np.diag([1.5, 1.2, 0.0]), 0.5 * np.eye(3, 2), np.diag([2.0, 1.0])
    ],
    "deep-margin": [np.eye(2, 3) + 0.2, 0.8 * np.eye(3) - 0.1, np.eye(3, 2)],
}  # fmt: skip


@pytest.mark.parametrize("source, layers", DEEP.items(), ids=DEEP.keys())
def test_deep_bounds_are_not_undercut(source: str, layers: Layers) -> None:
    """Within the ||W|| that the loss at the start allows; the search tells how loose they are."""
    W = product(layers)
    objective = Squared(1.05 * W)
    margin = float(sublevel_margin(objective, objective.excess(W)))
    promise = guarantee(layers, objective)
    assert promise.source == source
    reach = search_reach(objective, layers)
    assert np.linalg.norm(W, 2) < reach < np.inf
    found = numerical_minimum(layers, margin, reach=reach, seconds=2.0)
    assert promise.alpha(margin) <= found.value <= lambda_min(layers) * (1 + 1e-12)
    search = _Search(layers, margin, reach)
    value, end = search.descend(search.first())
    if value < np.inf:
        values = np.linalg.svd(product(search.chart.layers(search._split(end)[0])))[1]
        assert margin * (1 - FEASIBILITY) <= values[-1] <= values[0] <= reach * (1 + FEASIBILITY)


def test_an_exact_rate_needs_no_bound_of_the_product() -> None:
    assert (
        search_reach(
            Squared(np.eye(2)), homogeneous(np.random.default_rng(0), 2, [0.5, 0.0, 1.0], 0.3)
        )
        == np.inf
    )


def test_the_ends_of_the_searches_are_feasible() -> None:
    """Same D_l and sigma_min(W) >= margin at the weights behind the value, to rounding."""
    for widths in [(2, 5, 2), (2, 3, 1), (2, 3, 2, 2)]:
        layers = gaussian(np.random.default_rng(9), widths)
        size = max(float(np.linalg.norm(layer)) for layer in layers)
        layers = [layer / size for layer in layers]
        margin = 0.6 * least_singular_value(layers)
        search = _Search(layers, margin, np.inf)
        value, end = search.descend(search.first())
        weights = search.chart.layers(end[: search.chart.dimension])
        assert lambda_min(weights) == pytest.approx(value, rel=1e-10, abs=1e-14)
        assert value < lambda_min(layers)
        assert least_singular_value(weights) >= margin * (1 - 1e-12)
        for (a, b), (c, d) in zip(pairwise(layers), pairwise(weights), strict=True):
            np.testing.assert_allclose(imbalance(c, d), imbalance(a, b), atol=1e-12)


def test_an_infeasible_end_counts_for_nothing() -> None:
    layers = [layer / 20 for layer in gaussian(np.random.default_rng(9), (2, 4, 4, 2))]
    margin = 0.6 * least_singular_value(layers)
    search = _Search(layers, margin, np.inf)
    z = search.first()
    assert search._value_at(z) == pytest.approx(lambda_min(layers), rel=1e-10)
    moved = z.copy()
    moved[0] += 1e-6
    assert search._value_at(moved) == np.inf
    assert search._value_at(np.full_like(z, np.nan)) == np.inf
    least = least_singular_value(search.chart.layers(z[: search.chart.dimension]))
    for short, feasible in ((0.5, True), (2.0, False)):  # of what passes as rounding
        search.bounds = [(least * (1 + short * FEASIBILITY), 1.0)]
        assert np.isfinite(search._value_at(z)) == feasible


@pytest.mark.parametrize("widths", [(4, 7, 4), (2, 3, 3, 2), (4, 5, 3, 4, 4)])
def test_the_time_limit(widths: tuple[int, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    """Kept to the step, said, and still an answer: at worst the given weights'."""
    clock = itertools.count(step=0.001)  # each look at it takes a millisecond
    monkeypatch.setattr(
        budget, "time", SimpleNamespace(thread_time=lambda: next(clock), monotonic=lambda: 0.0)
    )
    layers = gaussian(np.random.default_rng(1), widths)
    margin = 0.5 * least_singular_value(layers)
    found = numerical_minimum(layers, margin, seconds=0.05)
    assert next(clock) == pytest.approx(0.051)  # nobody looked again once the time was up
    assert not found.finished
    assert found.starts < STARTS
    assert "0.05 s" in found.note
    rounding = 1e-14 * np.linalg.norm(preconditioner(layers))
    assert found.value <= lambda_min(layers) + rounding


def test_deterministic() -> None:
    layers = gaussian(np.random.default_rng(2), (2, 4, 2))
    one, two, other = (
        numerical_minimum(layers, 0.1, seconds=LONG, seed=seed) for seed in (5, 5, 6)
    )
    assert one == two
    assert other.value == pytest.approx(one.value, rel=0.05)


def test_scaling() -> None:
    """Layers a thousand times larger: T a million times, exactly the same search."""
    layers = gaussian(np.random.default_rng(4), (1, 3, 2))
    margin = 0.5 * least_singular_value(layers)
    small = numerical_minimum(layers, margin, seconds=LONG)
    large = numerical_minimum([1024.0 * w for w in layers], 1024.0**2 * margin, seconds=LONG)
    assert large.value == pytest.approx(1024.0**2 * small.value, rel=1e-9)


def test_nothing_to_search() -> None:
    assert numerical_minimum([np.ones((2, 3))], 0.0).value == pytest.approx(1.0)
    assert numerical_minimum([np.zeros((2, 3)), np.zeros((3, 2))], 0.0).value == 0.0


def test_limits() -> None:
    rng = np.random.default_rng(0)
    assert refusal(gaussian(rng, (4, 500, 4))) is None
    assert refusal(gaussian(rng, (1, 90, 2, 1))) is None
    for widths, part in [
        ((5, 3, 4), "16 entries"),
        ((2, 2, 2, 2, 2, 2), "4 layers"),
        ((1, 30, 30, 1), "160 weights"),
    ]:
        layers = gaussian(rng, widths)
        refused = refusal(layers)
        assert refused is not None
        assert part in say(refused)
        with pytest.raises(ValueError, match=part):
            numerical_minimum(layers, 0.0)


def test_slimmed() -> None:
    """The same product and T from fewer hidden dimensions."""
    layers = gaussian(np.random.default_rng(0), (2, 40, 30, 1))
    slim = slimmed(layers)
    for a, b in pairwise(slim):
        assert a.shape[1] <= a.shape[0] + b.shape[1]
    np.testing.assert_allclose(product(slim), product(layers), rtol=1e-9)
    assert lambda_min(slim) == pytest.approx(lambda_min(layers), rel=1e-9)


def test_least_eigenvalue() -> None:
    layers = gaussian(np.random.default_rng(1), (3, 4, 2, 2))
    value, vector = least_eigenvalue(layers)
    assert value == pytest.approx(lambda_min(layers), rel=1e-8)
    quotient, _, turn = rayleigh_quotient(layers, 3 * vector)
    assert quotient == pytest.approx(value, rel=1e-8)
    np.testing.assert_allclose(turn, 0, atol=1e-8)


def _charts() -> list[tuple[Chart, Layers]]:
    rng = np.random.default_rng(8)
    two, three = gaussian(rng, (3, 4, 2)), gaussian(rng, (2, 4, 3, 2))
    return [(BoostChart(two), two), (LayerChart(three), three)]


@pytest.mark.parametrize("index", [0, 1])
def test_derivatives(index: int) -> None:
    """Objective and constraints against central differences."""
    _, layers = _charts()[index]
    search = _Search(layers, 0.5 * least_singular_value(layers), 3.0)
    rng = np.random.default_rng(0)
    z = search.beside(rng, 1.0)
    direction = rng.standard_normal(z.size)
    step = 1e-5 * direction
    slope = search._objective(z)[1] @ direction
    difference = (search._objective(z + step)[0] - search._objective(z - step)[0]) / 2e-5
    assert slope == pytest.approx(difference, rel=1e-6)
    numeric = (search._equations(z + step) - search._equations(z - step)) / 2e-5
    np.testing.assert_allclose(search._jacobian(z) @ direction, numeric, rtol=1e-6, atol=1e-6)


def test_boosts_keep_the_imbalance() -> None:
    chart, layers = _charts()[0]
    for size in (0.1, 1.0, 30.0):
        x = size * np.random.default_rng(3).standard_normal(chart.dimension)
        moved = chart.layers(x)
        assert np.linalg.norm(moved[0] - layers[0]) > 0.01
        scale = sum(float(np.sum(layer**2)) for layer in moved)
        np.testing.assert_allclose(imbalance(*moved), imbalance(*layers), atol=1e-13 * scale)


def test_a_search_that_overflows_is_lost_and_an_error_of_the_program_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    search = _Search([np.eye(2)] * 3, 0.5, np.inf)
    start = search.first()
    monkeypatch.setattr(_Search, "_gram", lambda *_: np.full((2, 2), np.inf))
    assert search.descend(start)[0] == np.inf

    def fail(*_values: object) -> None:
        raise np.linalg.LinAlgError("an error of the program")

    monkeypatch.setattr(_Search, "_gram", fail)
    with pytest.raises(np.linalg.LinAlgError, match="of the program"):
        search.descend(start)
