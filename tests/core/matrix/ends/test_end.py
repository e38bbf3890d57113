"""Where flows end, and what is said of it, against Eckart and Young and closed forms."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from core import (
    MatrixScenario,
    compare,
    compare_scenario_from_json,
    network,
    scenario_from_json,
    solve,
)
from core.arrays import Array
from core.matrix.ends.end import Kind
from core.matrix.flow.trajectory import flow_of
from core.matrix.outcome import Outcome
from core.matrix.solution import MatrixSolution
from core.matrix.solve import solve_matrix
from core.scalar.flow.one_variable import scalar_flow
from core.scalar.network import from_weights
from tests.core.matrix.flow.invariant.test_manifold import balanced, orthogonal


def scenario(
    weights: Sequence[Array], target: object, times: Sequence[float] | None = None
) -> MatrixScenario:
    entries: dict[str, Any] = {
        "model": "matrix",
        "weights": [np.asarray(layer).tolist() for layer in weights],
        "objective": {"kind": "squared", "target": np.asarray(target).tolist()},
    }
    found = scenario_from_json(entries | ({"times": list(times)} if times else {}))
    assert isinstance(found, MatrixScenario)
    return found


def solved(*args: Any, by_modes: bool = True) -> MatrixSolution:
    recipe = scenario(*args)
    weights = recipe.start().weights
    objective = recipe.objective.make(network.product(weights))
    return solve_matrix(recipe, flow_of(objective, weights, by_modes=by_modes))


def test_the_wrong_determinant_ends_at_a_saddle() -> None:
    layer = np.diag([0.75, 0.25])
    found = solved([layer, layer], [[0.3, 0.4], [0.4, -0.3]])
    assert found.outcome is Outcome.SADDLE
    assert "Converges" not in found.status
    assert "saddle" in found.status
    end = found.end
    assert (end.kind, end.index, end.out_of_reach) == (Kind.SADDLE, 1, 0.0)
    assert end.loss == pytest.approx(0.125, rel=1e-12)
    assert end.escape_rate == pytest.approx(0.5, rel=1e-9)  # W = 0 in a mode of the target -0.5
    u = np.array([2.0, 1.0]) / np.sqrt(5.0)  # the other one is fitted
    np.testing.assert_allclose(end.product, 0.5 * np.outer(u, u), atol=1e-9)


def test_a_bottleneck_ends_at_the_minimum_of_its_network() -> None:
    found = solved([[[0.5], [0.2], [0.1]], [[0.3, 0.4, 0.2]]], np.diag([2.0, 1.0, 0.5]))
    assert found.outcome is Outcome.BEST
    assert found.end.kind is Kind.BEST
    assert found.end.loss == found.end.out_of_reach == pytest.approx(0.625, rel=1e-14)
    assert "minimum of this network" in found.status
    np.testing.assert_allclose(found.end.product, np.diag([2.0, 0.0, 0.0]), atol=1e-8)
    # The sharpest direction: both layers along the fitted mode, 2 * 2.
    assert found.end.sharpness == pytest.approx(4.0, rel=1e-3)


def test_a_small_mode_is_not_at_rest() -> None:
    layer = np.diag([1.0, 1e-8])
    found = solved([layer, layer], np.eye(2))
    assert found.outcome is Outcome.CONVERGES
    assert found.end.kind is Kind.MINIMUM
    assert 15.0 < found.times[-1] < 60.0


@pytest.mark.parametrize("depth", [2, 3])
def test_starts_at_rest(depth: int) -> None:
    at_zero = solved([np.zeros((2, 2))] * depth, np.eye(2))
    assert at_zero.outcome is Outcome.STATIONARY
    # Two layers: every direction of E = -I of both hidden units; more: none to second order.
    assert at_zero.end.index == (4 if depth == 2 else 0)
    assert at_zero.end.escape_rate == (1.0 if depth == 2 else 0.0)
    there = solved([np.eye(2)] * depth, np.eye(2))
    assert there.outcome is Outcome.AT_MINIMUM
    narrow = [np.array([[1.0], [0.0]]), np.array([[1.0, 0.0]])]
    best = solved(narrow, np.diag([1.0, 0.5]))
    assert best.outcome is Outcome.AT_BEST
    assert best.end.out_of_reach == pytest.approx(0.125)


def test_a_short_window_is_not_there_yet_and_knows_its_end() -> None:
    layer = np.diag([0.75, 0.25])
    found = solved([layer, layer], [[0.3, 0.4], [0.4, -0.3]], [0.1, 0.2])
    assert found.outcome is Outcome.UNDERWAY
    assert found.end.kind is Kind.SADDLE
    assert found.to_json()["end"]["loss"] == pytest.approx(0.125)


def test_a_low_loss_on_its_way_to_a_saddle_does_not_converge() -> None:
    """diag(1/2, 0) twice: the second mode, of excess 5e-9, never moves, and all else has gone."""
    layer = np.diag([0.5, 0.0])
    for times in ([5.0], [5.5]):
        found = solved([layer, layer], np.diag([1.0, 1e-4]), times)
        assert found.excess[-1] < 1e-7 * 0.28
        assert found.outcome is Outcome.UNDERWAY
        assert found.end.kind is Kind.SADDLE
    # Beside it, the theorem knows from the window alone that a flow converges.
    there = solved([np.eye(2), np.eye(2)], np.diag([1.1, 0.9]), [8.0])
    assert there.outcome is Outcome.CONVERGES


def test_three_balanced_layers_at_a_saddle_are_told_so() -> None:
    rng = np.random.default_rng(7)
    weights = balanced(rng, [0.9, 0.5], 3, 3)
    target = orthogonal(rng, 2) * np.array([1.5, 0.6]) @ orthogonal(rng, 2).T
    product = weights[0] @ weights[1] @ weights[2]
    if np.linalg.det(target) * np.linalg.det(product) > 0.0:
        target[0] *= -1.0
    found = solved(weights, target, [1.0, 1e3, 1e6])
    assert found.complete
    assert found.outcome is Outcome.SADDLE
    assert "condition number" not in found.status
    assert (found.end.index, found.end.escape_rate) == (0, 0.0)
    assert found.end.loss == pytest.approx(0.18, rel=1e-9)


@pytest.mark.parametrize("by_modes", [True, False])
@pytest.mark.parametrize(
    "modes, targets, loss",
    [
        (((0.5, 0.5), (0.0, 0.0)), (1.0, 0.7), 0.245),  # a mode at 0
        (((0.5, 0.5), (0.4, 0.4)), (1.0, -0.7), 0.245),  # tied, of the wrong sign
        (((0.5, 0.5), (0.4, -0.4)), (-1.0, 0.7), 0.745),  # both, and det W(0) det W* > 0
        (((0.5, 0.5, 0.9), (0.4, 0.4, 0.4)), (-1.0, 0.7), 0.5),  # tied in two layers of three
        (((0.5, 0.5, 0.5), (0.4, 0.4, -0.4)), (-1.0, 0.7), 0.745),
        (((0.5, 0.3), (0.4, 0.4)), (-1.0, -0.7), 0.245),  # one not tied crosses 0
    ],
)
def test_modes_end_where_scalar_networks_do(
    by_modes: bool,
    modes: tuple[tuple[float, ...], ...],
    targets: tuple[float, ...],
    loss: float,
) -> None:
    """In turned vectors, by the exact solver and by the one that knows nothing of modes."""
    rng = np.random.default_rng(len(modes[0]))
    bases = [orthogonal(rng, 2) for _ in range(len(modes[0]) + 1)]
    weights = [
        bases[layer] * np.array([mode[layer] for mode in modes]) @ bases[layer + 1].T
        for layer in range(len(modes[0]))
    ]
    target = bases[0] * np.array(targets) @ bases[-1].T
    times = np.concatenate([[0.0], np.geomspace(0.1, 1e4, 30)])
    found = solved(weights, target, times.tolist(), by_modes=by_modes)
    assert found.complete
    exact = np.zeros(times.size)
    for mode, aim in zip(modes, targets, strict=True):
        flow, _ = scalar_flow(from_weights(list(mode), aim), aim)
        exact += 0.5 * flow.at(0.5 * times).gap ** 2
    np.testing.assert_allclose(found.excess, exact, rtol=1e-7, atol=1e-15)
    assert found.end.kind is Kind.SADDLE
    assert found.end.loss == pytest.approx(loss, rel=1e-9)
    assert 0.5 * np.sum((found.end.product - target) ** 2) == pytest.approx(loss, rel=1e-9)
    np.testing.assert_allclose(network.product(found.end.layers), found.end.product, atol=1e-12)
    assert found.outcome is Outcome.SADDLE


@pytest.mark.parametrize("weights, target", [((0.5, 0.5), -1.0), ((0.7, -0.7, 0.7, 1.1), 0.6)])
def test_one_entry_agrees_with_the_scalar_page(weights: tuple[float, ...], target: float) -> None:
    """1/2 |y - w|^2 at time t is half of |y - w|^2 at t / 2."""
    times = [0.0, 1.0, 10.0, 100.0, 1e4]
    matrix = solved([[[w]] for w in weights], [[target]], times)
    scalar = solve(
        scenario_from_json(
            {
                "model": "scalar",
                "weights": list(weights),
                "target": target,
                "times": [0.5 * t for t in times],
            }
        )
    )
    np.testing.assert_allclose(matrix.loss, 0.5 * scalar.loss, rtol=1e-9)
    assert matrix.outcome is Outcome.SADDLE
    assert matrix.end.loss == pytest.approx(0.5 * target**2)


def test_a_target_that_lacks_a_rank_is_reached_like_a_power_of_time() -> None:
    """Two turned balanced layers: the mode of target 0 is 1/(1/s0 + 2t), the loss half its square.

    The other mode starts at its target.
    """
    rng = np.random.default_rng(5)
    U, R, V = (orthogonal(rng, 2) for _ in range(3))
    size = np.sqrt([1.0, 0.5])
    times = np.concatenate([[0.0], np.geomspace(1.0, 1e18, 20)])
    for by_modes in (True, False):
        found = solved(
            [U * size @ R.T, R * size @ V.T],
            U * np.array([1.0, 0.0]) @ V.T,
            times.tolist(),
            by_modes=by_modes,
        )
        exact = 0.5 / (2.0 + 2.0 * times) ** 2
        np.testing.assert_allclose(found.excess, exact, rtol=1e-6, atol=1e-30)  # 1 is rounded
        assert found.outcome is Outcome.DECAYS


def test_compare_stays_at_the_saddle() -> None:
    layer = [[0.75, 0.0], [0.0, 0.25]]
    found = compare(
        compare_scenario_from_json(
            {
                "model": "compare",
                "target": [[0.3, 0.4], [0.4, -0.3]],
                "initializations": [{"name": "a", "weights": [layer, layer]}],
                "times": [1.0, 30.0, 100.0, 1e5],
            }
        )
    )
    assert found.regimes[0].solution.outcome is Outcome.SADDLE
    assert found.regimes[0].solution.excess[-1] == pytest.approx(0.125, rel=1e-9)


@pytest.mark.parametrize(
    "sides", [(2, 2, 2), (2, 3, 2), (3, 4, 3), (3, 4, 5, 3), (2, 2, 2, 2, 2), (3, 3, 2)]
)
def test_balanced_layers_never_gain_a_rank(sides: tuple[int, ...]) -> None:
    """They fit the largest modes that their rank can: the rest stays (Eckart, Young)."""
    rng = np.random.default_rng(len(sides))
    rank = min(sides) - 1
    sizes = rng.uniform(0.5, 1.5, rank) ** (1.0 / (len(sides) - 1))
    bases = [orthogonal(rng, side)[:, :rank] for side in sides]
    weights = [(left * sizes) @ right.T for left, right in pairwise(bases)]
    target = rng.normal(size=(sides[0], sides[-1]))
    beyond = np.linalg.svd(target, compute_uv=False)[rank:]
    found = solved(weights, target, (0.0, 100.0, 1e4))
    assert found.outcome is Outcome.SADDLE
    assert found.end.kind is Kind.SADDLE
    assert found.end.loss == pytest.approx(0.5 * float(beyond @ beyond), rel=1e-9)
    if sides[0] == sides[-1]:
        assert found.final_rate == pytest.approx(0.0, abs=1e-9)


def test_a_square_is_not_negative() -> None:
    """Where only one mode is left, the terms of <E, T E> cancel: to 0, not to -7e-18."""
    layer = np.diag([0.75, 0.25])
    found = solved([layer, layer], [[0.3, 0.4], [0.4, -0.3]], (0.0, 50.0, 200.0))
    assert (found.gradient_square >= 0.0).all()
    assert found.gradient_square[-1] == pytest.approx(0.0, abs=1e-15)


def test_a_small_mode_is_no_lack_of_rank() -> None:
    """Layers diag(1, 1e-16), exactly balanced: s = 1e-32 grows like e^(2 t), as it is."""
    layer = np.diag([1.0, 1e-16])
    found = solved([layer, layer], [[1.0, 1e-3], [1e-3, 1.0]], (0.0, 1e3))
    assert found.outcome is Outcome.CONVERGES


def test_the_end_of_time_counts_for_the_slowest_moment() -> None:
    """Two tied layers of each mode: lambda_min(T) falls from 2 to its limit 2 * 0.25."""
    layer = np.eye(2)
    target = np.diag([0.5, 0.25])
    short = solved([layer, layer], target, (0.0, 0.1))
    assert short.final_rate == pytest.approx(2.0 * 0.5, rel=1e-9)
    answer = short.to_json()
    assert answer["infimum"] == pytest.approx(1.0, rel=1e-9)
    assert answer["tightness"] == pytest.approx(2.0 * short.alpha, rel=1e-9)
    assert short.infimum == pytest.approx(1.0, rel=1e-9)
    assert short.whole


@pytest.mark.parametrize("depth, n", [(3, 2), (4, 2), (4, 3), (5, 2), (5, 3)])
def test_a_power_law_is_known_to_its_end_from_a_short_window(depth: int, n: int) -> None:
    """The wrong determinant: all modes but the least are fitted, and that one dies slowly."""
    rng = np.random.default_rng(depth + n)
    bases = [orthogonal(rng, n) for _ in range(depth + 1)]
    sizes = np.diag(rng.uniform(0.4, 1.5, n) ** (1.0 / depth))
    weights = [left @ sizes @ right.T for left, right in pairwise(bases)]
    modes = np.sort(rng.uniform(0.4, 1.5, n))[::-1]
    left, right = orthogonal(rng, n), orthogonal(rng, n)
    wrong = np.linalg.det(network.product(weights)) * np.linalg.det(left @ right.T) > 0.0
    left[:, 0] *= -1.0 if wrong else 1.0
    end = solved(weights, (left * modes) @ right.T, (0.0, 1.0)).end
    assert end.kind is Kind.SADDLE
    assert end.loss == pytest.approx(0.5 * modes[-1] ** 2, rel=1e-9)


@pytest.mark.parametrize("sides, rank", [((3, 2, 3), 2), ((3, 2, 2, 3), 2), ((3, 2, 3), 1)])
def test_a_narrow_network_that_fits_its_target_is_at_the_minimum(
    sides: tuple[int, ...], rank: int
) -> None:
    """What no layer reaches of the distance is rounding and stays: no saddle."""
    rng = np.random.default_rng(2)
    weights = [rng.normal(size=shape) for shape in pairwise(sides)]
    U, V = orthogonal(rng, 3)[:, :rank], orthogonal(rng, 3)[:, :rank]
    found = solved(weights, (U * np.array([2.0, 1.0])[:rank]) @ V.T)
    assert found.outcome is Outcome.CONVERGES
    assert found.end.kind is Kind.MINIMUM
    assert found.end.loss == 0.0


def test_a_target_of_0_is_a_minimum() -> None:
    """Reached to 1e-13 where T is singular in the end: no saddle."""
    rng = np.random.default_rng(3)
    found = solved([rng.normal(size=(2, 2)) for _ in range(3)], np.zeros((2, 2)))
    assert found.end.kind is Kind.MINIMUM


@pytest.mark.parametrize("depth", [2, 3, 5])
@pytest.mark.parametrize("rank", [0, 1, 2])
def test_a_target_without_its_full_rank_is_the_end_of_balanced_layers(
    depth: int, rank: int
) -> None:
    """Reached like a power of time, by modes of the target or any others; the rate tends to 0."""
    rng = np.random.default_rng(depth)
    weights = balanced(rng, [1.1, 0.8, 0.5], depth, 3)
    target = (orthogonal(rng, 3) * np.array([1.0, 0.6, 0.0]) * (np.arange(3) < rank)) @ orthogonal(
        rng, 3
    ).T
    found = solved(weights, target, (0.0, 1.0))
    assert found.end.kind is Kind.MINIMUM
    assert found.end.loss == 0.0
    assert found.final_rate == pytest.approx(0.0, abs=1e-12)
    assert found.to_json()["infimum"] == pytest.approx(0.0, abs=1e-12)
    assert solved(weights, target).outcome is Outcome.DECAYS


@pytest.mark.parametrize(
    "weights", [(0.5, 0.5), (0.5, 0.5, 0.9), (0.5, 0.5, 0.5), (0.0, 0.5), (0.5, 0.7)]
)
def test_one_entry_with_the_target_0_agrees_with_the_scalar_page(
    weights: tuple[float, ...],
) -> None:
    matrix = solved([[[w]] for w in weights], [[0.0]])
    scalar = solve(
        scenario_from_json({"model": "scalar", "weights": list(weights), "target": 0.0})
    ).to_json()
    algebraically = scalar["outcome"] == "decays algebraically"
    assert (matrix.outcome is Outcome.DECAYS) == algebraically
    assert ("power of time" in matrix.status) == algebraically
    assert matrix.end.kind == scalar["end"]["kind"] == "minimum"
    assert matrix.end.loss == 0.0
    assert matrix.final_rate == pytest.approx(0.5 * scalar["final_rate"], rel=1e-9)


def test_a_flow_that_passes_near_a_saddle_is_not_told_to_end_there() -> None:
    """From 1e-30 the imbalance is 1e-60: it takes the mode of the wrong sign across, very late.

    Rounding holds the flow at the saddle before; nothing else does.
    """
    rng = np.random.default_rng(0)
    weights = [1e-30 * rng.normal(size=(2, 2)) for _ in range(2)]
    target = rng.normal(size=(2, 2))
    if np.linalg.det(target) * np.prod([np.linalg.det(1e30 * layer) for layer in weights]) > 0.0:
        target[0] *= -1.0
    found = solved(weights, target)
    assert found.end.kind is not Kind.SADDLE
    assert found.outcome is not Outcome.SADDLE
