"""solve() for matrix networks: what must hold of every answer."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.integrate import solve_ivp

from core import (
    MatrixScenario,
    MatrixSolution,
    ObjectiveRecipe,
    ScalarScenario,
    network,
    scenario_from_json,
    solve,
)
from core.guarantee.margin import sublevel_margin
from core.matrix import preconditioner
from core.matrix import solve as solving
from core.matrix.flow.layered import layered_flow

SQUARED = {"kind": "squared", "target": {"singular_values": [2.0, 1.0], "seed": 1}}
NEAR = {"kind": "squared", "target": {"distance": 0.3, "seed": 1}}


def drawn(objective: dict[str, Any], times: Any = None, **recipe: Any) -> MatrixSolution:
    start = {"kind": "gaussian", "n": 2, "m": 2, "widths": [3], "seed": 1} | recipe
    entries = {"model": "matrix", "initialization": start, "objective": objective, "times": times}
    solution = solve(scenario_from_json(entries))
    assert isinstance(solution, MatrixSolution)
    return solution


def explicit(weights: Any, target: Any, times: Any = None) -> MatrixSolution:
    objective = {"kind": "squared", "target": target}
    entries = {"model": "matrix", "weights": weights, "objective": objective, "times": times}
    solution = solve(scenario_from_json(entries))
    assert isinstance(solution, MatrixSolution)
    return solution


EXAMPLES = {
    "two layers": ({}, NEAR),
    "far": ({"seed": 5}, SQUARED),
    "wide": ({"widths": [500]}, NEAR),
    "lazy": ({"widths": [50], "exponent": 1.0}, SQUARED),
    "small": ({"scale": 1e-3}, SQUARED),
    "rectangular": ({"n": 3}, NEAR),
    "regression": ({}, NEAR | {"kind": "regression", "condition_number": 100, "noise": 0.3}),
    "logistic": ({"m": 1, "widths": [4, 3]}, {"kind": "logistic", "ridge": 0.05}),
    "rank-deficient": ({}, {"kind": "regression", "inputs": [[1, 2]], "outputs": [[1, 0]]}),
    "three layers": ({"widths": [4, 3]}, NEAR),
    "homogeneous": (
        {
            "kind": "homogeneous", "widths": [2] * 3,
            "singular_values": [1.5, 1], "imbalance": [1, -0.5, 0.2],
        },
        NEAR,
    ),
    "balanced": ({"kind": "balanced", "widths": [3, 4], "singular_values": [1, 0.9]}, NEAR),
    "spectral": ({"kind": "spectral", "widths": [3], "singular_values": [0.1, 0.2]}, SQUARED),
    "one layer": ({"widths": []}, NEAR),
    "deep": ({"widths": [3] * 4}, NEAR),
}  # fmt: skip
example = pytest.mark.parametrize("recipe, objective", EXAMPLES.values(), ids=EXAMPLES.keys())


@example
def test_what_holds_of_every_flow(recipe: dict[str, Any], objective: dict[str, Any]) -> None:
    """Envelopes in order above the excess, PL, conservation, alpha below lambda_min(T)."""
    s = drawn(objective, **recipe)
    assert s.complete
    excess, slack = s.excess, 1e-12 * s.excess[0]
    assert np.all(np.diff(excess) <= slack)
    assert np.all(excess <= s.progressive_envelope * (1 + 1e-7) + slack)
    assert np.all(s.progressive_envelope <= s.envelope * (1 + 1e-9) + slack)
    assert np.all(s.pl_bound <= s.gradient_square * (1 + 1e-7))
    assert np.all(s.alpha <= s.preconditioner_min * (1 + 1e-8) + 1e-12)
    assert np.all(s.margin.margin <= s.singular_values[:, -1] * (1 + 1e-8) + 1e-12)
    assert s.imbalance_drift.max() < 1e-8
    rounding = 1e-9 * s.preconditioner_max.max()
    assert_allclose(s.spectrum[:, 0], s.preconditioner_min, rtol=1e-9, atol=rounding)
    assert_allclose(s.spectrum[:, -1], s.preconditioner_max, rtol=1e-9)
    json.dumps(s.to_json(), allow_nan=False)


@example
def test_gradient_square_is_the_fall(recipe: dict[str, Any], objective: dict[str, Any]) -> None:
    """-d excess/dt by central differences of fourth order."""
    horizon = drawn(objective, **recipe).times[-1]
    middle = horizon * np.array([0.05, 0.15, 0.4])
    for t, step in zip(middle, 2e-3 * middle, strict=True):
        s = drawn(objective, (t + step * np.arange(-2, 3)).tolist(), **recipe)
        a, b, _, c, d = s.excess
        slope = (a - 8 * b + 8 * c - d) / (12 * step)
        assert -slope == pytest.approx(s.gradient_square[2], rel=1e-5)


@example
def test_a_horizon_of_its_own(recipe: dict[str, Any], objective: dict[str, Any]) -> None:
    """The excess has fallen by 1e-10, or stopped: twice the time changes nothing."""
    s = drawn(objective, **recipe)
    fallen = s.excess[-1] / s.excess[0]
    if fallen > 1e-10:
        later = drawn(objective, [2 * s.times[-1]], **recipe).excess[0]
        assert later == pytest.approx(s.excess[-1], rel=1e-3)
    # Nor is it all over at once.
    assert np.sum(s.excess > 1e-3 * s.excess[0]) >= 5


@example
def test_times_need_not_begin_at_zero(recipe: dict[str, Any], objective: dict[str, Any]) -> None:
    """Envelopes and drifts are those from t = 0 whichever times are asked for."""
    whole = drawn(objective, [0.0, 0.3, 0.7], **recipe)
    late = drawn(objective, [0.3, 0.7], **recipe)
    for name in (
        "envelope",
        "progressive_envelope",
        "prediction",
        "preconditioner_drift",
        "excess",
    ):
        assert_allclose(
            getattr(late, name), getattr(whole, name)[1:], rtol=1e-6, atol=1e-13, err_msg=name
        )
    assert whole.preconditioner_drift[0] == 0.0
    assert np.all(late.excess <= late.envelope * (1 + 1e-7) + 1e-12 * whole.excess[0])


@pytest.mark.parametrize(
    "name", ["two layers", "wide", "regression", "homogeneous", "small", "logistic"]
)
def test_the_progressive_envelope_solves_its_equation(name: str) -> None:
    """scipy on dl/dt = -gamma alpha(margin(l)) l."""
    recipe, objective = EXAMPLES[name]
    s = drawn(objective, **recipe)
    start = drawn(objective, [0.0], **recipe).excess[0]
    gamma, alpha = s.objective.gamma, s.guarantee.alpha

    def fall(_t: float, log: np.ndarray) -> list[float]:
        return [-gamma * alpha(float(sublevel_margin(s.objective, math.exp(log[0]))))]

    way = solve_ivp(
        fall, (0, s.times[-1]), [math.log(start)], "LSODA", s.times, rtol=1e-10, atol=1e-10
    )
    assert_allclose(np.log(s.progressive_envelope), way.y[0], rtol=1e-7, atol=1e-6)


def test_the_corner_of_the_margin_may_lie_deep() -> None:
    """sigma_min(W*) = 1e-15 of W*: no loss below e^-60 yet, and the envelope still above."""
    layers = [np.eye(2).tolist(), (1e-3 * np.eye(2)).tolist()]
    s = explicit(layers, np.diag([1e3, 1e-12]).tolist(), [1e-3, 100.0])
    flat = s.objective.gamma * s.guarantee.alpha(0.0)
    start = s.envelope[0] * math.exp(flat * 1e-3)
    corner = math.log(start / (0.5 * 1e-24))
    assert corner > 60
    early = flat * s.times < corner
    assert_allclose(
        s.progressive_envelope[early], start * np.exp(-flat * s.times[early]), rtol=1e-9
    )
    assert np.all(s.excess <= s.progressive_envelope * (1 + 1e-7))


def test_any_width() -> None:
    """10^9 wide: T stands still to h^-1, and its rate is the loss's."""
    s = drawn(NEAR, widths=[10**9])
    assert s.width == 10**9
    assert 0 < s.preconditioner_drift.max() < 1e-7
    assert_allclose(s.excess, s.prediction, rtol=1e-2, atol=1e-9 * s.excess[0])


