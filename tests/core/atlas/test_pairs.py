"""Two random layers answered together, and matrix networks that are not."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from core import evaluate
from core.arrays import Array
from core.atlas import End
from core.atlas.pairs import Pairs, follow, losses, rates_of
from core.atlas.parts.single import answers
from core.atlas.quantities import OF_STARTS
from tests.core.atlas.test_evaluate import axis, check, ensemble, grid

RATES = sorted(OF_STARTS)
WHOLE = [*RATES, "infimum", "tightness", "time_to_loss", "end", "final_loss"]


def gaussian(n: int, m: int, width: int, target: Any, **entries: Any) -> dict[str, Any]:
    return {
        "model": "matrix",
        "initialization": {"kind": "gaussian", "n": n, "m": m, "widths": [width], **entries},
        "objective": {"kind": "squared", "target": target},
    }


SHAPES = [
    (2, 2, 10**6, {"singular_values": [2.0, 1.0]}),
    (3, 2, 4, {"distance": 0.5, "seed": 3}),
    (1, 1, 1, [[2.0]]),
    (2, 3, 2, {"singular_values": [1.0, 0.0]}),
]


@pytest.mark.parametrize("n, m, width, target", SHAPES, ids=str)
def test_rates_are_those_of_the_single_solver(n: int, m: int, width: int, target: Any) -> None:
    check(ensemble(gaussian(n, m, width, target), RATES), 10)


@pytest.mark.parametrize("n, m, width, target", SHAPES[:2], ids=str)
def test_flows_are_those_of_the_single_solver(n: int, m: int, width: int, target: Any) -> None:
    check(ensemble(gaussian(n, m, width, target), WHOLE), 8)


def scalar_pairs(count: int, target: float) -> tuple[Pairs, Array]:
    """Pairs of numbers, and the smaller of their squares' sums over the way: known exactly."""
    a, b = np.random.default_rng(0).standard_normal((2, count))
    pairs = Pairs(a[:, None, None], b[:, None, None], np.full((count, 1, 1), target))
    d, w = a * a - b * b, a * b
    # tau^2 = d^2 + 4 w^2, and w runs from w(0) to the target.
    least = np.where(w * target < 0.0, 0.0, np.minimum(np.abs(w), abs(target)))
    return pairs, np.sqrt(d * d + 4.0 * least * least)


def test_the_slowest_moment_of_two_numbers_is_known() -> None:
    pairs, expected = scalar_pairs(60, 0.7)
    found = follow(pairs, None)
    assert found.known.mean() > 0.9  # the others pass a saddle closely
    assert found.slowest[found.known] == pytest.approx(expected[found.known], rel=1e-9)


def test_times_and_losses_are_of_one_flow() -> None:
    pairs, _ = scalar_pairs(20, 1.5)
    found = follow(pairs, 1e-6)
    for row in np.flatnonzero(found.known & (found.time > 0.0)).tolist():
        one = Pairs(*(part[row : row + 1] for part in (pairs.first, pairs.second, pairs.target)))
        loss, known = losses(one, np.array([0.0, found.time[row]]))
        assert known.all()
        assert loss[0] == pytest.approx([0.5 * (1.5 - pairs.product[row, 0, 0]) ** 2, 1e-6])


def test_a_pair_does_not_depend_on_the_others() -> None:
    pairs, _ = scalar_pairs(20, 1.5)
    some = Pairs(pairs.first[5:9], pairs.second[5:9], pairs.target[5:9])
    assert np.array_equal(rates_of(some).alpha_star, rates_of(pairs).alpha_star[5:9])
    # Not to the last bit: older BLAS kernels add up by where a row lies in memory.
    alone, among = follow(some, 1e-6), follow(pairs, 1e-6)
    assert alone.time == pytest.approx(among.time[5:9], rel=1e-13, nan_ok=True)
    assert alone.slowest == pytest.approx(among.slowest[5:9], rel=1e-13, nan_ok=True)


def test_what_is_not_followed_together_is_answered_alone() -> None:
    """A network too narrow for its target, one of three layers, another loss, a given start."""
    narrow = gaussian(2, 2, 1, {"singular_values": [2.0, 1.0]})
    found = check(ensemble(narrow, ["alpha_star", "end", "final_loss"]), 1, tolerance=1e-6)
    assert found["end"].tolist() == [End.OUT_OF_REACH]
    deep = gaussian(2, 2, 3, {"singular_values": [2.0, 1.0]})
    deep["initialization"]["widths"] = [3, 3]
    found = check(ensemble(deep, RATES), 2)
    assert np.isnan(found["alpha_star"]).all()  # a bound is all there is
    whole = ensemble(deep, [*RATES, "infimum"])
    without, followed = (answers(whole.scenario(4), of, 8.0) for of in (RATES, whole.quantities))
    del followed["infimum"]
    assert without == pytest.approx(followed, nan_ok=True)
    logistic = {**narrow, "objective": {"kind": "logistic", "ridge": 0.1}}
    logistic["initialization"] = {**narrow["initialization"], "m": 1}
    check(ensemble(logistic, ["alpha_star", "margin"]), 2)
    given = {**narrow, "weights": [[[1.0], [2.0]], [[1.0, 0.5]]]}
    del given["initialization"]
    check(grid(given, [axis("scale", 0.5, 2, 3)], ["alpha_star", "margin"]), 2)


def test_a_plane_of_width_and_exponent() -> None:
    base = gaussian(2, 2, 5, {"singular_values": [2.0, 1.0]})
    axes = [axis("width", 1, 1e6, 7, "log"), axis("exponent", 0, 1, 3)]
    found = evaluate(grid(base, axes, ["alpha_star"]), range(21))["alpha_star"].reshape(7, 3)
    assert (found[0] == 0.0).all()
    assert (np.diff(found[2:], axis=1) < 0.0).all()  # smaller weights guarantee less
    check(grid(base, axes, RATES), 10)


def test_descent_of_a_matrix_network() -> None:
    run = gaussian(2, 2, 5, {"singular_values": [2.0, 1.0]}) | {"steps": 20, "step": 0.1}
    recipe = grid(run, [axis("step", 0.01, 1, 3), axis("scale", 0.5, 2, 3)], ["verdict", "margin"])
    check(recipe, 2)
