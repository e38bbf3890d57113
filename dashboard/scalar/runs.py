"""A run of the scalar page beside others."""

from __future__ import annotations

from core import solve
from dashboard.parts.entries import option
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
    found = [_parameter("depth", scenario.depth)]
    if scenario.weights is not None:
        found += _layers("w", scenario.weights)
    else:
        found += _layers("d", scenario.imbalance or ())
        found.append(_parameter("p", scenario.product or 0.0))
    found.append(_parameter("y", scenario.target))
    if scenario.horizon is not None:
        found.append(_parameter("T", scenario.horizon))
    found.append(_parameter("gamma", option("scalar", "gamma", scenario.gamma)))
    return found


def _layers(kind: str, numbers: tuple[float, ...]) -> list[Parameter]:
    return [_parameter(f"{kind}{layer}", number) for layer, number in enumerate(numbers, start=1)]


def _parameter(name: str, value: float | str) -> Parameter:
    return parameter(name, label(name), value)
