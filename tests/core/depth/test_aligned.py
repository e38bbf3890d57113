"""A family's descent, mode by mode, against the descent of the whole network."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import (
    DepthFamily,
    DescentScenario,
    MatrixDescent,
    ScalarDescent,
    ScenarioError,
    Verdict,
    depth_curves,
    descend,
    solve,
)
from core.depth import aligned
from core.depth.aligned import aligned_descent
from core.descent.verdict import Course, Finding, find

FAMILIES: dict[str, dict[str, Any]] = {
    "steps": {"product": 0.9},
    "middle": {"order": "middle", "step": 0.5, "product": 0.8},
    "balanced": {"kind": "balanced", "product": 0.95},
    "random": {"kind": "random", "step": 0.7, "product": 0.9, "seed": 4},
}
each_family = pytest.mark.parametrize("settings", FAMILIES.values(), ids=FAMILIES.keys())


@each_family
@pytest.mark.parametrize("depth", [2, 3, 5])
@pytest.mark.parametrize("fraction", [0.3, 0.9, 1.2, 20.0])
def test_modes_together_are_the_matrix_network(
    settings: dict[str, Any], depth: int, fraction: float
) -> None:
    family = DepthFamily(modes=3, **settings)
    found = aligned_descent(family, depth, fraction, 30)
    wanted = descend(
        DescentScenario(network=family.network(depth), steps=30, step=found.step),
        known=found.stability,
    )
    assert isinstance(wanted, MatrixDescent)
    assert found.steps == wanted.steps
    assert found.verdict is wanted.verdict
    # In double precision a run above the limit forgets its digits.
    exact = slice(0, 31 if fraction < 1.0 else 6)
    top = max(1.0, float(wanted.loss[exact].max()))
    np.testing.assert_allclose(found.loss[exact], wanted.loss[exact], rtol=1e-7, atol=1e-16 * top)
    np.testing.assert_allclose(found.flow_loss, wanted.flow_loss, rtol=1e-6, atol=1e-12)
    np.testing.assert_allclose(
        found.imbalance_drift[exact], wanted.imbalance_drift[exact], rtol=1e-6, atol=1e-13 * top
    )
    for mode, run in enumerate(found.modes):
        size = np.abs(run.products[exact])[: len(wanted.products)]
        np.testing.assert_allclose(
            size, np.abs(wanted.products[exact][:, mode, mode]), rtol=1e-8, atol=1e-9 * top
        )


@each_family
def test_a_scalar_family_is_one_run(settings: dict[str, Any]) -> None:
    family = DepthFamily(**settings)
    found = aligned_descent(family, 4, 0.6, 50)
    recipe = DescentScenario(network=family.network(4), steps=50, step_fraction=0.6)
    wanted = descend(recipe)
    assert isinstance(wanted, ScalarDescent)
    assert found.step == pytest.approx(wanted.step, rel=1e-12)
    assert found.status.split()[0] == wanted.status.split()[0]
    assert found.verdict is wanted.verdict
    np.testing.assert_allclose(found.loss, wanted.loss, rtol=1e-6, atol=1e-24)
    np.testing.assert_allclose(found.flow_loss, wanted.flow_loss, rtol=1e-8)
    np.testing.assert_allclose(found.imbalance_drift, wanted.imbalance_drift, rtol=1e-6, atol=1e-15)
    np.testing.assert_allclose(found.modes[0].flow_weights[0], wanted.weights[0], rtol=1e-12)
    among = depth_curves(family).alpha_star[2]  # its root is found beside those of other depths
    assert found.at.alpha_star[0] == pytest.approx(among, rel=1e-14, abs=0.0)


def test_the_flows_curve_is_the_flow() -> None:
    family = DepthFamily(modes=2, product=0.9)
    found = aligned_descent(family, 3, 0.5, 40)
    single = family.network(3)
    times = tuple(found.curve_times.tolist())
    flow = solve(replace(single, times=times))
    np.testing.assert_allclose(found.curve_loss, flow.loss, rtol=1e-6, atol=1e-14)
    assert found.curve_times[-1] == pytest.approx(found.times[-1])
    assert found.curve_weights.shape == (len(times), 3)


@pytest.mark.parametrize(
    "product, words", [(-0.5, "ends at the saddle"), (0.0, "start is a saddle")]
)
def test_without_a_minimum_the_step_has_another_unit(product: float, words: str) -> None:
    family = DepthFamily(kind="balanced", product=product, target=2.0)
    found = aligned_descent(family, 3, 0.5, 400)
    assert found.stability.step is None
    assert words in found.limit
    assert found.unit == pytest.approx(1.0 / (3 * 2.0 ** (2 - 2 / 3)), rel=1e-12)
    assert found.step == 0.5 * found.unit
    assert found.verdict in (Verdict.SADDLE, Verdict.UNDECIDED)


@given(
    st.sampled_from(["steps", "balanced", "random"]),
    st.integers(0, 3),
    st.integers(2, 30),
    st.floats(-4.0, 2.0),
    st.integers(1, 60),
    st.sampled_from([0.0, 0.3, 1.0, 1.9]),
)
def test_every_run_is_finite_and_said(
    kind: Any, modes: int, depth: int, log_fraction: float, steps: int, product: float
) -> None:
    family = DepthFamily(kind=kind, modes=modes, product=product, seed=depth)
    found = aligned_descent(family, depth, 10.0**log_fraction, steps)
    for values in (found.loss, found.flow_loss, found.imbalance_drift, found.curve_loss):
        assert np.isfinite(values).all()
    assert len(found.times) == found.steps + 1 == len(found.flow_loss)
    assert (found.verdict is Verdict.DIVERGENT) is (found.steps < steps)
    assert found.step / found.unit == pytest.approx(10.0**log_fraction)


@pytest.mark.parametrize("modes", [0, 3])
@pytest.mark.parametrize("depth", [3, 5, 20])
@pytest.mark.parametrize("fraction", [0.5, 2.0, 3.0])
def test_a_start_at_the_minimum_stays(modes: int, depth: int, fraction: float) -> None:
    """Above the limit too, where the rounding of its weights would grow."""
    found = aligned_descent(DepthFamily(product=1.0, modes=modes), depth, fraction, 300)
    assert found.status == "Starts at a minimum: nothing moves."
    assert not found.loss.any()
    assert not found.flow_loss.any()
    assert not found.curve_loss.any()
    assert not found.imbalance_drift.any()


@pytest.mark.parametrize("depth", [3, 20, 30])
def test_the_drift_has_digits_at_depth(depth: int) -> None:
    """Steps of 1e-17 and less beside weights of 1: against a run with 120 digits."""
    family = DepthFamily(depths=(depth,))
    found = aligned_descent(family, depth, 0.3, 40)
    with mpmath.workdps(120):
        start = [mpmath.mpf(value) for value in family.mode_weights(depth)[0].tolist()]
        w, drift = start, []
        for _ in range(41):
            moved = [
                abs((a * a - b * b) - (p * p - q * q))
                for (a, b), (p, q) in zip(pairwise(w), pairwise(start), strict=True)
            ]
            drift.append(float(max(moved) / max(v * v for v in start)))
            product = mpmath.fprod(w)
            push = 2 * mpmath.mpf(found.step) * (1 - product) * product
            w = [v + push / v for v in w]
    np.testing.assert_allclose(found.imbalance_drift, drift, rtol=1e-9)


def test_more_steps_than_can_be_kept_are_refused() -> None:
    for steps in (0, 1001):
        with pytest.raises(ScenarioError, match=r"^steps: must be 1 to 1000"):
            aligned_descent(DepthFamily(), 2, 0.5, steps)


@pytest.mark.parametrize("modes, part", [(0, 1.0), (3, 0.5)])
def test_what_the_verdict_is_given(
    modes: int, part: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The gradient is that of the curves at the start, and the excess at W = 0 is part ||W*||^2."""
    seen: list[Course] = []

    def watched(course: Course) -> Finding:
        seen.append(course)
        return find(course)

    monkeypatch.setattr(aligned, "find", watched)
    family = DepthFamily(modes=modes, product=0.7, target=3.0)
    run = aligned_descent(family, 3, 0.5, 4)
    assert seen[0].gradient_square[0] == pytest.approx(run.at.gradient_norm[0] ** 2, rel=1e-12)
    sizes = np.array([3.0, 2.25, 1.5]) if modes else np.array([3.0])
    assert seen[0].at_zero == pytest.approx(part * float(sizes @ sizes), rel=1e-14)
