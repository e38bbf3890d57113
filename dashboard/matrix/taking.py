"""A matrix run, to be taken away."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import numpy as np

from core import MatrixScenario, MatrixSolution, ScenarioError, network, scenario_from_json, solve
from core.integrate import time_limit
from dashboard.matrix import answer
from dashboard.matrix.controls import NAMELESS, control_error, linked, read, scenario, write
from dashboard.matrix.cost import cost
from dashboard.parts.exchange.expecting import cost_of
from dashboard.parts.exchange.memory import Memory
from dashboard.parts.taking.plain import Plain
from dashboard.parts.taking.run import SOLVE, Results, Run, Taking
from words import Message

_REMEMBERED = 8  # solutions: of one state several files are fetched


class MatrixTaking(Taking):
    """The matrix page."""

    topic = "matrix"

    def run(self, query: str, file: bytes | None = None) -> Run:
        state = read(query)
        recipe = scenario(state, file)
        try:
            solution = _solutions.recall(recipe, _solved)
        except ScenarioError as error:
            raise control_error(error, state) from None
        return Run(
            topic=self.topic,
            query=write(linked(state, file)),
            scenario=recipe,
            command=SOLVE,
            shows="solution.alpha, solution.loss[-1]",
            plain=_plain(solution),
            solve=lambda: _results(solution),
        )

    def cost(self, query: str) -> float:
        return cost_of(read, cost)(query)

    def headline(self, query: str) -> tuple[Message, Message]:
        recipe = scenario(read(query))
        kind = recipe.initialization.kind if recipe.initialization else "weights"
        n, *widths, m = recipe.sides
        said = {
            "layers": Message("share.layers", count=len(recipe.sides) - 1),
            "n": n,
            "m": m,
            "start": Message("share.start", kind=kind),
            "objective": Message("share.objective", kind=recipe.objective.kind),
        }
        width = Message("share.width", count=len(widths), width=max(widths, default=0))
        return Message("share.matrix", **said), Message("share.matrix_about", width=width, **said)

    def reopened(self, recipe: Mapping[str, Any], name: str) -> tuple[str, str | None] | None:
        if recipe.get("model") != "matrix" or "steps" in recipe:
            return None
        scenario_from_json(recipe)  # refused before a page is left for it
        text = json.dumps(recipe)
        state = linked(read(f"file={quote(name or NAMELESS, safe='')}"), text.encode())
        return write(state), None if state.packed else text


def _solved(recipe: MatrixScenario) -> MatrixSolution:
    with time_limit(answer.ANSWER_SECONDS):
        return solve(recipe)


# What was stopped for want of time comes further with more of it.
_solutions: Memory[MatrixScenario, MatrixSolution] = Memory(
    _REMEMBERED, lambda solution: solution.complete and not solution.hurried
)


def _plain(solution: MatrixSolution) -> Plain:
    recipe = solution.scenario
    layers = recipe.start().weights
    objective = recipe.objective.make(network.product(layers))
    names = {
        "squared": {"target": "target"},
        "regression": {"X": "inputs", "Y": "outputs"},
        "logistic": {"X": "inputs", "labels": "labels", "ridge": "ridge"},
    }[recipe.objective.kind]
    given = {name: getattr(objective, attribute) for name, attribute in names.items()}
    return Plain(
        "matrix/content/plain.txt",
        {
            "start": [layer.tolist() for layer in layers],
            **{name: np.asarray(value).tolist() for name, value in given.items()},
            "horizon": float(solution.times[-1]),
        },
        {
            "objective": f"matrix/content/{recipe.objective.kind}.txt",
            "network": "parts/taking/network.txt",
        },
    )


def _results(solution: MatrixSolution) -> Results:
    modes = {
        f"singular_value_{mode}": values
        for mode, values in enumerate(solution.singular_values.T, start=1)
    }
    run = {
        "time": solution.times,
        "loss": solution.loss,
        "excess": solution.excess,
        "envelope": solution.envelope,
        "progressive_envelope": solution.progressive_envelope,
        "ntk_prediction": solution.prediction,
        "preconditioner_min": solution.preconditioner_min,
        "preconditioner_max": solution.preconditioner_max,
        "preconditioner_drift": solution.preconditioner_drift,
        "imbalance_drift": solution.imbalance_drift,
        **modes,
    }
    with time_limit(answer.ANSWER_SECONDS):  # its end may have to be followed yet
        return Results(solution.to_json(), {"run": run})