@pytest.mark.parametrize(
    "weights, y", [([1.2, 0.3], 1.0), ([0.4, -0.9, 1.1], -0.7), ([0.8] * 5, 1.5)]
)
def test_one_by_one_networks_are_scalar_ones(weights: list[float], y: float) -> None:
    """f = 1/2 |y - w|^2: half the loss of the scalar model, and twice its time."""
    times = np.linspace(0, 3, 7)
    s = explicit([[[w]] for w in weights], [[y]], times.tolist())
    scalar = solve(
        ScalarScenario(weights=tuple(weights), target=y, times=tuple((times / 2).tolist()))
    )
    assert_allclose(s.excess, scalar.loss / 2, rtol=1e-8)
    assert_allclose(s.preconditioner_min, scalar.preconditioner, rtol=1e-8)
    assert s.alpha == pytest.approx(scalar.alpha_star, rel=1e-10, abs=1e-12)
    assert s.margin.margin == pytest.approx(scalar.margin, rel=1e-12, abs=1e-12)
    assert_allclose(s.envelope, scalar.envelope / 2, rtol=1e-9)
    assert_allclose(s.progressive_envelope, scalar.progressive_envelope / 2, rtol=1e-7)


def test_wide_explicit_weights_flow_as_all_their_layers() -> None:
    """The reduction to n + m changes nothing."""
    random = np.random.default_rng(3)
    layers = [random.standard_normal((2, 40)) / 6, random.standard_normal((40, 3)) / 6]
    times = np.linspace(0, 3, 9)
    s = explicit(
        [layer.tolist() for layer in layers],
        random.standard_normal((2, 3)).tolist(),
        times.tolist(),
    )
    way = layered_flow(s.objective, layers, times)
    assert_allclose(s.excess, way.excess, rtol=1e-7)
    assert_allclose(s.singular_values, np.linalg.svd(way.product, compute_uv=False), rtol=1e-8)
    assert s.width == 40


