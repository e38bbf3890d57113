"""A comparison, to be taken away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from core import CompareSolution, ScenarioError
from core.regimes import compare_scenario_from_json
from dashboard.parts.exchange.expecting import cost_of
from dashboard.parts.readouts import written
from dashboard.parts.taking.plain import Plain
from dashboard.parts.taking.run import COMPARE, Results, Run, Table, Taking
from dashboard.regimes.answer import Shown, solved
from dashboard.regimes.controls import comparison, control_error, read, write
from dashboard.regimes.cost import cost
from dashboard.regimes.fitting import fitted
from words import Message


class RegimesTaking(Taking):
    """The regimes page."""

    topic = "regimes"

    def run(self, query: str, file: bytes | None = None) -> Run:
        state = read(query)
        try:
            shown = solved(state)
        except ScenarioError as error:
            raise control_error(error) from None
        return Run(
            topic=self.topic,
            query=write(state),
            scenario=comparison(state),
            command=COMPARE,
            shows="solution.regimes[0].rate, solution.regimes[0].decay_rate",
            plain=_plain(shown.comparison),
            solve=lambda: _results(shown),
            tables=("run", "widths"),
        )

    def cost(self, query: str) -> float:
        return cost_of(read, cost)(query)

    def headline(self, query: str) -> tuple[Message, Message]:
        state = read(query)
        comparison(state)
        said = {
            "layers": Message("share.layers", count=state["L"]),
            "n": state["n"],
            "m": state["m"],
            "distance": written(float(state["r"])),
        }
        return Message("share.regimes", **said), Message("share.regimes_about", **said)

    def reopened(self, recipe: Mapping[str, Any], name: str) -> tuple[str, str | None] | None:
        if recipe.get("model", "compare") != "compare" or "initializations" not in recipe:
            return None
        return write(fitted(compare_scenario_from_json(recipe))), None


def _plain(solution: CompareSolution) -> Plain:
    starts = {
        regime.name: [layer.tolist() for layer in regime.solution.scenario.start().weights]
        for regime in solution.regimes
    }
    numbers = {
        "starts": starts,
        "target": solution.target.tolist(),
        "horizon": float(solution.times[-1]),
    }
    return Plain("regimes/content/plain.txt", numbers, {"network": "parts/taking/network.txt"})


def _results(shown: Shown) -> Results:
    compared, swept = shown.comparison, shown.sweep
    assert swept is not None  # whoever takes away takes all
    run: dict[str, Any] = {"time": compared.times}
    for regime in compared.regimes:
        columns = {
            "loss": regime.solution.loss,
            "envelope": regime.solution.envelope,
            "preconditioner_min": regime.solution.preconditioner_min,
            "preconditioner_drift": regime.solution.preconditioner_drift,
        }
        for name, values in columns.items():
            # One that was stopped has fewer times.
            missing = np.full(len(compared.times) - len(values), np.nan)
            run[f"{regime.name}_{name}"] = np.concatenate([values, missing])
    draws = range(swept.drift.shape[1])
    widths: Table = {
        "width": list(swept.scenario.widths),
        **{f"drift_{draw + 1}": swept.drift[:, draw] for draw in draws},
        **{f"error_{draw + 1}": swept.error[:, draw] for draw in draws},
    }
    return Results(compared.to_json(), {"run": run, "widths": widths})
