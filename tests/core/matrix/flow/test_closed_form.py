"""Two layers with D = lambda I in closed form: an exact witness of the flow, and the other way."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from core import Initialization
from core.arrays import Array
from core.matrix.flow.closed_form import ClosedForm, common_imbalance
from core.matrix.flow.two_layer import two_layer_flow
from core.objective.squared import Squared
from tests.core.matrix.flow.digits import exact

TIMES = np.array([0.0, 0.003, 0.1, 0.7, 2.0, 5.0])


def drawn(seed: int, n: int, m: int, imbalance: float) -> tuple[Array, Array, Array]:
    """Layers with D = lambda I, and a target."""
    random = np.random.default_rng(seed)
    recipe = Initialization(
        kind="lambda_balanced", n=n, m=m, widths=(min(n, m),), seed=seed,
        singular_values=tuple(random.uniform(0.05, 1.5, min(n, m)).tolist()),
        imbalance=(imbalance,),
    )  # fmt: skip
    return (*recipe.draw().weights, random.standard_normal((n, m)))


def products(first: Array, second: Array) -> tuple[Array, Array, Array]:
    """W, C_1 and C_2, which no rotation of the hidden units changes."""
    return first @ second, first @ first.mT, second.mT @ second


@pytest.mark.parametrize("seed", range(50))
def test_against_the_flow(seed: int) -> None:
    """To 1e-11 of the layers' squares, lambda from -100 to 100, any shape, D kept."""
    random = np.random.default_rng(1000 + seed)
    n, m = random.integers(1, 5, 2).tolist()
    imbalance = 0.1 * float(np.sinh(random.uniform(-1, 1) * np.arcsinh(1000)))
    first, second, target = drawn(seed, n, m, imbalance)
    assert common_imbalance((first, second)) == pytest.approx(imbalance, rel=1e-12)
    way = two_layer_flow(
        Squared(target), *products(first, second), TIMES, weights=(first, second), tolerance=1e-15
    )
    ours = ClosedForm(first, second, target, imbalance).layers(TIMES)
    size = abs(imbalance) + float(np.linalg.norm(target)) + 1.5
    for mine, theirs in zip(products(*ours), (way.product, way.left, way.right), strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=0.0, atol=1e-11 * size)
    D = ours[0].mT @ ours[0] - ours[1] @ ours[1].mT
    np.testing.assert_allclose(D - imbalance * np.eye(D.shape[-1]), 0.0, atol=1e-12 * size)


@pytest.mark.parametrize("seed, imbalance", [(1, 40.0), (2, -0.3)])
def test_against_sixty_digits(seed: int, imbalance: float) -> None:
    """The formula as it stands, in an arithmetic that can afford it; at t = 50, e^2000 in it."""
    first, second, target = drawn(seed, 3, 2, imbalance)
    witness = ClosedForm(first, second, target, imbalance)
    n = len(target)
    for t in (0.3, 50.0):
        square, _ = exact(first, second, target, imbalance, t)
        W, C1, C2 = products(*witness.layers(np.array([t])))
        size = abs(imbalance) + 3.0
        np.testing.assert_allclose(W[0], square[:n, n:], atol=3e-14 * size)
        np.testing.assert_allclose(C1[0], square[:n, :n], atol=3e-14 * size)
        np.testing.assert_allclose(C2[0], square[n:, n:], atol=3e-14 * size)


def test_one_hidden_unit_against_dop853() -> None:
    """h = 1: every pair of layers has D = lambda I, a column and a row however drawn."""
    random = np.random.default_rng(5)
    first, second, target = (random.standard_normal(shape) for shape in ((3, 1), (1, 4), (3, 4)))
    imbalance = common_imbalance((first, second))
    assert imbalance is not None

    def speed(_t: float, state: Array) -> Array:
        a, b = state[:3, None], state[None, 3:]
        E = a @ b - target
        return -np.concatenate([(E @ b.T).ravel(), (a.T @ E).ravel()])

    start = np.concatenate([first.ravel(), second.ravel()])
    found = solve_ivp(speed, (0.0, 5.0), start, "DOP853", TIMES, rtol=3e-14, atol=1e-14)
    a, b = found.y[:3].T, found.y[3:].T
    W, C1, C2 = products(*ClosedForm(first, second, target, imbalance).layers(TIMES))
    np.testing.assert_allclose(W, a[:, :, None] * b[:, None], atol=1e-11)
    np.testing.assert_allclose(C1, a[:, :, None] * a[:, None], atol=1e-11)
    np.testing.assert_allclose(C2, b[:, :, None] * b[:, None], atol=1e-11)


def test_d_that_is_no_multiple_of_the_identity() -> None:
    random = np.random.default_rng(0)
    assert (
        common_imbalance((random.standard_normal((3, 2)), random.standard_normal((2, 3)))) is None
    )


@pytest.mark.parametrize("n, m, imbalance", [(3, 3, 7.0), (3, 3, -7.0), (2, 4, 3.0), (2, 4, -3.0)])
def test_the_end_is_the_target(n: int, m: int, imbalance: float) -> None:
    """With C_1 = lambda/2 + sqrt(lambda^2/4 + Y Y^T), and the time to get there is no matter."""
    first, second, target = drawn(3, n, m, imbalance)
    W, C1, _ = products(*ClosedForm(first, second, target, imbalance).end())
    np.testing.assert_allclose(W, target, atol=1e-13 * abs(imbalance))
    values, vectors = np.linalg.eigh(target @ target.T)
    wanted = imbalance / 2 + np.sqrt(imbalance**2 / 4 + values)
    np.testing.assert_allclose(C1, (vectors * wanted) @ vectors.T, atol=1e-12)


def test_an_invariant_manifold_is_kept() -> None:
    """Balanced with det W(0) det Y < 0 stops at the saddle, whatever rounding would like."""
    first, second, _ = drawn(8, 3, 3, 0.0)
    sign = np.sign(np.linalg.det(first @ second))
    random = np.random.default_rng(1)
    left, right = (np.linalg.qr(random.standard_normal((3, 3)))[0] for _ in range(2))
    values = np.array([2.0, 1.5, -sign * np.linalg.det(left @ right) * 0.6])
    target = (left * values) @ right.T
    witness = ClosedForm(first, second, target, 0.0)
    ends = (*witness.layers(np.array([1e3])), *(layer[None] for layer in witness.end()))
    for W in (ends[0] @ ends[1], ends[2] @ ends[3]):
        assert 0.5 * np.sum((W[0] - target) ** 2) == pytest.approx(0.5 * 0.6**2, rel=1e-10)


def test_a_mode_without_a_target_dies_like_a_power() -> None:
    """Lambda = 0, Y = 0, one mode: dw/dt = -2 w^2, so 1/w grows evenly."""
    witness = ClosedForm(np.array([[0.5]]), np.array([[0.5]]), np.zeros((1, 1)), 0.0)
    t = np.array([0.0, 1.0, 1e6])
    W = products(*witness.layers(t))[0][:, 0, 0]
    np.testing.assert_allclose(W, 1.0 / (1.0 / 0.25 + 2.0 * t), rtol=1e-14)
