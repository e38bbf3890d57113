"""Comparisons: every promise against the flow, the closed forms, and the recipes."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from core import (
    CompareSolution,
    ScenarioError,
    compare,
    compare_scenario_from_json,
    regimes,
)
from core.flow import budget
from core.regimes import promised
from core.theories import Promise, sigmoids

Entries = dict[str, Any]
SINGULAR = {"singular_values": [1.0, 0.7, 0.4], "seed": 3}
NTK = {"name": "NTK", "kind": "gaussian", "n": 3, "m": 3, "widths": [10**6], "seed": 1}
SPECTRAL = {
    "name": "spectral", "kind": "spectral", "n": 3, "m": 3, "widths": [5],
    "singular_values": [0.02, 0.01, 0.03],
}  # fmt: skip
BALANCED = {
    "name": "balanced", "kind": "balanced", "n": 3, "m": 3, "widths": [4],
    "singular_values": [1.0, 0.8, 0.6], "seed": 5,
}  # fmt: skip
GENERAL = {
    "name": "general", "kind": "imbalance", "n": 3, "m": 3, "widths": [8], "scales": [2.0, 0.7],
    "seed": 2,
}  # fmt: skip
NEAR = {
    "target": {"distance": 0.15, "seed": 2}, "near": "balanced",
    "initializations": [NTK, SPECTRAL, BALANCED, GENERAL],
}  # fmt: skip


def compared(**entries: Any) -> CompareSolution:
    return compare(compare_scenario_from_json({**NEAR, **entries}))


@pytest.fixture(scope="module")
def near() -> CompareSolution:
    return compared()


def deep(depth: int, n: int = 3, m: int = 3) -> Entries:
    """All four at a depth, on a target near the balanced one."""
    widths, rank = [5] * (depth - 1), min(n, m)
    shape = {"n": n, "m": m, "widths": widths}
    modes = np.linspace(1.0, 0.6, rank).tolist()
    return {
        "target": {"distance": 0.1, "seed": 2}, "near": "balanced",
        "initializations": [
            NTK | shape | {"exponent": 0.8},
            SPECTRAL | shape | {"singular_values": [0.1 * mode for mode in modes]},
            BALANCED | shape | {"singular_values": modes},
            GENERAL | shape | {"scales": np.geomspace(1.3, 0.7, depth).tolist()},
        ],
    }  # fmt: skip


# ---- what is promised, and what happens ----------------------------------------------------------


@pytest.mark.parametrize("depth, n, m", [(2, 3, 3), (2, 2, 3), (3, 2, 2), (4, 2, 3), (5, 2, 2)])
def test_guarantees_hold_and_their_order_is_right(depth: int, n: int, m: int) -> None:
    """gamma alpha* <= gamma inf lambda_min(T) <= measured rate, and no proven promise is broken."""
    for regime in compared(**deep(depth, n, m)).regimes:
        assert regime.measured_rate is not None
        assert regime.infimum <= regime.measured_rate * (1 + 1e-4)
        if regime.rate is not None:
            assert regime.rate <= regime.infimum * (1 + 1e-7)
        for promise in regime.theories:
            if promise.guaranteed and promise.rate:
                assert promise.rate <= regime.measured_rate * (1 + 1e-4)


@pytest.mark.parametrize("depth", [2, 3, 5])
def test_the_measured_rate_is_the_best_promise(depth: int) -> None:
    """exp(-r t) with it is above the loss at all times, and with a little more it is not."""
    for regime in compared(**deep(depth)).regimes:
        excess, t = regime.solution.excess, regime.solution.times
        rate = regime.measured_rate
        assert rate is not None
        fallen = np.log(excess[0] / np.maximum(excess, 1e-300))
        assert (fallen >= rate * t * (1 - 1e-4) - 1e-6).all()
        slope = regime.solution.gradient_square[0] / excess[0]
        touches = np.min(fallen[1:] - 1.001 * rate * t[1:]) < 0.0
        assert touches or slope < 1.001 * rate


def test_each_start_has_the_theory_made_for_it(near: CompareSolution) -> None:
    owners = {r.name: r.own.theory if r.own else None for r in near.regimes}
    assert owners == {"NTK": "ntk", "spectral": "spectral", "balanced": "balanced", "general": None}
    general = near.regimes[3]
    assert general.to_json()["theory_rate"] is None
    assert general.own_reason == "No earlier theory makes a promise for a general imbalance."
    spoken = {r.name: [p.rate is not None for p in r.theories] for r in near.regimes}
    assert spoken == {
        "NTK": [True, False, False],
        "spectral": [True, True, True],  # balanced as well
        "balanced": [True, False, True],
        "general": [True, False, False],
    }
    for regime in near.regimes:
        for promise in regime.theories:
            assert promise.reason.endswith(".")
            assert (promise.rate is None) == promise.reason.startswith("No promise")


def test_the_kernel_s_rate(near: CompareSolution) -> None:
    """A wide network keeps it; the same width with exponent 1 does not."""
    wide = near.regimes[0]
    assert wide.own is not None
    assert wide.own.rate == pytest.approx(2.0 * wide.solution.preconditioner_min[0], rel=1e-12)
    assert wide.ratio(wide.own.rate) == pytest.approx(1.0, abs=0.02)
    rich = compared(initializations=[NTK | {"exponent": 1.0}, BALANCED]).regimes[0]
    assert rich.own is not None
    assert not rich.own.guaranteed
    moved = rich.solution.preconditioner_drift[-1], wide.solution.preconditioner_drift[-1]
    assert moved[0] > 0.1
    assert moved[1] < 1e-4


# ---- spectral ------------------------------------------------------------------------------------


def test_modes_are_the_sigmoids(near: CompareSolution) -> None:
    """Measured singular values of the matrix flow, to 1e-8 of the closed form, written out here."""
    regime = near.regimes[1]
    assert regime.modes is not None
    assert regime.modes.closed_form
    t = regime.solution.times[:, None]
    s = np.linalg.svd(near.target, compute_uv=False)
    start = np.array(SPECTRAL["singular_values"])
    grown = np.exp(2 * s * t)
    wanted = -np.sort(-s * grown / (grown - 1 + s / start), axis=1)
    np.testing.assert_allclose(regime.solution.singular_values, wanted, atol=1e-8, rtol=0)
    np.testing.assert_allclose(regime.modes.theory, wanted, atol=1e-12, rtol=0)
    assert regime.modes.deviation < 1e-8
    np.testing.assert_allclose(promised(regime), regime.solution.excess, rtol=1e-5, atol=1e-13)


@given(
    st.lists(st.floats(1e-6, 3.0), min_size=1, max_size=4), st.floats(0.05, 3.0),
    st.floats(0.1, 30.0),
)  # fmt: skip
def test_sigmoids_solve_their_equation(starts: list[float], target: float, end: float) -> None:
    start, s = np.array(starts), np.full(len(starts), target)
    times = np.linspace(0.0, end, 7)
    way = solve_ivp(
        lambda _t, x: 2 * x * (s - x), (0, end), start, t_eval=times, rtol=1e-10, atol=1e-14
    )
    np.testing.assert_allclose(sigmoids(start, s, times), way.y.T, rtol=1e-7, atol=1e-12)


def test_sigmoids_at_their_edges() -> None:
    """Start 0 stays, target 0 decays like 1/t, late times neither overflow nor miss the target."""
    t = np.array([0.0, 1.0, 1e6])
    with np.errstate(all="raise", under="ignore"):
        values = sigmoids(np.array([0.0, 0.5, 1e-9]), np.array([1.0, 0.0, 2.0]), t)
    np.testing.assert_allclose(values[:, 0], 0.0)
    np.testing.assert_allclose(values[:, 1], 0.5 / (1 + t), rtol=1e-14)
    np.testing.assert_allclose(values[[0, 2], 2], [1e-9, 2.0], rtol=1e-14)


def test_deeper_modes_follow_their_scalar_flow() -> None:
    regime = compared(**deep(4)).regimes[1]
    assert regime.modes is not None
    assert not regime.modes.closed_form
    assert regime.modes.deviation < 1e-6
    np.testing.assert_allclose(regime.modes.loss, regime.solution.excess, rtol=1e-4, atol=1e-12)


def test_spectral_rate_is_that_of_the_slowest_mode(near: CompareSolution) -> None:
    """Two layers: gamma times 2 s at the smaller of start and target, over the modes."""
    regime = near.regimes[1]
    assert regime.own is not None
    assert regime.own.rate == pytest.approx(2 * 2 * min(SPECTRAL["singular_values"]), rel=1e-9)
    assert regime.own.rate == pytest.approx(regime.infimum, rel=1e-6)
    stuck = [SPECTRAL | {"singular_values": [0.1, 0.1, 0.0]}, BALANCED]
    promise = compared(initializations=stuck).regimes[0].own
    assert promise is not None
    assert promise.rate == 0.0
    assert promise.reason.startswith("0: ")


# ---- where the digits end ------------------------------------------------------------------------


def aligned(rows: int, columns: int, depth: int, size: float, distance: float) -> Entries:
    """A spectral start of the size beside the balanced one that the target is near to."""
    shape = {"n": rows, "m": columns, "widths": [8] * (depth - 1), "seed": 1}
    modes = np.linspace(1.0, 0.5, min(rows, columns))
    return {
        "target": {"distance": distance, "seed": 2}, "near": "balanced",
        "initializations": [
            SPECTRAL | shape | {"singular_values": (size * modes).tolist()},
            BALANCED | shape | {"singular_values": modes.tolist()},
        ],
    }  # fmt: skip


@pytest.mark.parametrize(
    "rows, columns, depth, size", [(2, 3, 6, 1.0), (2, 4, 5, 0.9), (3, 2, 4, 0.9), (3, 3, 3, 0.9)]
)
def test_rounding_breaks_no_promise(rows: int, columns: int, depth: int, size: float) -> None:
    """What rounding puts beside the modes falls slower than they do, long after they are learnt."""
    entries = aligned(rows, columns, depth, size, 0.15)
    regime = compared(**entries, horizon=80.0).regimes[0]
    assert regime.own is not None
    assert regime.own.rate
    assert regime.own.guaranteed
    assert regime.measured_rate is not None
    assert regime.own.rate <= regime.measured_rate * (1 + 1e-6)
    assert regime.solution.excess[-1] < 1e-28 * regime.solution.excess[0]  # there was more to see
    assert regime.modes is not None
    # The same from the loss that the modes have by the theory.
    t = regime.solution.times
    seen = (regime.modes.loss >= 1e-24 * regime.modes.loss[0]) & (t > 1e-2)
    means = np.log(regime.modes.loss[0] / regime.modes.loss[seen]) / t[seen]
    assert regime.measured_rate <= means.min() * (1 + 1e-6)


def test_a_start_at_the_target_has_nothing_to_learn() -> None:
    """Its loss is not 0 but the rounding of the product."""
    regime = compared(**aligned(4, 4, 4, 1.0, 0.0)).regimes[0]
    assert 0.0 < regime.solution.excess[0] < 1e-28
    assert regime.measured_rate is None
    assert regime.own is not None
    assert regime.ratio(regime.own.rate) is None


def test_a_kernel_that_dips_early_is_seen() -> None:
    """The first samples are early enough for the fastest network, however slow another one is."""
    shape = {"n": 1, "m": 1, "widths": [4, 4, 4, 4], "seed": 77}
    scales = np.exp(-20.0 * np.linspace(0.5, -0.5, 5)).tolist()
    found = compared(
        target=[[-1.0]], near=None, horizon=10.0,
        initializations=[GENERAL | shape | {"exponent": 0.8, "scales": scales}],
    )  # fmt: skip
    regime = found.regimes[0]
    assert regime.measured_rate is not None
    assert regime.infimum <= regime.measured_rate


# ---- spectral modes that come from elsewhere -----------------------------------------------------


def diagonal(*modes: list[float], target: list[float]) -> Promise:
    """The spectral promise of layers that are diagonal: a list of weights for each mode."""
    layers = [np.diag(entries).tolist() for entries in np.array(modes).T]
    start = {"name": "d", "weights": layers}
    found = compared(target=np.diag(target).tolist(), near=None, initializations=[start])
    return next(each for each in found.regimes[0].theories if each.theory == "spectral")


@pytest.mark.parametrize(
    "start, target, depth", [(1.0, 0.4, 2), (1.5, 1.0, 2), (5.0, 0.3, 3), (2.0, 0.9, 5)]
)
def test_a_mode_from_above_is_slowest_at_its_target(
    start: float, target: float, depth: int
) -> None:
    """gamma L s*^(2 - 2/L): it never comes below its target."""
    rate = 2 * depth * target ** (2 - 2 / depth)
    made = diagonal([start ** (1 / depth)] * depth, target=[target])
    assert made.rate == pytest.approx(rate, rel=1e-12)
    found = compared(**aligned(3, 3, depth, 10.0, 0.1)).regimes[0]
    least = np.linalg.svd(found.solution.objective.centre, compute_uv=False)[-1]
    assert found.own is not None
    assert found.own.rate == pytest.approx(2 * depth * least ** (2 - 2 / depth), rel=1e-9)
    assert found.measured_rate is not None
    assert found.own.rate <= found.measured_rate


@given(
    st.lists(st.floats(0.05, 3.0), min_size=2, max_size=4), st.floats(0.05, 3.0),
    st.sampled_from([1.0, -1.0]),
)  # fmt: skip
def test_the_rate_of_a_mode_is_the_least_on_its_way(
    weights: list[float], target: float, sign: float
) -> None:
    """gamma min tau over the path itself, between the start and the target or through 0."""
    squares, values = np.array(weights) ** 2, np.array(weights)
    low, high = -squares.min(), 0.0

    def square(shift: float) -> float:
        return float(np.prod(squares + shift))

    goal = target**2 if sign > 0.0 and target < values.prod() else None
    if sign > 0.0 and goal is None:
        shift = 0.0
    elif sign < 0.0:
        shift = low
    else:
        assert goal is not None
        for _ in range(200):
            middle = 0.5 * (low + high)
            low, high = (middle, high) if square(middle) < goal else (low, middle)
        shift = high
    moved = squares + shift
    tau = sum(float(np.prod(np.delete(moved, layer))) for layer in range(moved.size))
    made = diagonal(weights, target=[sign * target])
    assert made.rate == pytest.approx(2 * tau, rel=1e-6, abs=1e-10)


@pytest.mark.parametrize(
    "weights, target, says",
    [
        ([0.0, 0.0], 1.0, "starts at 0"),
        ([1.0, 1.0 + 2.3e-16], -1.0, "wrong side"),
        ([-0.7, 0.7 * (1 + 2.3e-16)], 1.0, "wrong side"),
        ([0.8, 0.8 * (1 + 2.3e-16)], 0.0, "of the target is 0"),
        ([0.8, 0.8 * (1 + 2.3e-16)], 1e-17, "of the target is 0"),
        ([1e-6, 1e-6 + 1e-16], -1.0, "wrong side"),
    ],
)
def test_no_rate_and_why(weights: list[float], target: float, says: str) -> None:
    """Layers that tie but for rounding are no imbalance that keeps a mode moving."""
    made = diagonal(weights, [1.0, 1.0], target=[target, 0.5])
    assert made.rate == 0.0
    assert made.reason.startswith("0: ")
    assert says in made.reason


# ---- balanced ------------------------------------------------------------------------------------


@pytest.mark.parametrize("depth, n, m", [(2, 3, 3), (3, 3, 3), (5, 2, 2), (2, 2, 3), (4, 3, 2)])
def test_the_factor_over_the_earlier_rate(depth: int, n: int, m: int) -> None:
    """L where n = m and none otherwise, and the sentence says which."""
    regime = compared(**deep(depth, n, m)).regimes[2]
    margin = regime.solution.margin.margin
    assert margin > 0.0
    assert regime.own is not None
    assert regime.own.rate == pytest.approx(2 * margin ** (2 - 2 / depth), rel=1e-9)
    assert regime.gain == pytest.approx(depth if n == m else 1, rel=1e-9)
    assert regime.gain_reason.startswith("n = m" if n == m else "n ≠ m")


def test_no_factor_without_a_margin() -> None:
    regime = compared(target={"distance": 3.0}).regimes[2]
    assert regime.own is not None
    assert (regime.own.rate, regime.rate, regime.gain) == (0.0, 0.0, None)
    assert "margin is 0" in regime.own.reason
    assert "margin is 0" in regime.gain_reason


# ---- general -------------------------------------------------------------------------------------


def test_general_imbalance_has_a_rate_without_a_margin(near: CompareSolution) -> None:
    regime = near.regimes[3]
    assert regime.solution.margin.margin == 0.0
    assert regime.rate is not None
    assert regime.rate > 0.0
    assert regime.own is None
    assert regime.gain_reason == ""


def test_depth_four_has_no_bound_and_says_so() -> None:
    regime = compared(**deep(4)).regimes[3]
    assert regime.rate is None
    assert regime.to_json()["rate"] is None
    assert "no bound is known" in regime.solution.promise


def test_layers_that_are_given_find_their_theory() -> None:
    eye, plain = np.eye(2).tolist(), [[1.0, 0.5], [0.0, 0.3]]
    given_ = [
        {"name": "aligned", "weights": [[[0.1, 0.0], [0.0, 0.2]], eye]},
        {"name": "balanced", "weights": [plain, np.array(plain).T.tolist()]},
        {"name": "neither", "weights": [plain, eye]},
    ]
    # W_1 W_1^T = W_2^T W_2 is not balance: D = W_1^T W_1 - W_2 W_2^T.
    given_[1]["weights"][1] = np.linalg.cholesky(np.array(plain).T @ np.array(plain)).tolist()
    found = compared(target=[[1.0, 0.0], [0.0, 0.5]], near=None, initializations=given_)
    owners = [regime.own.theory if regime.own else None for regime in found.regimes]
    assert owners == ["spectral", "balanced", None]
    assert [regime.kind for regime in found.regimes] == ["weights"] * 3


# ---- the time axis -------------------------------------------------------------------------------


def test_the_horizon_tells_every_story(near: CompareSolution) -> None:
    """All have learnt at its end, and the fastest takes more than a handful of samples."""
    assert near.times[0] == 0.0
    for regime in near.regimes:
        excess = regime.solution.excess
        assert excess[-1] <= 1e-11 * excess[0]
        assert (excess > 0.3 * excess[0]).sum() > 8
    fast = near.regimes[0].solution
    assert ((fast.excess < 0.9 * fast.excess[0]) & (fast.excess > 1e-9 * fast.excess[0])).sum() > 8


def test_times_that_are_asked_for() -> None:
    """As asked, after the start."""
    assert compared(times=[0.0, 1.0]).times.tolist() == [0.0, 1.0]
    assert compared(times=[0.5, 1.0]).times.tolist() == [0.0, 0.5, 1.0]
    assert compared(horizon=3.0).times[-1] == 3.0


def test_the_time_for_an_answer_is_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Networks that take all they may leave the same to each of the others."""
    clock, given_ = [0.0], []

    def spent(function: Any) -> Any:
        def call(*args: Any, **options: Any) -> Any:
            given_.append(budget.remaining())
            found = function(*args, **options)
            clock[0] += given_[-1]
            return found

        return call

    monkeypatch.setattr(budget.time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(regimes, "solve_matrix", spent(regimes.solve_matrix))
    with budget.time_limit(8.0):
        compared(horizon=1.0)
    assert given_ == [2.0] * 4
    given_.clear()
    monkeypatch.setattr(regimes, "natural_horizon", spent(regimes.natural_horizon))
    with budget.time_limit(8.0):
        compared()
    assert len(given_) == 8
    assert min(given_) > 0.5


# ---- recipes -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "entries",
    [
        NEAR,
        NEAR | {"times": [0, 1, 2]},
        {"target": SINGULAR, "initializations": [SPECTRAL], "horizon": 2},
        {"target": [[1.0]], "initializations": [{"name": "a", "weights": [[[1, 2]], [[3], [4]]]}]},
    ],
    ids=["near", "times", "singular values", "weights"],
)  # fmt: skip
def test_json_both_ways(entries: Entries) -> None:
    made = compare_scenario_from_json(entries)
    again = compare_scenario_from_json(json.loads(json.dumps(made.to_json())))
    assert again == made
    assert hash(again) == hash(made)