@pytest.mark.parametrize("name", EXAMPLES)
def test_conventions_of_alpha(name: str) -> None:
    """Exact: alpha* and the published bound or itself; a bound: that alone; none: neither."""
    answer = drawn(EXAMPLES[name][1], **EXAMPLES[name][0]).to_json()
    star, bound, source = (answer[k] for k in ("alpha_star", "alpha_lower_bound", "alpha_source"))
    if source == "two-layer":
        assert star == bound
    elif source in ("homogeneous", "balanced"):
        assert bound <= star * (1 + 1e-12)
    else:
        assert star is None
        assert (bound is None) == (source == "none")


@pytest.mark.parametrize("depth", [1, 2, 3, 4])
def test_special_starts(depth: int) -> None:
    """At a minimum; at zero; both never move, and every figure is a number."""
    eye = np.eye(2).tolist()
    s = explicit([eye] * depth, eye)
    assert not s.excess.any()
    assert not s.envelope.any()
    assert "minimum" in s.status
    if depth > 1:
        still = explicit([np.zeros((2, 2)).tolist()] * depth, eye)
        assert np.all(still.excess == 1.0)
        assert np.all(still.envelope == 1.0)
        assert "saddle" in still.status
    for horizon in (1e-100, 1e100):
        entries = scenario_from_json({
            "model": "matrix", "weights": [eye] * depth, "horizon": horizon,
            "objective": {"kind": "squared", "target": [[2, 0], [0, 3]]},
        })  # fmt: skip
        answer = solve(entries).to_json()
        assert answer["times"][-1] == horizon
        json.dumps(answer, allow_nan=False)


def test_small_weights_still_show_their_flow() -> None:
    """A plateau is no saddle: the horizon reaches beyond it, and the status says so."""
    s = drawn(SQUARED, widths=[4, 4], scale=3e-4)
    assert s.excess[-1] < 1e-10 * s.excess[0]
    assert s.status.startswith("Converges")


@pytest.mark.parametrize("start, target", [(1e-8, 1e5), (1e-6, 1.0), (1e-3, 1e-3)])
def test_two_layers_that_grow_by_orders_keep_their_imbalance(start: float, target: float) -> None:
    """Also where W is so small that W* + (W - W*) would be rounding."""
    rng = np.random.default_rng(0)
    layers = [rng.standard_normal(shape) * start for shape in ((3, 8), (8, 3))]
    weights, goal = [layer.tolist() for layer in layers], np.diag([target, target / 2, target / 4])
    s = explicit(weights, goal.tolist())
    assert s.complete
    assert s.imbalance_drift.max() < 1e-8
    first = explicit(weights, goal.tolist(), times=[0.0]).singular_values[0]
    assert_allclose(first, np.linalg.svd(layers[0] @ layers[1], compute_uv=False), rtol=1e-9)


