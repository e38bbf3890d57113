"""Many two-layer flows at once, as deviations from the frozen kernel, against one at a time."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core import Initialization
from core.arrays import Array
from core.integrate.budget import time_limit
from core.matrix import preconditioner
from core.matrix.flow.two_layer import two_layer_flow
from core.objective.squared import Squared
from core.regimes import deviation
from core.regimes.deviation import TRAINED, deviations


def draw(n: int, m: int, width: int, exponent: float, seed: int) -> tuple[Array, Array]:
    recipe = Initialization(
        kind="gaussian", n=n, m=m, widths=(width,), exponent=exponent, seed=seed
    )
    first, second = recipe.draw().weights
    return first, second


def one_at_a_time(first: Array, second: Array, target: Array) -> tuple[float, float]:
    """Drift and error of one network by core's two-layer flow and by exact exponentials."""
    W, C1, C2 = first @ second, first @ first.T, second.T @ second
    least = float(np.linalg.eigvalsh(C1)[0] + np.linalg.eigvalsh(C2)[0])
    most = float(np.linalg.eigvalsh(C1)[-1] + np.linalg.eigvalsh(C2)[-1])
    times = np.concatenate(([0.0], np.geomspace(1e-3 / most, 1e3 / least, 3000)))
    flow = two_layer_flow(Squared(target), W, C1, C2, times, weights=(first, second))
    gap = np.linalg.norm(flow.distance, axis=(1, 2))
    end = int(np.argmax(gap <= TRAINED * gap[0]))
    assert end > 0
    drift = preconditioner.drift(*preconditioner.two_layer_grams(flow.left, flow.right))
    (a, U), (b, V) = np.linalg.eigh(C1), np.linalg.eigh(C2)
    start = U.T @ (W - target) @ V
    frozen = U @ (start * np.exp(-(a[:, None] + b) * flow.times[:, None, None])) @ V.T + target
    error = np.linalg.norm(flow.product - frozen, axis=(1, 2))[: end + 1].max() / gap[0]
    return float(drift[end]), float(error)


@given(
    st.integers(1, 4), st.integers(1, 4), st.sampled_from([8, 10, 31, 300, 10**4, 10**6]),
    st.sampled_from([0.0, 0.5, 0.75, 1.0, 1.4]), st.integers(0, 2**30),
)  # fmt: skip
def test_each_is_the_flow_of_its_own(n: int, m: int, width: int, a: float, seed: int) -> None:
    """A batch of three against core's two-layer flow, network by network."""
    random = np.random.default_rng(seed)
    target = random.standard_normal((n, m)) / np.sqrt(n * m)
    starts = [draw(n, m, width, a, seed + i) for i in range(3)]
    found = deviations(np.stack([s[0] for s in starts]), np.stack([s[1] for s in starts]), target)
    assert found.trained.all()
    for index, (first, second) in enumerate(starts):
        drift, error = one_at_a_time(first, second, target)
        # The reference subtracts: its own drift has the error of its steps, a part of T.
        assert found.drift[index] == pytest.approx(drift, rel=2e-5, abs=2e-11)
        assert found.error[index] == pytest.approx(error, rel=2e-3, abs=2e-11)


def test_a_number() -> None:
    """n = m = 1 from W = 0: c = C_1 = C_2 grows from 1 to sqrt(1 + s^2), by conservation."""
    first, second = np.array([[[1.0, 0.0]]]), np.array([[[0.0], [1.0]]])
    for s in (0.3, 1.0, 4.0):
        found = deviations(first, second, np.array([[s]]))
        assert found.drift[0] == pytest.approx(np.sqrt(1 + s * s) - 1, rel=2e-6)


@given(
    st.sampled_from([2, 10, 10**3, 10**6, 10**9]), st.floats(0.0, 1.5), st.integers(0, 2**30),
    st.floats(-3.0, 3.0),
)  # fmt: skip
def test_scalars_at_any_width(width: int, exponent: float, seed: int, target: float) -> None:
    """n = m = 1: C_1 - C_2 and C_1 C_2 - W^2 are conserved, so T^2 - 4 W^2 is.

    The drift of T from W(0) to W* then needs no subtraction of near numbers: 1e-9 has its digits.
    """
    first, second = draw(1, 1, width, exponent, seed)
    found = deviations(first[None], second[None], np.array([[target]]))
    assume(found.trained.all())
    W, T = (first @ second).item(), float(np.sum(first**2) + np.sum(second**2))
    assume(abs(W - target) > 1e-3 * (abs(W) + abs(target)))
    change = 4.0 * (target - W) * (target + W)
    drift = abs(change) / (T * (T + np.sqrt(T * T + change)))
    # W stops short of W* by 1e-7 of its way, which counts more where W^2 hardly changes.
    short = 4.0 * TRAINED * abs(W - target) * (abs(W) + abs(target)) / (T * T)
    assert found.drift[0] == pytest.approx(drift, rel=1e-6, abs=2.0 * short)


def test_at_the_target_nothing_moves() -> None:
    """Trained from the start, and so is a batch that holds such a network."""
    first, second = draw(2, 3, 9, 0.5, 4)
    found = deviations(first[None], second[None], first @ second)
    assert found.trained.all()
    assert (found.drift[0], found.error[0], found.steps) == (0.0, 0.0, 0)


def test_a_frozen_kernel_is_met_to_its_own_digits() -> None:
    """A deviation of 1e-9 has digits: it is c/h to 1e-4 over widths 1e8 and 1e9."""
    target = np.diag([1.0, 0.5])
    values = []
    for width in (10**8, 10**9):
        # The same draw at both widths: rows of an exact kernel, sqrt(h) I, and a product of size 1.
        root = np.sqrt(np.sqrt(width))
        first = root * np.hstack([np.eye(2), np.zeros((2, 2))])
        second = root * np.vstack([np.array([[0.3, -0.2], [0.1, 0.4]]) / root**2, np.eye(2)])
        found = deviations(first[None], second[None], target)
        values.append((found.drift[0] * width, found.error[0] * width))
    np.testing.assert_allclose(values[0], values[1], rtol=1e-4)
    assert min(values[0]) > 0.01


def test_the_order_in_a_batch_does_not_matter() -> None:
    target = np.diag([1.0, 0.5, 0.2])
    starts = [draw(3, 3, width, 0.75, seed) for seed in range(3) for width in (10, 10**5)]
    first, second = (np.stack([start[part] for start in starts]) for part in (0, 1))
    forward, back = deviations(first, second, target), deviations(first[::-1], second[::-1], target)
    np.testing.assert_allclose(forward.drift, back.drift[::-1], rtol=1e-12)
    np.testing.assert_allclose(forward.error, back.error[::-1], rtol=1e-12)


def test_work_is_bounded_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """No step without time; no step beyond the limit: what is there is what was reached."""
    first, second = draw(3, 3, 10, 0.5, 1)
    with time_limit(0.0):
        stopped = deviations(first[None], second[None], np.eye(3))
    assert (stopped.steps, stopped.trained.any(), stopped.drift[0]) == (0, False, 0.0)
    monkeypatch.setattr(deviation, "MAX_STEPS", 3)
    cut = deviations(first[None], second[None], np.eye(3))
    assert (cut.steps, cut.trained.any()) == (3, False)
    assert cut.drift[0] > 0.0
