"""The slowest moment and the decay rate do not hang on the times that are asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, reduce
from typing import Any

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from core import CompareSolution, compare, solve
from core.arrays import Array
from core.matrix.scenario import matrix_scenario_from_json
from core.matrix.slowest import coarse
from core.regimes.scenario import compare_scenario_from_json

#: 2 lambda_min(T) is 2.13 at the start, 1.40 at t = 0.45 and 3.96 in the end.
DIP = {
    "weights": [[[1.0, 0.2], [0.0, 1.0]], [[0.5, 0.0], [0.1, 0.8]]],
    "target": [[-1.0, 0.3], [0.0, 1.4]],
}
DEEP = {
    "weights": [[[1.0, 0.1], [0.0, 0.9]], [[0.8, 0.0], [0.3, 1.1]], [[-0.2, 0.4], [0.1, 0.7]]],
    "target": [[1.0, 0.0], [0.3, 0.6]],
}
#: A mode that crosses 0: lambda_min(T) is least there, 1 at t = 0.17.
CROSSING = {
    "weights": [[[1.5, 0.0], [0.0, 1.0]], [[-0.3, 0.0], [0.0, 1.0]]],
    "target": [[1.0, 0.0], [0.0, 1.0]],
}
STARTS: dict[str, dict[str, Any]] = {
    "two layers": DIP,
    "three layers": DEEP,
    "mode by mode": CROSSING,
}
WINDOWS: tuple[dict[str, Any], ...] = (
    {"times": [0, 1e-3]},
    {"times": [0, 0.1]},
    {"times": [0, 1]},
    {"times": [0.3, 40]},
    {"times": [0, 1e4]},
    {"horizon": 0.2},
    {"horizon": 30},
)


def asked(start: dict[str, Any], **window: Any) -> dict[str, Any]:
    objective = {"kind": "squared", "target": start["target"]}
    scenario = {"model": "matrix", "weights": start["weights"], "objective": objective, **window}
    return solve(matrix_scenario_from_json(scenario)).to_json()


@cache
def flow(name: str) -> Callable[[Array], list[Array]]:
    """The layers at any times up to 8, each of shape (T, 2, 2), by scipy."""
    target, start = (np.array(STARTS[name][part]) for part in ("target", "weights"))

    def speed(_time: float, state: Array) -> Array:
        layers = state.reshape(start.shape)
        rest = reduce(np.matmul, layers) - target
        moved = [left.T @ rest @ right.T for left, right in map(beside(layers), range(len(layers)))]
        return -np.ravel(moved)

    found = solve_ivp(
        speed, (0.0, 8.0), start.ravel(), "DOP853", rtol=1e-12, atol=1e-14, dense_output=True
    )
    return lambda t: list(np.moveaxis(found.sol(t).T.reshape(len(t), *start.shape), 1, 0))


def beside(layers: Sequence[Array]) -> Callable[[int], tuple[Array, Array]]:
    """The product of the layers before one, and of those after it."""
    return lambda one: (
        reduce(np.matmul, layers[:one], np.eye(2)),
        reduce(np.matmul, layers[one + 1 :], np.eye(2)),
    )


def least_eigenvalue(name: str, t: Array) -> Array:
    layers = flow(name)(t)
    kernel = np.zeros((len(t), 4, 4))
    for sides in map(beside(layers), range(len(layers))):
        left, right = (np.broadcast_to(side, (len(t), 2, 2)) for side in sides)
        grams = left @ left.mT, right.mT @ right
        kernel += np.einsum("tij,tkl->tikjl", *grams).reshape(-1, 4, 4)
    values: Array = np.linalg.eigvalsh(kernel)[:, 0]
    return values


def mean_rate(name: str, t: Array) -> Array:
    """-log(loss(t)/loss(0))/t."""
    rest = reduce(np.matmul, flow(name)(np.concatenate(([0.0], t)))) - STARTS[name]["target"]
    loss = np.sum(rest**2, axis=(1, 2))
    return -np.log(loss[1:] / loss[0]) / t


def least(values: Callable[[str, Array], Array], name: str, first: float, last: float) -> float:
    """On a grid, and on a finer one round its least point."""
    t = np.linspace(first, last, 2001)
    index = int(values(name, t).argmin())
    t = np.linspace(t[max(index - 1, 0)], t[min(index + 1, 2000)], 2001)
    return float(values(name, t).min())


@pytest.mark.parametrize("name", STARTS)
def test_the_infimum_is_that_of_the_path(name: str) -> None:
    """Few times, many, or a window that ends long before the slowest moment."""
    slowest = least(least_eigenvalue, name, 0.0, 8.0)
    for window in WINDOWS:
        answer = asked(STARTS[name], **window)
        assert answer["infimum"] == pytest.approx(answer["gamma"] * slowest, rel=1e-9), window


@pytest.mark.parametrize("name", STARTS)
@pytest.mark.parametrize("last", [0.1, 1.0, 4.0])
def test_the_decay_rate_is_that_of_the_window(name: str, last: float) -> None:
    """Whether two times are asked for or all between."""
    slowest = least(mean_rate, name, 1e-4 * last, last)
    for window in ({"times": [0, last]}, {"times": [last]}, {"horizon": last}):
        assert asked(STARTS[name], **window)["decay_rate"] == pytest.approx(slowest, rel=1e-8)


def test_the_times_asked_for_are_those_answered() -> None:
    times = [0.0, 0.5, 0.5, 3.0]
    answer = asked(DIP, times=times)
    assert answer["times"] == times
    for name in ("loss", "preconditioner_min", "singular_values", "envelope", "imbalance_drift"):
        assert len(answer[name]) == len(times), name
    assert all(len(values) == len(times) for values in answer["layer_singular_values"])
    assert answer["loss"][1] == answer["loss"][2]
    one = asked(DIP, times=[0.5])
    assert one["loss"][0] == pytest.approx(answer["loss"][1], rel=1e-12)


def test_beside_others_too() -> None:
    """`compare` says the same of a network as `solve`, of a window before its slowest moment."""
    scenario = {
        "target": DIP["target"],
        "initializations": [{"name": "it", "weights": DIP["weights"]}],
        "times": [0, 0.1],
    }
    solution: CompareSolution = compare(compare_scenario_from_json(scenario))
    (it,) = solution.to_json()["regimes"]
    alone = asked(DIP, times=[0, 0.1])
    assert it["infimum"] == pytest.approx(alone["infimum"], rel=1e-12)
    assert it["decay_rate"] == pytest.approx(alone["decay_rate"], rel=1e-12)


def test_times_are_added_where_they_are_far_apart() -> None:
    moments = np.arange(10.0)
    assert coarse(np.array([0.0, 9.0]), moments) == pytest.approx(np.arange(1.0, 9.0))
    assert coarse(np.linspace(0.0, 9.0, 100), moments).size == 0
    assert coarse(np.array([0.0, 0.5, 9.0]), moments[:2]).size == 0