@example
def test_singular_values_of_the_layers(recipe: dict[str, Any], objective: dict[str, Any]) -> None:
    """Against the layers themselves, whichever solver was used."""
    times = [0.0, 0.3, 1.0]
    s = drawn(objective, times, **recipe)
    way = layered_flow(s.objective, s.scenario.start().weights, np.array(times))
    for found, layer in zip(s.layer_singular_values, way.layers, strict=True):
        true = np.linalg.svd(layer, compute_uv=False)
        # Two wide layers are followed in a frame of n + m, and have no others but zeros.
        assert_allclose(found, true[:, : found.shape[1]], atol=1e-8 * true.max())
        assert found.shape[1] == true.shape[1] or np.all(true[:, found.shape[1] :] < 1e-12)


@pytest.mark.parametrize("widths", [[3], [2], [4, 3], [2, 5, 3]])
@pytest.mark.parametrize("n, m", [(2, 2), (2, 4), (3, 2)])
def test_spectral_starts_are_solved_mode_by_mode(widths: list[int], n: int, m: int) -> None:
    """And agree with the flow that knows nothing of modes."""
    recipe = {"kind": "spectral", "n": n, "m": m, "widths": widths, "singular_values": [0.6, 0.3]}
    times = np.linspace(0.0, 3.0, 7)
    s = drawn(SQUARED, times.tolist(), **recipe)
    assert s.steps == 0
    way = layered_flow(s.objective, s.scenario.start().weights, times)
    assert_allclose(s.excess, way.excess, rtol=1e-8)
    assert_allclose(
        s.singular_values, np.linalg.svd(way.product, compute_uv=False), rtol=1e-7, atol=1e-10
    )
    assert_allclose(s.spectrum, preconditioner.spectrum(way.layers), rtol=1e-7, atol=1e-9)
    P, Q = preconditioner.grams(way.layers)
    assert_allclose(s.preconditioner_drift, preconditioner.drift(P, Q), rtol=1e-6, atol=1e-9)
    square = sum(
        (gradient**2).sum((1, 2)) for gradient in network.gradients(way.layers, way.gradient)
    )
    assert_allclose(s.gradient_square, square, rtol=1e-7)


def test_shapes() -> None:
    """A row a time, the first of which is the first that was asked for, not t = 0."""
    s = solve(
        MatrixScenario(
            weights=[[[0.5, 0.1], [0.0, 0.4]], [[0.3, 0.0], [0.2, 0.6]]],
            objective=ObjectiveRecipe(kind="squared", target=[[1.0, 0.0], [0.0, 1.0]]),
            times=(0.5, 1.0, 1.5),
        )
    )
    names = [
        "times", "excess", "loss", "gradient_square", "pl_bound", "preconditioner_min",
        "preconditioner_max", "spectrum", "singular_values", "preconditioner_drift",
        "imbalance_drift", "envelope", "progressive_envelope", "prediction",
    ]  # fmt: skip
    assert {name: len(getattr(s, name)) for name in names} == dict.fromkeys(names, 3)
    assert_allclose(s.preconditioner_min, s.spectrum.min(axis=1), rtol=1e-12)
    assert_allclose(s.preconditioner_max, s.spectrum.max(axis=1), rtol=1e-12)


@pytest.mark.parametrize("most", [0, 2**20])
@pytest.mark.parametrize("widths", [[7], [4, 4]])
def test_closer_looks_may_be_taken_later(
    monkeypatch: pytest.MonkeyPatch, widths: list[int], most: int
) -> None:
    """The same numbers, whether the flow's steps are few enough to be kept for them or not."""
    monkeypatch.setattr(solving, "_MOST_KEPT", most)
    recipe = {"kind": "imbalance", "n": 3, "m": 3, "widths": widths, "seed": 4}
    scenario = scenario_from_json(
        {
            "model": "matrix",
            "objective": {"kind": "squared", "target": {"distance": 0.7, "seed": 1}},
            "initialization": recipe | {"scales": [0.8, 0.3, 0.9][: len(widths) + 1]},
        }
    )
    assert isinstance(scenario, MatrixScenario)
    at_once = solving.solve_matrix(scenario)
    looks: list[float] = []
    closely = solving.slowest.closely
    monkeypatch.setattr(
        solving.slowest, "closely", lambda *given: (looks.append(0.0), closely(*given))[1]
    )
    later = solving.solve_matrix(scenario, later=True)
    assert len(looks) == (0 if most else 1)
    assert (
        later.infimum == at_once.infimum < at_once.objective.gamma * at_once.preconditioner_min[0]
    )
    assert later.tightness == at_once.tightness
    assert later.times_to == at_once.times_to
    told, before = ([mode.to_json() for mode in s.escape_times] for s in (later, at_once))
    assert told == before
    assert len(looks) == 1
