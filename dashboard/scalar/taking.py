"""A scalar run, to be taken away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from core import ScalarScenario, ScalarSolution, ScenarioError, scenario_from_json, solve
from core.scalar import initial_weights
from dashboard.parts.exchange.expecting import cost_of
from dashboard.parts.readouts import written
from dashboard.parts.taking.plain import Plain
from dashboard.parts.taking.run import SOLVE, Results, Run, Taking
from dashboard.scalar.controls import ScalarState, control_error, read, write
from dashboard.scalar.cost import cost
from words import Message

_FEW = 4  # layers whose weights a title names


class ScalarTaking(Taking):
    """The scalar page."""

    topic = "scalar"

    def run(self, query: str, file: bytes | None = None) -> Run:
        state = read(query)
        solution = _solved(state.scenario)
        numbers = {
            "start": list(initial_weights(state.scenario)),
            "y": state.scenario.target,
            "horizon": solution.horizon,
        }
        return Run(
            topic=self.topic,
            query=write(state),
            scenario=state.scenario,
            command=SOLVE,
            shows="solution.alpha_star, solution.loss[-1]",
            plain=Plain("scalar/content/plain.txt", numbers),
            solve=lambda: _results(solution),
        )

    def cost(self, query: str) -> float:
        return cost_of(read, cost)(query)

    def headline(self, query: str) -> tuple[Message, Message]:
        scenario = read(query).scenario
        solution = _solved(scenario)
        weights = initial_weights(scenario)
        alpha = solution.alpha_star
        return (
            Message(
                "share.scalar",
                layers=Message("share.layers", count=len(weights)),
                start=_start(weights, solution.product),
                target=written(scenario.target),
                rate=Message("share.rate", sure=alpha > 0.0, alpha=written(alpha)),
            ),
            Message(
                "share.both",
                status=solution.status_messages,
                guarantee=solution.guarantee_message,
            ),
        )

    def reopened(self, recipe: Mapping[str, Any], name: str) -> tuple[str, str | None] | None:
        if recipe.get("model") != "scalar" or "steps" in recipe:
            return None
        scenario = scenario_from_json(recipe)
        assert isinstance(scenario, ScalarScenario)
        # The page chooses its times itself, up to the last that was asked for.
        last = (scenario.times or (0.0,))[-1] or scenario.horizon
        shown = replace(scenario, times=None, horizon=last)
        return write(ScalarState(scenario=shown)), None


def _solved(scenario: ScalarScenario) -> ScalarSolution:
    try:
        return solve(scenario)
    except ScenarioError as error:
        raise control_error(error) from None


def _start(weights: tuple[float, ...], product: float) -> Message:
    if len(weights) > _FEW:
        return Message("share.product", product=written(product))
    return Message("share.weights", weights=tuple(map(written, weights)))


def _results(solution: ScalarSolution) -> Results:
    layers = {f"w{layer}": values for layer, values in enumerate(solution.weights.T, start=1)}
    run = {
        "time": solution.times,
        "loss": solution.loss,
        "envelope": solution.envelope,
        "lower_bound_envelope": solution.lower_bound_envelope,
        "progressive_envelope": solution.progressive_envelope,
        "product": solution.products,
        "rate": solution.gamma * solution.preconditioner,
        **layers,
    }
    return Results(solution.to_json(), {"run": run})