def test_an_objective_says_the_same_as_a_target() -> None:
    plain = {"initializations": [BALANCED]}
    one = compare_scenario_from_json(plain | {"target": SINGULAR})
    two = compare_scenario_from_json(plain | {"objective": {"kind": "squared", "target": SINGULAR}})
    assert one == two


def test_the_target_is_near_the_start_that_is_named(near: CompareSolution) -> None:
    """And the same for all, whatever their order."""
    other = compared(initializations=[BALANCED, NTK])
    np.testing.assert_array_equal(other.target, near.target)
    start = near.regimes[2].solution
    distance = math.sqrt(2 * start.excess[0]) / np.linalg.norm(start.singular_values[0])
    assert distance == pytest.approx(0.15, rel=1e-9)


def test_a_given_target_has_a_basis_too(near: CompareSolution) -> None:
    """A spectral start on explicit rows is aligned with them."""
    found = compared(target=near.target.tolist(), near=None, initializations=[SPECTRAL])
    assert found.regimes[0].own is not None
    assert found.regimes[0].own.rate == pytest.approx(near.regimes[1].own.rate)  # type: ignore[union-attr]


BAD: dict[str, tuple[Entries, str]] = {
    "no initializations": ({"initializations": None}, "initializations"),
    "an empty list": ({"initializations": []}, "initializations"),
    "nine": ({"initializations": [BALANCED] * 9}, "initializations"),
    "a number": ({"initializations": 3}, "initializations"),
    "one is a number": ({"initializations": [BALANCED, 3]}, "initializations[1]"),
    "no name": ({"initializations": [{**BALANCED, "name": ""}]}, "initializations[0].name"),
    "name twice": ({"initializations": [BALANCED, BALANCED]}, "initializations[1].name"),
    "a name of two lines twice": (
        {"initializations": [BALANCED, NTK | {"name": "a\nb"}, SPECTRAL | {"name": "a\nb"}]},
        "initializations[2].name",
    ),
    "exponent": (
        {"initializations": [BALANCED, NTK | {"exponent": "x"}]}, "initializations[1].exponent: ",
    ),
    "a large exponent": (
        {"initializations": [BALANCED, NTK | {"exponent": 1e308}]}, "initializations[1].exponent: ",
    ),
    "kind": ({"initializations": [BALANCED, NTK | {"kind": "x"}]}, "initializations[1].kind"),
    "widths": (
        {"initializations": [BALANCED, NTK | {"widths": [0]}]}, "initializations[1].widths[0]",
    ),
    "another entry": (
        {"initializations": [BALANCED, NTK | {"width": 3}]}, "initializations[1].width",
    ),
    "another shape": ({"initializations": [BALANCED, NTK | {"n": 2}]}, "initializations[1]"),
    "weights": (
        {"initializations": [BALANCED, {"name": "w", "weights": [[[1, "a"]]]}]},
        "initializations[1].weights[0][0][1]",
    ),
    "weights and a kind": (
        {"initializations": [BALANCED, NTK | {"weights": [[[1]]]}]}, "initializations[1].weights.",
    ),
    "no target": ({"target": None}, "target"),
    "both": ({"objective": {"kind": "squared", "target": SINGULAR}}, "target"),
    "objective": ({"target": None, "objective": 3}, "objective"),
    "logistic": ({"target": None, "objective": {"kind": "logistic"}}, "objective.kind"),
    "target's entry": ({"target": [[1, 2, 3], [1, 2, None]]}, "target[1][2]"),
    "target's shape": ({"target": [[1.0]], "near": None}, "target"),
    "target's shape, spectral": (
        {"target": [[1.0]], "near": None, "initializations": [SPECTRAL]}, "target",
    ),
    "target's values": (
        {"target": {"singular_values": [1]}, "near": None}, "target.singular_values",
    ),
    "near nothing": ({"near": None}, "near"),
    "near a stranger": ({"near": "someone"}, "near"),
    "near a number": ({"near": 3}, "near"),
    "near a spectral start": ({"near": "spectral"}, "near"),
    "near without a distance": ({"target": SINGULAR}, "near"),
    "times": ({"times": [1, 0]}, "times[1]"),
    "horizon": ({"horizon": -1}, "horizon"),
    "both times": ({"times": [1], "horizon": 1}, "horizon"),
    "stranger": ({"initialisations": []}, "initialisations"),
    "model": ({"model": "matrix"}, "model"),
    "beyond double precision": (
        {
            "target": [[1.0]], "near": None,
            "initializations": [{"name": "w", "weights": [[[1e150]]] * 4}],
        },
        "initializations",
    ),
}  # fmt: skip


@pytest.mark.parametrize("change, field", BAD.values(), ids=BAD.keys())
def test_bad_input_names_its_place(change: Entries, field: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        compare(compare_scenario_from_json({**NEAR, **change}))
    assert str(caught.value).startswith(field), str(caught.value)
    assert str(caught.value).endswith(".")


@given(st.integers(0, 2**31), st.integers(1, 3), st.floats(0.02, 0.3))
def test_any_seed(seed: int, n: int, distance: float) -> None:
    """Guarantees hold for random starts on random targets."""
    entries = deep(2, n, n)
    entries["target"] = {"distance": distance, "seed": seed}
    for start in entries["initializations"]:
        start["seed"] = seed
    found = compared(**entries)
    for regime in found.regimes:
        assume(regime.solution.complete)
        assert regime.measured_rate is not None
        assert regime.rate is not None
        assert regime.rate <= regime.infimum * (1 + 1e-6)
        assert regime.infimum <= regime.measured_rate * (1 + 1e-3)
