"""A family of networks and its run of gradient descent, to be taken away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from core import DepthFamily, DepthScenario, DepthSolution, ScenarioError, solve_depth
from core.arrays import Array
from core.depth import depth_scenario_from_json
from core.descent import Schedule
from dashboard.depth.controls import SPREAD, control_error, family, part, read, write
from dashboard.depth.cost import cost
from dashboard.parts.exchange.expecting import cost_of
from dashboard.parts.query import joined, text_of
from dashboard.parts.readouts import written
from dashboard.parts.taking.plain import Plain
from dashboard.parts.taking.run import DEPTH, Results, Run, Taking
from words import Message


class DepthTaking(Taking):
    """The depth page."""

    topic = "depth"

    def run(self, query: str, file: bytes | None = None) -> Run:
        state = read(query)
        scenario = DepthScenario(
            family=family(state),
            depth=state["L"],
            step_fraction=part(state),
            steps=state["k"],
            schedule=Schedule(state["sched"]),
        )
        try:
            solution = solve_depth(scenario)
        except ScenarioError as error:
            raise control_error(error, state) from None
        return Run(
            topic=self.topic,
            query=write(state),
            scenario=scenario,
            command=DEPTH,
            shows=f"solution.curves.{_shown(solution)}, solution.descent.loss[-1]",
            plain=_plain(solution),
            solve=lambda: _results(solution),
            tables=("run", "depths"),
        )

    def cost(self, query: str) -> float:
        return cost_of(read, cost)(query)

    def headline(self, query: str) -> tuple[Message, Message]:
        state = read(query)
        family(state)
        said = {
            "kind": Message("share.family", kind=state["fam"], step=written(float(state["s"]))),
            "most": state["most"],
            "depth": state["L"],
            "part": written(float(state["f"])),
            "steps": state["k"],
        }
        return Message("share.depth", **said), Message("share.depth_about", **said)

    def reopened(self, recipe: Mapping[str, Any], name: str) -> tuple[str, str | None] | None:
        if recipe.get("model") != "depth":
            return None
        scenario = depth_scenario_from_json(recipe)
        known = scenario.family
        step = "spread" if known.kind in SPREAD else "s"
        values = {
            "net": "matrix" if known.modes else "scalar",
            **({"n": known.modes} if known.modes else {}),
            "fam": known.kind, "order": known.order, step: known.step, "seed": known.seed,
            "p": known.product, "y": known.target, "most": known.depths[-1],
            "L": scenario.depth, "f": scenario.step_fraction, "k": scenario.steps,
            "sched": str(scenario.schedule),
        }  # fmt: skip
        parts = [
            (name, value if isinstance(value, str) else text_of(float(value)))
            for name, value in values.items()
        ]
        state = read(joined(parts))
        # The page draws every depth from 2 on; any others are for the command line.
        return (write(state), None) if family(state) == known else None


def _plain(solution: DepthSolution) -> Plain:
    curves, run = solution.curves, solution.descent
    recipe = solution.scenario.family
    numbers = {
        "factor": 0.5 if recipe.modes else 1.0,
        "weights": recipe.mode_weights(run.depth).tolist(),
        "targets": (recipe.target * recipe.mode_sizes).tolist(),
        "sizes": run.steps_taken.tolist(),
        "depths": curves.depths.tolist(),
        "margins": curves.margin.tolist(),
        "cumulative": {str(depth): _cumulative(recipe, depth) for depth in recipe.depths},
    }
    if not recipe.square:
        return Plain("depth/content/plain.txt", numbers)
    begin = recipe.product / recipe.target
    return Plain("depth/content/square.txt", {**numbers, "begin": begin})


def _shown(solution: DepthSolution) -> str:
    """What the flow cannot fall short of, or where only bounds of it are known, its own least."""
    return "least" if solution.curves.alpha_source else "alpha_star"


def _cumulative(recipe: DepthFamily, depth: int) -> list[Any]:
    one = recipe.mode_cumulative(depth) if recipe.square else recipe.cumulative(depth)
    numbers: list[Any] = one.tolist()
    return numbers


def _after(values: Array, count: int) -> Array:
    """A number a step as one an iterate: there is no step after the last."""
    return np.append(values, np.full(count - values.size, np.nan))


def _results(solution: DepthSolution) -> Results:
    run, curves = solution.descent, solution.curves
    count = run.steps + 1
    weights = {
        f"mode{number}_w{layer}": values[:count]
        for number, mode in enumerate(run.modes, start=1)
        for layer, values in enumerate(mode.weights.T, start=1)
    }
    steps = {
        "step": np.arange(count),
        "time": run.times,
        "loss": run.loss,
        "flow_loss": run.flow_loss,
        "imbalance_drift": run.imbalance_drift,
        "loss_ceiling": run.ceilings,
        "step_size": _after(run.steps_taken, count),
        "factor": _after(run.factors, count),
        "guaranteed_factor": _after(run.guaranteed_factors, count),
        **weights,
    }
    names = (
        "margin", "alpha_star", "lower_bound", "cumulative_product", "factorial",
        "gradient_norm", "sharpness", "stable_step", "progress",
    )  # fmt: skip
    depths = {"depth": curves.depths, **{name: getattr(curves, name) for name in names}}
    if curves.least is not None:
        depths |= {"least": curves.least, **curves.bounds}
    return Results(solution.to_json(), {"run": steps, "depths": depths})
