"""How far T moves over lambda: lazy, rich, lazy again, or late."""

from __future__ import annotations

import numpy as np
import pytest

from core import Initialization, solve
from core.arrays import Array
from core.matrix import MatrixScenario
from core.network import product
from core.objective.recipe import ObjectiveRecipe
from core.objective.target import GivenTarget, rows_of
from core.regimes import lambda_drift

IMBALANCES = np.array([-100.0, -7.0, -0.3, 0.0, 0.3, 7.0, 100.0])


def recipe(n: int, m: int, imbalance: float = 0.0, seed: int = 3) -> Initialization:
    return Initialization(
        kind="lambda_balanced", n=n, m=m, widths=(min(n, m),), seed=seed,
        singular_values=(0.2, 0.1), imbalance=(imbalance,),
    )  # fmt: skip


def target(n: int, m: int) -> Array:
    """Ten times the product, turned a little: balanced layers learn it too."""
    random = np.random.default_rng(n)
    return 5.0 * product(recipe(n, m).draw().weights) + 0.05 * random.standard_normal((n, m))


@pytest.mark.parametrize("n, m", [(2, 2), (2, 3)])
def test_it_is_the_drift_of_the_flow(n: int, m: int) -> None:
    goal = target(n, m)
    found = lambda_drift(recipe(n, m), goal, [-2.0, 0.0, 0.7])
    for imbalance, drift, error in zip(
        found.imbalances, found.drift, found.rate_error, strict=True
    ):
        way = solve(
            MatrixScenario(
                objective=ObjectiveRecipe(kind="squared", target=GivenTarget(rows_of(goal))),
                initialization=recipe(n, m, float(imbalance)),
                times=(0.0, 1000.0),
            )
        )
        assert way.preconditioner_drift[-1] == pytest.approx(drift, rel=1e-6)
        first, last = way.preconditioner_min
        assert abs(first / last - 1.0) == pytest.approx(error, rel=1e-6)


@pytest.mark.parametrize("seed", range(5))
def test_square_networks_are_lazy_at_both_ends(seed: int) -> None:
    """The same for lambda and -lambda; at most 2 s^2 / lambda^2, and the rate's error too."""
    goal = target(2, 2)
    found = lambda_drift(recipe(2, 2, seed=seed), goal, IMBALANCES.tolist())
    np.testing.assert_allclose(found.drift, found.drift[::-1], rtol=1e-9)
    np.testing.assert_allclose(found.rate_error, found.rate_error[::-1], rtol=1e-9)
    far = np.abs(IMBALANCES) > 1.0
    # ||W|| <= ||Y|| + ||W(0) - Y|| on the way, for the loss falls.
    first = product(recipe(2, 2, seed=seed).draw().weights)
    largest = float(np.linalg.norm(goal, 2) + np.linalg.norm(first - goal))
    bound = 2.0 * largest**2 / IMBALANCES[far] ** 2
    assert (found.drift[far] <= bound).all()
    assert (found.rate_error[far] <= bound).all()
    assert np.argmax(found.drift) == len(IMBALANCES) // 2
    assert found.drift[0] < 1e-3


@pytest.mark.parametrize("n, m, lazy", [(2, 4, 1.0), (4, 2, -1.0)])
def test_rectangular_networks_are_lazy_at_one_end(n: int, m: int, lazy: float) -> None:
    """At the other the Gram matrix, |lambda| times a projection, turns to that of the target."""
    random = np.random.default_rng(4)
    goal = random.standard_normal((n, m))
    there, late = lambda_drift(recipe(n, m), goal, [lazy * 1e4, -lazy * 1e4]).drift
    assert there < 1e-6
    narrow = product(recipe(n, m).draw().weights), goal
    # Row or column spaces of W(0) and Y, of dimension 2.
    before, after = (
        (vectors[:, :2] @ vectors[:, :2].T)
        for vectors in (
            np.linalg.svd(each if n > m else each.T)[0] for each in narrow
        )
    )  # fmt: skip
    turned = np.linalg.norm(after - before) / np.linalg.norm(before)
    assert late == pytest.approx(turned, rel=1e-4)


def test_a_network_that_is_0_does_not_move() -> None:
    still = Initialization(
        kind="lambda_balanced", n=2, m=2, widths=(2,), singular_values=(0.0, 0.0), imbalance=(0.0,)
    )
    found = lambda_drift(still, np.eye(2), [0.0])
    assert found.drift.tolist() == [0.0]
    assert np.isfinite(found.rate_error).all()
