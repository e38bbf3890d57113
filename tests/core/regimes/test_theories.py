"""What earlier theories promise, put to the test: spectral and balanced starts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from core import CompareSolution
from core.regimes.compare import promised
from core.regimes.theories import Promise, promises, sigmoids
from tests.core.regimes.comparisons import (
    BALANCED,
    SPECTRAL,
    aligned,
    compared,
    deep,
)
from words import Message

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


def test_another_theory_draws_its_exponential_beside_the_same_modes(near: CompareSolution) -> None:
    """The modes of a start are one thing, whose promise is drawn another."""
    own = Promise("balanced", 0.5, True, Message("theory.balanced"))
    regime = replace(near.regimes[1], own=own)
    assert regime.modes is not None
    t = regime.solution.times
    wanted = regime.solution.excess[0] * np.exp(-0.5 * t)
    np.testing.assert_allclose(promised(regime), wanted, rtol=1e-12)
    assert promised(replace(regime, own=None)) is None


@pytest.mark.parametrize("sides, closed", [((-0.3, -0.3), True), ((-0.3, -0.4), False)])
def test_layers_of_either_sign_have_the_sigmoid_if_balanced(
    sides: tuple[float, float], closed: bool
) -> None:
    """s' = 2 s (1 - s) from 0.09, where both layers are -0.3."""
    start = {"name": "given", "weights": [[[side]] for side in sides]}
    regime = compared(target=[[1.0]], near=None, initializations=[start]).regimes[0]
    assert regime.modes is not None
    assert regime.modes.closed_form is closed
    if closed:
        t = regime.solution.times
        wanted = 1 / (1 + (1 / 0.09 - 1) * np.exp(-2 * t))
        np.testing.assert_allclose(regime.modes.theory[:, 0], wanted, rtol=1e-13)


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
    assert found.decay_rate is not None
    assert found.own.rate <= found.decay_rate


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


def test_why_the_balanced_theory_says_nothing_or_0() -> None:
    """Each reason is the true one: a bottleneck may be balanced, too."""
    column, eye = np.ones((2, 1)), np.eye(2)

    def said(*layers: np.ndarray, singular: bool = False) -> str:
        return promises(layers, None, 0.0, 2.0, singular=singular)[2].reason

    assert "narrower than both ends" in said(column, column.T)
    assert "the imbalances are not 0" in said(eye, 2 * eye)
    assert said(eye, eye) == "0: the target is too far away, the margin is 0."
    assert said(eye, eye, singular=True).startswith("0: a singular value of the target is 0")
    found = compared(target=[[1.0, 0.0], [0.0, 0.0]], near=None, initializations=[
        {"name": "at the target", "weights": [[[1.0, 0.0], [0.0, 0.0]]] * 2}
    ], horizon=1.0)  # fmt: skip
    assert "of the target is 0" in found.regimes[0].theories[2].reason
