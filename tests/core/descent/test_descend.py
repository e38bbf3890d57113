"""Gradient descent against plain loops, the flow, Hessians and what is known of a quadratic."""

from __future__ import annotations

import importlib
import math
from dataclasses import replace
from itertools import pairwise

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import (
    DescentScenario,
    Initialization,
    MatrixScenario,
    ScalarDescent,
    ScalarScenario,
    ScenarioError,
    descend,
    network,
    scenario_from_json,
    solve,
)
from core.arrays import Array
from core.descent.descend import MAX_KEPT
from core.descent.iterates import matrix_run, scalar_run, stride
from core.descent.sharpness import Stability, stability
from tests.core.descent.descents import matrix, scalar
from tests.core.matrix.strategies import draw_layers, draw_objective
from tests.core.scalar.strategies import signs, sizes, targets, weights

#: The module: in `core` its name is that of the function.
descending = importlib.import_module("core.descent.descend")


def run_scalar(start: tuple[float, ...], target: float, step: float, steps: int) -> Array:
    """The plain loop, every product of the others formed anew: shape (steps + 1, L)."""
    w = np.array(start)
    way = [w]
    for _ in range(steps):
        others = np.array([np.prod(np.delete(w, layer)) for layer in range(w.size)])
        w = w + 2.0 * step * (target - np.prod(w)) * others
        way.append(w)
    return np.array(way)


# ---- the iterates -------------------------------------------------------------------------------


@given(weights(max_depth=8), targets, st.floats(-3.0, -0.3))
def test_scalar_iterates_are_those_of_the_plain_loop(
    start: tuple[float, ...], target: float, log_size: float
) -> None:
    """Zeros included; a step so small that rounding does not grow."""
    largest = max(1.0, *np.abs(start)) ** (2 * len(start))
    step = 10.0**log_size / (len(start) * max(1.0, abs(target)) * largest)
    wanted = run_scalar(start, target, step, 6)
    run = scalar_run(start, target, step, 6, every=1, largest=math.inf)
    np.testing.assert_allclose(np.stack(run.weights, axis=1), wanted, rtol=1e-11, atol=1e-300)
    np.testing.assert_allclose(
        run.excess,
        (target - np.prod(wanted, axis=1)) ** 2,
        rtol=1e-9,
        atol=1e-20 * max(1.0, largest, target**2),
    )


def test_a_zero_weight_takes_the_others_along() -> None:
    """One zero moves, two do not; a product that underflows is as good as zero."""
    run = scalar_run((0.0, 2.0, 3.0), 1.0, 0.01, 1, every=1, largest=math.inf)
    np.testing.assert_allclose([w[1] for w in run.weights], [0.12, 2.0, 3.0], rtol=1e-15)
    still = scalar_run((0.0, 2.0, 0.0), 1.0, 0.01, 50, every=1, largest=math.inf)
    assert [w[-1] for w in still.weights] == [0.0, 2.0, 0.0]
    tiny = scalar_run((1e-160, 1e-160, 3.0), 1.0, 0.01, 1, every=1, largest=math.inf)
    np.testing.assert_allclose(tiny.weights[0][1], 1e-160 * 1.06, rtol=1e-14)


@pytest.mark.parametrize("kind", ["squared", "regression", "logistic"])
@pytest.mark.parametrize("widths", [(), (4,), (3, 5), (4, 3, 4)], ids=len)
def test_matrix_iterates_are_those_of_the_plain_loop(kind: str, widths: tuple[int, ...]) -> None:
    scenario = matrix(kind, widths)
    layers = list(scenario.start().weights)
    objective = scenario.objective.make(network.product(layers))
    found = descend(DescentScenario(network=scenario, steps=20, step=0.02))
    for k in range(21):
        W = np.linalg.multi_dot([*layers, np.eye(layers[-1].shape[1])])
        np.testing.assert_allclose(found.products[k], W, rtol=1e-9, atol=1e-12)
        assert found.loss[k] == pytest.approx(float(objective.value(W)), rel=1e-9)
        moved = []
        for index, layer in enumerate(layers):
            before, after = np.eye(layers[0].shape[0]), np.eye(layer.shape[1])
            for other in layers[:index]:
                before = before @ other
            for other in layers[index + 1 :]:
                after = after @ other
            moved.append(layer - 0.02 * before.T @ objective.gradient(W) @ after.T)
        layers = moved


