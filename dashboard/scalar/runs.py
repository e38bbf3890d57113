"""A run of the scalar page beside others."""

from __future__ import annotations

from core import solve
from dashboard.parts.exchange.runs import PART, Parameter, Run, parameter, run
from dashboard.scalar.controls import ScalarState, label, write


def scalar_run(state: ScalarState) -> Run:
    """Parameters and figures of a state.

    Raises
    ------
    ScenarioError
        If the scenario leads beyond the range of float64.
    """
    solution = solve(state.scenario)
    return run(
        write(state),
        _parameters(state),
        {
            "alpha_star": solution.alpha_star,
            "infimum": solution.infimum,
            "final_rate": solution.final_rate,
            "margin": solution.margin,
            "time": solution.time_to(PART).flow,
        },
    )


def _parameters(state: ScalarState) -> list[Parameter]:
    scenario = state.scenario
    found = [parameter("depth", label("depth"), scenario.depth)]
    if scenario.weights is not None:
        found += _layers("w", scenario.weights)
    else:
        found += _layers("d", scenario.imbalance or ())
        found.append(parameter("p", label("p"), scenario.product or 0.0))
    found.append(parameter("y", label("y"), scenario.target))
    if scenario.horizon is not None:
        found.append(parameter("T", label("T"), scenario.horizon))
    found.append(parameter("gamma", label("gamma"), scenario.gamma))
    return found


def _layers(kind: str, numbers: tuple[float, ...]) -> list[Parameter]:
    return [
        parameter(name, label(name), number)
        for layer, number in enumerate(numbers, start=1)
        for name in [f"{kind}{layer}"]
    ]
