"""What is said of a matrix network's guarantee, one sentence an outcome."""

from __future__ import annotations

import numpy as np
import pytest

from core import MatrixScenario, ObjectiveRecipe, solve

EYE = np.eye(2)
RNG = np.random.default_rng


def draw(*shapes: tuple[int, int], size: float = 0.3) -> list[np.ndarray]:
    return [size * RNG(index).standard_normal(shape) for index, shape in enumerate(shapes)]


CASES = {
    "one layer": (draw((2, 2)), "exp(−2 t): with one layer T is the identity"),
    "two layers": ([EYE, 0.8 * EYE], "by the closed form of α* for two layers"),
    "homogeneous": ([EYE, 1.1 * EYE, 0.8 * EYE], "by the exact α* of homogeneous imbalance"),
    "balanced": ([0.9 * EYE] * 3, "by the exact α* of balanced weights"),
    "no margin": ([0.1 * EYE, -0.1 * EYE], "for two layers is 0. The margin is 0 and the imb"),
    "three layers": (draw((2, 2), (2, 2), (2, 2)), "The margin is 0. D2 is indefinite: its eig"),
    "narrow": (draw((2, 2), (2, 1), (1, 2)), "The margin is 0. D1 is indefinite: its eig"),
    "narrower than n": (draw((3, 2), (2, 2), (2, 1)), "The margin is 0. D1 is indefinite"),
    "narrower than m": (draw((1, 2), (2, 2), (2, 3)), "The margin is 0. D2 is indefinite"),
    "four layers": (draw(*[(2, 2)] * 4), "The margin is 0. D3 is indefinite: its eig"),
}


@pytest.mark.parametrize("layers, words", CASES.values(), ids=CASES.keys())
def test_the_sentence(layers: list[np.ndarray], words: str) -> None:
    rows, columns = layers[0].shape[0], layers[-1].shape[1]
    s = solve(
        MatrixScenario(
            weights=[layer.tolist() for layer in layers],
            objective=ObjectiveRecipe(kind="squared", target=np.eye(rows, columns).tolist()),
            times=(0.0, 0.1),
        )
    )
    assert words in s.promise
    assert s.promise.startswith("Guaranteed" if s.alpha > 0.0 else "Nothing is guaranteed")
    answer = s.to_json()
    assert answer["guarantee"] == s.promise
    if " is indefinite" in words:  # which one, and by how much, as numbers too
        lack = answer["shortfall"]
        assert f"D{lack['layer']} is {lack['kind']}: its eig" in s.promise
        assert lack["least"] < 0.0 < lack["most"]


def test_why_there_is_no_margin() -> None:
    """A minimiser that is not unique has none, and that is the reason."""
    s = solve(
        MatrixScenario(
            weights=[EYE.tolist(), (-EYE).tolist()],
            objective=ObjectiveRecipe(kind="regression", inputs=[[1.0, 0.0]], outputs=[[1.0, 2.0]]),
            times=(0.0, 0.1),
        )
    )
    assert s.promise.startswith("Nothing is guaranteed: the closed form of α* for two layers is 0.")
    assert s.promise.endswith(s.objective.reason)


@pytest.mark.parametrize("layers", [[0.1, 0.3, 0.7], [0.1, 0.1, 0.1, 0.1, 0.1]])
def test_a_start_at_its_target_to_rounding_is_at_the_minimum(layers: list[float]) -> None:
    """The product of the layers is rounded; what it misses is no way to go."""
    frames = [np.linalg.qr(RNG(i).standard_normal((2, 2)))[0] for i in range(len(layers) + 1)]
    weights = [(size * frames[i] @ frames[i + 1].T).tolist() for i, size in enumerate(layers)]
    target = (np.prod(layers) * frames[0] @ frames[-1].T).tolist()
    s = solve(
        MatrixScenario(
            weights=weights,
            objective=ObjectiveRecipe(kind="squared", target=target),
            times=(0.0, 1.0),
        )
    )
    assert s.status.startswith("Starts at a minimum")
    assert s.decay_rate is None
