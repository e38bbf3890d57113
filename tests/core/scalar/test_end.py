"""The end of a scalar flow, against the Hessian of the loss by hand."""

from __future__ import annotations

import numpy as np
import pytest

from core import ScalarScenario, solve
from core.arrays import Array


def hessian(weights: Array, target: float) -> Array:
    """Of (y - prod w)^2, entry by entry."""
    size = len(weights)

    def without(*layers: int) -> float:
        return float(np.prod(np.delete(weights, layers)))

    slope = np.array([without(layer) for layer in range(size)])
    gap = target - float(np.prod(weights))
    found = 2.0 * np.outer(slope, slope)
    for i in range(size):
        for j in range(size):
            if i != j:
                found[i, j] -= 2.0 * gap * without(i, j)
    return found


@pytest.mark.parametrize(
    "weights, target, index, escape",
    [
        ((0.8, -0.8), 1.0, 1, 2.0),
        ((0.0, 0.0), -3.0, 1, 6.0),
        ((0.5, -0.5, 2.0), 1.0, 1, 2.0 * np.sqrt(3.75)),  # sqrt(c) = sqrt(4 - 0.25) is left over
        ((0.5, -0.5, 0.5), 1.0, 0, 0.0),
    ],
)
def test_a_saddle(weights: tuple[float, ...], target: float, index: int, escape: float) -> None:
    end = solve(ScalarScenario(weights=weights, target=target)).end
    assert (end.kind, end.product, end.loss) == ("saddle", 0.0, target**2)
    assert (end.index, end.sharpness) == (index, None)
    assert end.escape_rate == pytest.approx(escape, rel=1e-14)
    values = np.linalg.eigvalsh(hessian(end.weights, target))
    assert (values < -1e-12).sum() == index
    assert max(-values[0], 0.0) == pytest.approx(escape, rel=1e-12, abs=1e-15)


@pytest.mark.parametrize("weights", [(1.2, 0.3), (1.5, 1.2), (1.0, -0.4, 0.8), (0.3,)])
def test_a_minimum(weights: tuple[float, ...]) -> None:
    end = solve(ScalarScenario(weights=weights, target=1.0)).end
    assert (end.kind, end.loss, end.index, end.escape_rate) == ("minimum", 0.0, None, None)
    assert np.prod(end.weights) == pytest.approx(1.0, rel=1e-14)
    largest = np.linalg.eigvalsh(hessian(end.weights, 1.0))[-1]
    assert end.sharpness == pytest.approx(largest, rel=1e-13)


def test_what_is_told_of_an_end() -> None:
    answer = solve(ScalarScenario(weights=(0.8, -0.8), target=1.0)).to_json()
    assert answer["end"] == {
        "kind": "saddle", "loss": 1.0, "weights": [0.0, 0.0], "product": 0.0,
        "index": 1, "escape_rate": 2.0, "sharpness": None,
    }  # fmt: skip
    assert answer["sharpness"] is None