def test_width_costs_nothing_with_two_layers() -> None:
    """Gradient descent stays in the span of [W_1^T, W_2]: reduced layers have the same products."""
    rng = np.random.default_rng(5)
    first, second = rng.standard_normal((2, 20)) / 3, rng.standard_normal((20, 3)) / 3
    objective = draw_objective("squared", rng, 2, 3)
    rows = [[list(map(float, row)) for row in layer] for layer in (first, second)]
    scenario = scenario_from_json(
        {
            "model": "matrix",
            "weights": rows,
            "objective": {"kind": "squared", "target": objective.centre.tolist()},
        }
    )
    assert isinstance(scenario, MatrixScenario)
    assert scenario.start().weights[0].shape == (2, 5)
    found = descend(DescentScenario(network=scenario, steps=30, step=0.1))
    full = matrix_run(objective, (first, second), 0.1, 30, every=1, largest=math.inf)
    np.testing.assert_allclose(found.products, full.weights[0] @ full.weights[1], atol=1e-12)
    np.testing.assert_allclose(found.excess, full.excess, rtol=1e-9, atol=1e-20)
    wide = replace(
        matrix(), initialization=Initialization(kind="gaussian", n=3, m=2, widths=(10**9,), seed=1)
    )
    assert descend(DescentScenario(network=wide, steps=50, step_fraction=0.5)).steps == 50


def test_modes_that_share_their_vectors_are_scalar_runs() -> None:
    """1/2 (y - w)^2 with twice the step moves as (y - w)^2."""
    first, second = (0.8, 1.1, 1.4), (0.5, 0.7, 1.2)
    layers = tuple(((a, 0.0), (0.0, b)) for a, b in zip(first, second, strict=True))
    both = scenario_from_json(
        {
            "model": "matrix",
            "weights": layers,
            "objective": {"kind": "squared", "target": [[1.0, 0.0], [0.0, 0.3]]},
        }
    )
    assert isinstance(both, MatrixScenario)
    found = descend(DescentScenario(network=both, steps=60, step=0.1))
    for mode, (start, target) in enumerate(((first, 1.0), (second, 0.3))):
        single = scalar(*start, target=target)
        wanted = descend(DescentScenario(network=single, steps=60, step=0.05))
        np.testing.assert_allclose(found.products[:, mode, mode], wanted.products, rtol=1e-12)


# ---- the flow -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "scenario",
    [
        scalar(1.2, 0.3),
        scalar(0.9, -0.4, 1.1, target=-2.0),
        scalar(*(0.6 + 0.1 * layer for layer in range(8))),
        matrix(),
        matrix("regression", (3, 4)),
        matrix("logistic"),
    ],
    ids=["L = 2", "L = 3", "L = 8", "squared", "regression", "logistic"],
)
def test_it_tends_to_the_flow_with_slope_1(scenario: ScalarScenario | MatrixScenario) -> None:
    """Half the step, half the distance from the flow at the same time."""
    limit = stability(scenario).step
    assert limit is not None
    errors, drifts = [], []
    for halving in range(4):
        recipe = DescentScenario(
            network=scenario, steps=40 * 2**halving, step=0.05 * limit / 2**halving
        )
        found = descend(recipe)
        assert found.flow_excess.shape == found.excess.shape
        errors.append(abs(found.excess[-1] / found.flow_excess[-1] - 1.0))
        drifts.append(found.imbalance_drift[-1])
    slopes = np.log2(np.array(errors[:-1]) / errors[1:])
    assert slopes[-1] == pytest.approx(1.0, abs=0.05)
    assert np.log2(drifts[-2] / drifts[-1]) == pytest.approx(1.0, abs=0.05)


def test_the_flow_beside_it_is_the_flow_at_its_times() -> None:
    found = descend(DescentScenario(network=scalar(1.2, 0.3), steps=12, step=0.1))
    times = 0.1 * np.arange(13)
    np.testing.assert_array_equal(found.times, times)
    wanted = solve(replace(scalar(1.2, 0.3), times=tuple(times.tolist())))
    np.testing.assert_array_equal(found.flow_loss, wanted.loss)
    assert found.excess[0] == pytest.approx(found.flow_excess[0], rel=1e-15)


@given(weights(min_depth=2, max_depth=6), signs, sizes, st.integers(1, 8))
def test_one_step_moves_the_imbalance_by_its_second_order(
    start: tuple[float, ...], sign: float, size: float, eighths: int
) -> None:
    """d_l changes by step^2 (g_l^2 - g_{l+1}^2), the first order cancels."""
    target = sign * size
    gap = target - math.prod(start)
    slopes = np.array(
        [2.0 * gap * math.prod(start[:i] + start[i + 1 :]) for i in range(len(start))]
    )
    largest = np.abs(slopes).max()
    step = eighths / 8.0 / max(largest, 1e-3)
    run = scalar_run(start, target, step, 1, every=1, largest=math.inf)
    squares = np.stack(run.weights, axis=1) ** 2
    moved = np.diff(squares[0] - squares[1])
    wanted = np.diff(-((step * slopes) ** 2))
    np.testing.assert_allclose(moved, wanted, rtol=1e-9, atol=1e-13 * squares.max())
    if gap:  # what the solution reports is that, beside the largest square, to all its digits
        found = descend(DescentScenario(network=scalar(*start, target=target), steps=1, step=step))
        if not found.cut:
            np.testing.assert_allclose(
                found.imbalance_drift[1],
                np.abs(wanted).max() / squares[0].max(),
                rtol=1e-9,
                atol=1e-14 * (step * largest) ** 2 / squares[0].max(),
            )


