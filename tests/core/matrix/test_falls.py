"""Times to an excess: in the window, beyond it, and never."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from core import MatrixScenario, MatrixSolution, ObjectiveRecipe, solve
from core.objective import GivenTarget

START, TARGET = 0.1, 2.0
#: Two balanced layers of one number: w' = 2 w (y - w), a logistic curve.
BALANCED = MatrixScenario(
    weights=(((math.sqrt(START),),), ((math.sqrt(START),),)),
    objective=ObjectiveRecipe(kind="squared", target=GivenTarget(((TARGET,),))),
)


def exact(goal: float) -> float:
    """When 1/2 (y - w)^2 is the goal."""
    gap = math.sqrt(2.0 * goal)
    return math.log((TARGET - gap) / gap * (TARGET - START) / START) / (2.0 * TARGET)


def solved(horizon: float | None) -> MatrixSolution:
    return solve(replace(BALANCED, horizon=horizon))


@pytest.mark.parametrize("horizon", [None, 0.5, 100.0], ids=["chosen", "short", "long"])
def test_a_time_to_an_excess_is_the_same_whatever_the_window(horizon: float | None) -> None:
    solution = solved(horizon)
    for goal in (1.0, 1e-4, 1e-10, 1e-20):
        assert solution.time_to_excess(goal) == pytest.approx(exact(goal), rel=1e-9)


def test_an_excess_that_is_there_takes_no_time() -> None:
    assert solved(None).time_to_excess(10.0) == 0.0


def test_an_excess_that_is_out_of_reach_is_never_come_to() -> None:
    narrow = MatrixScenario(
        weights=(((1.0,), (0.5,)), ((1.0, 0.2),)),
        objective=ObjectiveRecipe(kind="squared", target=GivenTarget(((2.0, 0.0), (0.0, 1.0)))),
    )
    solution = solve(narrow)
    assert solution.time_to_excess(0.4) is None  # the least is 1/2
    assert solution.time_to_excess(0.6) is not None
