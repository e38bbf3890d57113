"""Comparisons: every promise against the flow, the closed forms, and the recipes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from core import CompareScenario, CompareSolution, compare, compare_scenario_from_json
from core.integrate import budget
from core.matrix import preconditioner
from core.matrix.flow import trajectory
from core.regimes import compare as regimes
from tests.core.regimes.comparisons import (
    BALANCED,
    GENERAL,
    NEAR,
    NTK,
    SPECTRAL,
    aligned,
    compared,
    deep,
)

# ---- what is promised, and what happens ----------------------------------------------------------


@pytest.mark.parametrize("depth, n, m", [(2, 3, 3), (2, 2, 3), (3, 2, 2), (4, 2, 3), (5, 2, 2)])
def test_guarantees_hold_and_their_order_is_right(depth: int, n: int, m: int) -> None:
    """gamma alpha* <= gamma inf lambda_min(T) <= decay rate, and no proven promise is broken."""
    for regime in compared(**deep(depth, n, m)).regimes:
        assert regime.decay_rate is not None
        assert regime.infimum <= regime.decay_rate * (1 + 1e-4)
        if regime.rate is not None:
            assert regime.rate <= regime.infimum * (1 + 1e-7)
        for promise in regime.theories:
            if promise.guaranteed and promise.rate:
                assert promise.rate <= regime.decay_rate * (1 + 1e-4)


@pytest.mark.parametrize("depth", [2, 3, 5])
def test_the_decay_rate_is_the_best_promise(depth: int) -> None:
    """exp(-r t) with it is above the loss at all times, and with a little more it is not."""
    for regime in compared(**deep(depth)).regimes:
        excess, t = regime.solution.excess, regime.solution.times
        rate = regime.decay_rate
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


# ---- where the digits end ------------------------------------------------------------------------


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
    assert regime.decay_rate is not None
    assert regime.own.rate <= regime.decay_rate * (1 + 1e-6)
    assert regime.solution.excess[-1] < 1e-28 * regime.solution.excess[0]  # there was more to see
    assert regime.modes is not None
    # The same from the loss that the modes have by the theory.
    t = regime.solution.times
    seen = (regime.modes.loss >= 1e-24 * regime.modes.loss[0]) & (t > 1e-2)
    means = np.log(regime.modes.loss[0] / regime.modes.loss[seen]) / t[seen]
    assert regime.decay_rate <= means.min() * (1 + 1e-6)


def test_a_start_at_the_target_has_nothing_to_learn() -> None:
    """Its loss is not 0 but the rounding of the product."""
    regime = compared(**aligned(4, 4, 4, 1.0, 0.0)).regimes[0]
    assert 0.0 < regime.solution.excess[0] < 1e-28
    assert regime.decay_rate is None
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
    assert regime.decay_rate is not None
    assert regime.infimum <= regime.decay_rate


# ---- general -------------------------------------------------------------------------------------


def test_general_imbalance_has_a_rate_without_a_margin(near: CompareSolution) -> None:
    regime = near.regimes[3]
    assert regime.solution.margin.margin == 0.0
    assert regime.rate is not None
    assert regime.rate > 0.0
    assert regime.own is None
    assert regime.gain_reason == ""


def test_no_margin_and_no_definite_imbalance_have_no_bound_and_say_so() -> None:
    regime = compared(**deep(4)).regimes[3]
    assert regime.rate is None
    assert regime.to_json()["rate"] is None
    assert "The margin is 0" in regime.solution.promise
    assert "is indefinite" in regime.solution.promise


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

    for kind in ("thread_time", "monotonic"):
        monkeypatch.setattr(budget.time, kind, lambda: clock[0])
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


def test_a_memory_changes_no_answer_and_spares_the_networks_that_stay(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One start moves and all others stay: of them nothing is followed again."""
    followed: list[Any] = []
    solve_matrix = regimes.solve_matrix

    def counted(*given: Any, **options: Any) -> Any:
        followed.append(given)
        return solve_matrix(*given, **options)

    monkeypatch.setattr(regimes, "solve_matrix", counted)
    kept: dict[Any, Any] = {}

    def recall(question: Any, make: Any, lasting: Any) -> Any:
        if question not in kept:
            found = make()
            assert lasting(found)
            kept[question] = found
        return kept[question]

    drawn = {"seed": 1, "widths": [8], "singular_values": [0.05, 0.0375, 0.025]}
    # Its way comes to the end of time only if it is followed beyond the last time.
    even = {"name": "even", "kind": "lambda_balanced", "widths": [3], "imbalance": [1.0]}
    starts = [
        NTK | {"widths": [1000]},
        SPECTRAL | drawn,
        BALANCED | drawn | {"singular_values": [1.0, 0.75, 0.5]},
        SPECTRAL | drawn | even,
    ]

    def asked(*scales: float, distance: float = 0.15, **entries: Any) -> CompareScenario:
        last = GENERAL | {"scales": list(scales), "seed": 1}
        target = {"distance": distance, "seed": 2}
        return compare_scenario_from_json(
            {"target": target, "near": "balanced", "initializations": [*starts, last], **entries}
        )

    scenarios = {
        asked(2.0, 0.7): 5,
        asked(1.9, 0.7): 1,  # nor its times: it is neither the slowest nor the fastest
        asked(1.8, 0.7): 1,
        asked(1.9, 0.7, horizon=20.0): 5,  # a horizon that is chosen is one more look at the flow
        asked(1.9, 0.7, times=(0.0, 1.0)): 5,
        asked(40.0, 0.7): 5,  # the fastest says how close the first times are
        asked(1.9, 0.7, distance=0.2): 5,
    }
    for scenario, count in scenarios.items():
        followed.clear()
        found = compare(scenario, recall=recall)
        assert len(followed) == count
        assert found.to_json() == compare(scenario).to_json()


def test_what_was_stopped_is_not_worth_keeping() -> None:
    asked: list[bool] = []

    def recall(_question: Any, make: Any, lasting: Any) -> Any:
        found = make()
        asked.append(lasting(found))
        return found

    scenario = compare_scenario_from_json(NEAR)
    compare(scenario, recall=recall)
    assert asked == [True] * 8  # a horizon and a flow each
    asked.clear()
    with budget.time_limit(0.0):
        compare(scenario, recall=recall)
    assert asked == [False] * 8


def test_what_nobody_asks_for_is_not_worked_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each step of a drag is a comparison; of what is read off its flows little is looked at."""
    asked: list[str] = []

    def counted(module: Any, name: str) -> None:
        work = getattr(module, name)
        monkeypatch.setattr(module, name, lambda *given: (asked.append(name), work(*given))[1])

    for name in ("sums", "spectrum_of", "drift"):
        counted(preconditioner, name)
    counted(trajectory, "singular_values")
    found = compared(**deep(2)).regimes[0].solution
    # The theory of the spectral start is held against its singular values.
    assert asked.count("singular_values") <= 1
    assert not {"sums", "spectrum_of", "drift"} & set(asked)
    asked.clear()
    assert found.spectrum.shape == (len(found.times), 9)
    assert found.spectrum is found.spectrum
    assert found.preconditioner_drift[0] == 0.0
    assert asked == ["sums", "drift"]
