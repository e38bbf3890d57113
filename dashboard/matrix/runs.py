"""A run of the matrix page beside others."""

from __future__ import annotations

from core import ScenarioError, solve
from core.integrate import time_limit
from dashboard.matrix.answer import ANSWER_SECONDS
from dashboard.matrix.controls import ENTRIES, MatrixState, control_error, scenario, write
from dashboard.parts.entries import label
from dashboard.parts.exchange.runs import PART, Parameter, Run, parameter, run, told


def matrix_run(state: MatrixState, file: bytes | None = None) -> Run:
    """Parameters and figures of a state, with its scenario file if it has one.

    Raises
    ------
    ControlError
        If there is no such network, or its numbers leave the range of float64.
    """
    recipe = scenario(state, file)
    try:
        with time_limit(ANSWER_SECONDS):
            solution = solve(recipe)
            final = solution.final_rate
    except ScenarioError as error:
        raise control_error(error, state) from None
    return run(
        write(state),
        _parameters(state),
        {
            "alpha_star": solution.alpha_star,
            "infimum": solution.infimum,
            "final_rate": final,
            "margin": solution.margin.margin,
            "time": next(each.flow for each in solution.times_to if each.part == PART),
        },
    )


def _parameters(state: MatrixState) -> list[Parameter]:
    found = told("matrix", ENTRIES, state.values, state.needed(), state.horizon)
    named = parameter("file", label("matrix", "file"), state.file)
    return [named, *found] if state.file else found
