"""From a scenario of either model to its solution."""

from __future__ import annotations

from typing import overload

from core.float64 import within_range
from core.matrix.scenario import MatrixScenario
from core.matrix.solution import MatrixSolution
from core.matrix.solve import solve_matrix
from core.scalar.scenario import ScalarScenario
from core.scalar.solution import ScalarSolution
from core.scalar.solve import solve_scalar


@overload
def solve(scenario: ScalarScenario) -> ScalarSolution: ...
@overload
def solve(scenario: MatrixScenario) -> MatrixSolution: ...
def solve(scenario: ScalarScenario | MatrixScenario) -> ScalarSolution | MatrixSolution:
    """Integrate the flow of `scenario` and find its guaranteed rate.

    Raises
    ------
    ScenarioError
        If a quantity on the way leaves the range of float64.
    """
    other = "initialization" if isinstance(scenario, MatrixScenario) else "imbalance"
    with within_range("weights" if scenario.weights is not None else other, "scalar.beyond_double"):
        if isinstance(scenario, MatrixScenario):
            return solve_matrix(scenario)
        return solve_scalar(scenario)
