"""Where the models meet: from a scenario of any of them to its solution."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import singledispatch
from typing import Any, TypeVar

from core.float64 import within_range
from core.matrix.scenario import MatrixScenario, matrix_scenario_from_json
from core.matrix.solve import solve_matrix
from core.scalar.scenario import ScalarScenario, scalar_scenario_from_json
from core.scalar.solve import solve_scalar
from core.scenario import Scenario

Solution = TypeVar("Solution")

#: A scenario's entry "model" -> what reads its other entries.
MODELS: dict[str, Callable[[Mapping[str, Any]], Scenario[Any]]] = {
    "scalar": scalar_scenario_from_json,
    "matrix": matrix_scenario_from_json,
}


def solve(scenario: Scenario[Solution]) -> Solution:
    """Integrate the flow of `scenario` and find its guaranteed rate.

    Raises
    ------
    ScenarioError
        If a quantity on the way leaves the range of float64.
    """
    with within_range(scenario.field, "scalar.beyond_double"):
        solution: Solution = _solve(scenario)
        return solution


@singledispatch
def _solve(scenario: Scenario[Any]) -> Any:
    """By the solver of the scenario's model."""
    raise TypeError(type(scenario).__name__)


_solve.register(ScalarScenario, solve_scalar)
_solve.register(MatrixScenario, solve_matrix)