def test_the_drift_of_a_small_step_is_no_rounding() -> None:
    """step^2 (g_1^2 - g_2^2) = step^2 4 (y - w)^2 (0.3^2 - 1)."""
    found = descend(DescentScenario(network=scalar(1.0, 0.3), steps=1, step=1e-9))
    assert found.imbalance_drift[1] == pytest.approx(4e-18 * 0.7**2 * 0.91, rel=1e-12, abs=0.0)


@pytest.mark.parametrize("steps", [2047, 2048, 2049, 5000])
def test_the_drift_of_a_long_run_is_summed_over_all_steps(steps: int) -> None:
    """Thinned or not: d_l(k) - d_l(0) in 40 digits."""
    start, step = (1.2, 0.3, 0.8), 1e-5
    with mpmath.workdps(40):
        w = [mpmath.mpf(value) for value in start]
        wanted = []
        for _ in range(steps + 1):
            wanted.append([w[0] ** 2 - w[1] ** 2, w[1] ** 2 - w[2] ** 2])
            push = 2 * mpmath.mpf(step) * (1 - w[0] * w[1] * w[2])
            w = [w[0] + push * w[1] * w[2], w[1] + push * w[0] * w[2], w[2] + push * w[0] * w[1]]
        moved = np.array(
            [[float(a - b) for a, b in zip(d, wanted[0], strict=True)] for d in wanted]
        )
    for every in (1, 7):
        run = scalar_run(start, 1.0, step, steps, every=every, largest=math.inf)
        np.testing.assert_allclose(run.moved, moved[run.kept], rtol=1e-10)
    found = descend(DescentScenario(network=scalar(*start), steps=steps, step=step))
    assert isinstance(found, ScalarDescent)
    np.testing.assert_allclose(found.imbalance_change, moved[found.iterations], rtol=1e-10)


@pytest.mark.parametrize("widths", [(2, 4, 3), (3, 5, 4, 2), (3, 2, 3)], ids=str)
@pytest.mark.parametrize("step", [1e-10, 0.02])
def test_the_drift_of_a_matrix_run_is_summed(widths: tuple[int, ...], step: float) -> None:
    """A large step: the differences of the weights. A small one: step^2 of one step's gradients."""
    rng = np.random.default_rng(8)
    layers = draw_layers(rng, list(widths))
    objective = draw_objective("squared", rng, widths[0], widths[-1])
    steps = 30 if step > 1e-3 else 1
    run = matrix_run(objective, layers, step, steps, every=7, largest=math.inf)
    if steps == 1:
        slopes = network.gradients(layers, objective.gradient(network.product(layers)))
        moved = [a.T @ a - b @ b.T for a, b in pairwise(slopes)]
        wanted = step**2 * np.array([np.linalg.norm(change) for change in moved])
        np.testing.assert_allclose(run.moved[1], wanted, rtol=1e-12)
        return
    D = network.imbalances(run.weights)
    drift = np.stack([np.linalg.norm(d - d[0], axis=(1, 2)) for d in D], axis=1)
    np.testing.assert_allclose(run.moved, drift, rtol=1e-9, atol=1e-13)


def test_a_start_at_the_target_stays_there() -> None:
    """Its excess is the rounding of the target, at a step that would make it grow."""
    start = (0.7, 0.9, 1.1, 1.3)
    target = math.nextafter(math.prod(start), math.inf)
    found = descend(
        DescentScenario(network=scalar(*start, target=target), steps=500, step_fraction=3.0)
    )
    assert found.status == "Starts at a minimum: nothing moves."
    assert not found.excess.any()
    layers = [[[0.7, 0.2], [0.1, 0.9]], [[1.1, 0.3], [0.2, 1.3]]]
    centre = np.nextafter(np.array(layers[0]) @ np.array(layers[1]), math.inf)
    whole = scenario_from_json(
        {
            "model": "matrix",
            "weights": layers,
            "objective": {"kind": "squared", "target": centre.tolist()},
        }
    )
    assert isinstance(whole, MatrixScenario)
    found_matrix = descend(DescentScenario(network=whole, steps=500, step=2.0))
    assert found_matrix.status == "Starts at a minimum: nothing moves."


