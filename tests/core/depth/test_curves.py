"""Families over depth against single solves, closed forms and each other."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import (
    DepthFamily,
    MatrixScenario,
    ScalarScenario,
    ScenarioError,
    depth_curves,
    network,
    solve,
)
from core.descent.sharpness import stability
from core.guarantee.margin import matrix_margin
from core.guarantee.theorems import guarantee
from core.matrix import preconditioner

orders = st.sampled_from(["first", "middle", "last"])
steps = st.integers(-200, 200).map(lambda percent: 10.0 ** (percent / 100))
products = st.one_of(st.just(0.0), st.integers(-40, 40).map(lambda part: part / 16))


@st.composite
def families(draw: st.DrawFn, modes: int = 0) -> DepthFamily:
    product = draw(products)
    return DepthFamily(
        kind=draw(st.sampled_from(["steps", "balanced", "random"])),
        order=draw(orders),
        step=draw(st.sampled_from([0.01, 0.3, 1.0, 2.0, 4.0])),
        product=abs(product) if modes else product,
        target=draw(st.integers(1, 40)) / 16,
        modes=modes,
        seed=draw(st.integers(0, 1000)),
        depths=tuple(draw(st.lists(st.integers(1, 30), min_size=1, max_size=4))),
    )


@given(families())
def test_every_depth_is_the_single_solve(family: DepthFamily) -> None:
    """Rates, bounds and margins to 1e-12; the sharpness at the end of the exact flow."""
    curves = depth_curves(family)
    for index, depth in enumerate(family.depths):
        scenario = family.network(depth)
        assert isinstance(scenario, ScalarScenario)
        assert scenario.depth == depth
        single = solve(scenario)
        got = {name: getattr(curves, name)[index] for name in ("alpha_star", "margin")}
        assert got["margin"] == pytest.approx(single.margin, rel=1e-12, abs=1e-15)
        assert got["alpha_star"] == pytest.approx(single.alpha_star, rel=1e-12)
        assert curves.lower_bound[index] == pytest.approx(single.alpha_lower_bound, rel=1e-12)
        tau = single.preconditioner[0]
        gradient = 2.0 * abs(single.network.gap) * math.sqrt(tau)
        assert curves.gradient_norm[index] == pytest.approx(gradient, rel=1e-11, abs=1e-15)
        others = np.sort(single.network.cumulative_imbalance)[1:]
        assert curves.cumulative_product[index] == pytest.approx(np.prod(others), rel=1e-11)
        limit = stability(scenario)
        if limit.sharpness is None:
            assert np.isnan(curves.sharpness[index])
            assert np.isnan(curves.stable_step[index])
        else:
            assert limit.step is not None
            assert curves.sharpness[index] == pytest.approx(limit.sharpness, rel=1e-11)
            assert curves.stable_step[index] == pytest.approx(limit.step, rel=1e-11)


@pytest.mark.parametrize("modes", [1, 2, 4])
@pytest.mark.parametrize(
    "settings",
    [
        {"product": 0.9},
        {"order": "middle", "step": 0.5, "product": 0.8},
        {"kind": "balanced", "product": 0.95},
        {"kind": "random", "step": 0.7, "product": 0.9, "seed": 4},
    ],
    ids=["steps", "middle", "balanced", "random"],
)
def test_matrix_families_are_the_single_networks(modes: int, settings: dict[str, Any]) -> None:
    family = DepthFamily(modes=modes, depths=(2, 3, 5), **settings)
    curves = depth_curves(family)
    for index, depth in enumerate(family.depths):
        scenario = family.network(depth)
        assert isinstance(scenario, MatrixScenario)
        layers = scenario.start().weights
        W = network.product(layers)
        objective = scenario.objective.make(W)
        promise = guarantee(layers)
        margin = matrix_margin(objective, W).margin
        assert curves.margin[index] == pytest.approx(margin, rel=1e-12)
        assert curves.alpha_star[index] == pytest.approx(promise.alpha(margin), rel=1e-9)
        assert promise.exact
        E = objective.gradient(W)
        square = float(np.sum(E * preconditioner.apply(layers, E)))
        assert curves.gradient_norm[index] == pytest.approx(math.sqrt(square), rel=1e-10)
        limit = stability(scenario)
        assert limit.sharpness is not None
        assert curves.sharpness[index] == pytest.approx(limit.sharpness, rel=1e-6)


@pytest.mark.parametrize("order", ["first", "last"])
@pytest.mark.parametrize("step", [0.5, 1.0, 2.0])
def test_unit_steps_make_a_factorial(order: Any, step: float) -> None:
    """prod c = (L-1)! s^(L-1), to the last digit where double precision holds it."""
    curves = depth_curves(DepthFamily(order=order, step=step))
    for depth, product, factorial in zip(
        curves.depths.tolist(), curves.cumulative_product, curves.factorial, strict=True
    ):
        wanted = math.factorial(depth - 1) * step ** (depth - 1)
        exact = depth <= 18  # below 2^53 apart from powers of two
        assert product == (wanted if exact else pytest.approx(wanted, rel=1e-14))
        assert factorial == (wanted if exact else pytest.approx(wanted, rel=1e-14))
    assert (curves.alpha_star >= curves.factorial * (1 - 1e-15)).all()


def test_smallest_first_and_last_are_the_same_network_read_backwards() -> None:
    first, last = (depth_curves(DepthFamily(order=order)) for order in ("first", "last"))
    for name in ("alpha_star", "lower_bound", "sharpness", "gradient_norm"):
        np.testing.assert_allclose(getattr(first, name), getattr(last, name), rtol=1e-13)
    middle = depth_curves(DepthFamily(order="middle"))
    halves = [
        float(math.factorial((n - 1) // 2) * math.factorial(n // 2)) for n in middle.depths.tolist()
    ]
    np.testing.assert_allclose(middle.cumulative_product, halves, rtol=1e-14)
    assert (middle.alpha_star <= first.alpha_star * (1 + 1e-14)).all()


@given(families())
def test_what_is_gained_in_time_is_paid_for_in_the_step(family: DepthFamily) -> None:
    """Bounds in order; a start inside the target never promises more than 4 a stable step."""
    curves = depth_curves(family)
    assert (curves.lower_bound <= curves.alpha_star).all()
    bound = np.maximum(
        curves.cumulative_product, curves.depths * curves.margin ** (2 - 2 / curves.depths)
    )
    assert (curves.alpha_star >= bound * (1 - 1e-12)).all()
    there = np.isfinite(curves.stable_step)
    np.testing.assert_allclose((curves.stable_step * curves.sharpness)[there], 2.0, rtol=1e-15)
    wanted = family.gamma * curves.alpha_star * curves.stable_step
    np.testing.assert_allclose(curves.progress[there], wanted[there], rtol=1e-15)
    assert (curves.progress[there] <= 4.0 * (1 + 1e-12)).all()


def test_closed_forms() -> None:
    """Two layers, and balanced weights of any depth."""
    curves = depth_curves(DepthFamily(step=1.5, product=0.4, depths=(2,)))
    assert curves.alpha_star[0] == pytest.approx(math.hypot(1.5, 0.8), rel=1e-14)
    assert curves.sharpness[0] == pytest.approx(2.0 * math.hypot(1.5, 2.0), rel=1e-14)
    L = np.arange(2, 31)
    even = depth_curves(DepthFamily(kind="balanced", product=0.3, target=2.0))
    np.testing.assert_allclose(even.alpha_star, L * 0.3 ** (2 - 2 / L), rtol=1e-13)
    np.testing.assert_allclose(even.sharpness, 2 * L * 2.0 ** (2 - 2 / L), rtol=1e-13)
    start = L * 0.3 ** (2 - 2 / L)
    np.testing.assert_allclose(even.gradient_norm, 2 * 1.7 * np.sqrt(start), rtol=1e-13)
    assert np.isnan(even.factorial).all()


def test_random_draws_are_nested_and_follow_their_seed() -> None:
    one, same, other = (DepthFamily(kind="random", seed=seed) for seed in (3, 3, 4))
    assert one.network(5).weights == one.network(9).weights[:5]  # type: ignore[index]
    assert one.network(9) == same.network(9)
    assert one.network(9) != other.network(9)
    signs = np.sign(one.network(30).weights)  # type: ignore[arg-type]
    assert set(signs) == {-1.0, 1.0}


def test_tied_weights_of_the_wrong_sign_reach_no_minimum() -> None:
    curves = depth_curves(DepthFamily(kind="balanced", product=-0.5))
    assert np.isnan(curves.sharpness).all()
    assert (curves.alpha_star == 0.0).all()
    middle = depth_curves(DepthFamily(order="middle", product=-0.5))
    assert np.isfinite(middle.sharpness).all()  # one smallest layer: it crosses zero


@pytest.mark.parametrize(
    "settings", [{"step": 1e12}, {"step": 1e-14}, {"kind": "random", "step": 200.0}]
)
def test_what_leaves_double_precision_is_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(ScenarioError, match=r"^step: leads to .* at depth \d+") as refused:
        depth_curves(DepthFamily(**settings))
    assert refused.value.field == "step"
    depth_curves(DepthFamily(**settings, depths=(2, 3)))  # few layers are fine


def test_large_numbers_that_fit_are_computed() -> None:
    curves = depth_curves(DepthFamily(step=1e7, target=100.0, product=50.0))
    assert 1e230 < curves.alpha_star[-1] < 1e240
    assert np.isfinite(curves.progress).all()
    wide = depth_curves(DepthFamily(kind="balanced", target=1e6, product=1e6))
    np.testing.assert_allclose(wide.progress, 4.0, rtol=1e-12)


BAD = {
    "kind": {"kind": "steep"},
    "order": {"order": "second"},
    "step": {"step": 0.0},
    "target": {"target": -1.0},
    "product": {"product": math.nan},
    "modes": {"modes": 17},
    "seed": {"seed": -1},
    "depths": {"depths": ()},
    "depths[1]": {"depths": (2, 65)},
}


@pytest.mark.parametrize("field", BAD)
def test_a_bad_family_is_refused(field: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        DepthFamily(**BAD[field])  # type: ignore[arg-type]
    assert refused.value.field == field
    with pytest.raises(ScenarioError, match="must not be negative"):
        DepthFamily(modes=2, product=-1.0)
    assert hash(DepthFamily()) == hash(DepthFamily())
    assert DepthFamily(modes=16, depths=(64,)).mode_sizes.size == 16  # the most of each


def test_layers_that_nearly_tie_keep_their_digits() -> None:
    """random with a small spread: the c_l are those of the weights that the descent starts at."""
    family = DepthFamily(kind="random", step=1e-9, depths=(4,), seed=2)
    single = solve(family.network(4))
    product = np.prod(np.sort(single.network.cumulative_imbalance)[1:])
    assert depth_curves(family).cumulative_product[0] == pytest.approx(product, rel=1e-14, abs=0.0)


def test_a_margin_of_some_roundings_is_none() -> None:
    """w(0) = 2y less four roundings: six are lost in the making of two layers, eight are not."""
    eps = np.finfo(float).eps
    for roundings, margin in ((4.0, 0.0), (8.0, 8.0 * eps)):
        family = DepthFamily(kind="balanced", product=2.0 - roundings * eps, depths=(2,))
        assert depth_curves(family).margin[0] == margin