# ---- thinning, recipes --------------------------------------------------------------------------


@pytest.mark.parametrize("steps", [999, 1000, 1001, 2500, 4001, 12_345])
def test_long_runs_are_thinned_by_an_odd_number(steps: int) -> None:
    recipe = DescentScenario(network=scalar(1.2, 0.3), steps=steps, step_fraction=0.01)
    found = descend(recipe)
    assert found.every == stride(steps, MAX_KEPT)
    assert found.every % 2 == 1
    assert found.iterations[-1] == steps
    assert set(np.diff(found.iterations[:-1])) <= {found.every}
    assert len(found.iterations) <= MAX_KEPT + 2
    whole = scalar_run((1.2, 0.3), 1.0, found.step, steps, every=1, largest=math.inf)
    np.testing.assert_array_equal(found.excess, whole.excess[found.iterations])
    np.testing.assert_array_equal(found.weights[:, 0], whole.weights[0][found.iterations])


def test_large_matrix_networks_are_thinned_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """The flow beside them keeps as many numbers at every kept iterate."""
    scenario = matrix("squared", (4, 4))
    whole = descend(DescentScenario(network=scenario, steps=60, step=0.05))
    monkeypatch.setattr(descending, "MAX_KEPT_NUMBERS", 10 * scenario.kept_numbers)
    found = descend(DescentScenario(network=scenario, steps=60, step=0.05))
    assert (whole.every, found.every) == (1, 9)
    assert len(found.iterations) <= 10
    np.testing.assert_array_equal(found.excess, whole.excess[found.iterations])
    assert found.status == whole.status  # decided from every step


def test_a_recipe_is_hashable_and_goes_through_json() -> None:
    for scenario in (scalar(1.2, 0.3), matrix("regression", (4, 4))):
        recipe = DescentScenario(network=scenario, steps=10, step_fraction=0.5)
        again = DescentScenario(network=scenario, steps=10, step_fraction=0.5)
        assert hash(recipe) == hash(again)
        assert recipe == again
        entries = recipe.to_json()
        assert (entries["steps"], entries["step_fraction"]) == (10, 0.5)
        assert "step" not in entries


def test_work_is_bounded_before_it_starts() -> None:
    deep = scalar(*(1.0,) * 64)
    with pytest.raises(ScenarioError, match=r"^steps: give 6\.4·10⁷ steps x layers"):
        DescentScenario(network=deep, steps=1_000_000, step=0.1)
    with pytest.raises(ScenarioError, match=r"^steps: give .* multiplications"):
        DescentScenario(network=matrix("squared", (200, 200)), steps=1_000_000, step=0.1)
    with pytest.raises(ScenarioError, match=r"^step: .* beyond 10¹⁰⁰"):
        DescentScenario(network=scalar(1.0), steps=10, step=1e100)
    with pytest.raises(ScenarioError, match=r"^step_fraction: .* beyond 10¹⁰⁰"):
        descend(
            DescentScenario(network=scalar(1e-8, 1e-8, target=1e-16), steps=1, step_fraction=1e99)
        )


def test_a_known_limit_is_not_asked_for_again() -> None:
    """Half of a stable step of 0.01 that is given, whatever that of the network is."""
    known = Stability(sharpness=200.0, step=0.01)
    scenario = DescentScenario(network=scalar(1.2, 0.3), steps=3, step_fraction=0.5)
    found = descend(scenario, known=known)
    assert found.stability is known
    assert found.step == 0.005


def test_the_answer_as_json() -> None:
    """1/tau at the minimum that the flow reaches, and at the one that the run came to."""
    long = descend(DescentScenario(network=scalar(1.2, 0.3), steps=200, step=0.05)).to_json()
    assert long["stable_step"] == pytest.approx(1 / np.hypot(1.35, 2.0), rel=1e-12)
    assert long["sharpness"] == pytest.approx(2 * np.hypot(1.35, 2.0), rel=1e-12)
    assert long["step_fraction"] == pytest.approx(0.05 * np.hypot(1.35, 2.0), rel=1e-12)
    moved = np.abs(long["imbalance_drift"][-1]) * 1.44
    assert long["final_stable_step"] == pytest.approx(1 / np.hypot(1.35 - moved, 2.0), rel=1e-9)
    short = descend(DescentScenario(network=scalar(1.2, 0.3), steps=2, step=0.01)).to_json()
    assert short["final_stable_step"] is None
    assert (short["steps"], short["every"], short["iterations"]) == (2, 1, [0, 1, 2])
