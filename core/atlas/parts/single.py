"""All quantities of one scenario, one at a time: what any faster way must equal."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from functools import singledispatch
from typing import Any

from core import network
from core.arrays import Array
from core.atlas.codes import VERDICTS, End
from core.atlas.quantities import OF_RUNS, OF_STARTS, nothing
from core.descent.descend import descend
from core.descent.scenario import DescentScenario
from core.float64 import within_range
from core.guarantee.margin import matrix_margin
from core.guarantee.theorems import AlphaSource, guarantee
from core.matrix.ends.end import FlowEnd, Kind
from core.matrix.outcome import Outcome as MatrixOutcome
from core.matrix.scenario import MatrixScenario
from core.matrix.solution import MatrixSolution
from core.scalar.outcome import Outcome
from core.scalar.scenario import ScalarScenario
from core.scalar.solution import ScalarSolution
from core.solving import solve


@singledispatch
def answers(scenario: Any, names: Collection[str], level: float) -> dict[str, float]:
    """The values of the quantities `names`; NaN, or the code `NONE`, where there is none.

    Raises
    ------
    ScenarioError
        If a quantity on the way leaves double precision.
    """
    raise TypeError(type(scenario).__name__)


@answers.register
def _scalar(scenario: ScalarScenario, names: Collection[str], level: float) -> dict[str, float]:
    return _chosen(names, _scalar_answers(solve(scenario), level))


def _scalar_answers(solution: ScalarSolution, level: float) -> dict[str, Any]:
    """All of a scalar flow; what takes long is a function."""
    end = End.MINIMUM if solution.outcome.at_target else End.SADDLE
    if solution.outcome is Outcome.STATIONARY:
        end = End.STATIONARY
    return _rates(solution.alpha_star, solution.alpha_lower_bound, solution.alpha_star) | {
        "margin": solution.margin,
        "infimum": solution.infimum,
        "tightness": solution.tightness,
        "end": end,
        "final_loss": solution.end.loss,
        "time_to_loss": lambda: _scalar_time(solution, level),
    }


def _scalar_time(solution: ScalarSolution, level: float) -> float | None:
    start, goal = solution.network.gap**2, 10.0**-level
    return 0.0 if start <= goal else solution.time_to(goal / start).flow


@answers.register
def _matrix(scenario: MatrixScenario, names: Collection[str], level: float) -> dict[str, float]:
    if OF_STARTS.issuperset(names):
        return _chosen(names, _promised(scenario))
    return _chosen(names, _matrix_answers(solve(scenario), level))


def _promised(scenario: MatrixScenario) -> dict[str, Any]:
    """What the start alone promises: no flow is followed."""
    with within_range(scenario.field, "scalar.beyond_double"):
        weights = scenario.start().weights
        product = network.product(weights)
        objective = scenario.objective.make(product)
        objective.check_shape(network.shape(weights), scenario.field)
        promise, margin = guarantee(weights, objective), matrix_margin(objective, product).margin
        alpha = promise.alpha(margin)
        bound = promise.published(margin) if promise.published else alpha
    known = promise.source is not AlphaSource.NONE
    rates = _rates(alpha if promise.exact else None, bound if known else None, alpha)
    return rates | {"margin": margin}


def _matrix_answers(solution: MatrixSolution, level: float) -> dict[str, Any]:
    """All of the flow of a matrix network; what takes long is a function."""
    bound, gamma = solution.alpha_lower_bound, solution.objective.gamma
    known = bound is not None

    def tightness() -> float | None:
        infimum = solution.path_infimum
        return gamma * solution.alpha / infimum if known and infimum > 0.0 else None

    return _rates(solution.alpha_star, bound, solution.alpha) | {
        "margin": solution.margin.margin,
        "infimum": lambda: solution.path_infimum,
        "tightness": tightness,
        "end": lambda: _end_code(solution),
        "final_loss": lambda: _final_loss(solution.end),
        "time_to_loss": lambda: solution.time_to_excess(10.0**-level),
    }


def _end_code(solution: MatrixSolution) -> int:
    if solution.outcome is MatrixOutcome.STATIONARY:
        return End.STATIONARY
    return _ENDS[solution.end.kind]


_ENDS = {
    Kind.MINIMUM: End.MINIMUM,
    Kind.SADDLE: End.SADDLE,
    Kind.BEST: End.OUT_OF_REACH,
    Kind.UNKNOWN: End.UNKNOWN,
}


def _final_loss(end: FlowEnd) -> float | None:
    return None if end.kind is Kind.UNKNOWN else end.loss


@answers.register
def _descent(scenario: DescentScenario, names: Collection[str], level: float) -> dict[str, float]:
    found: dict[str, float] = {}
    flow = [name for name in names if name not in OF_RUNS]
    if flow:
        found = answers(scenario.network, flow, level)
    own = [name for name in names if name in OF_RUNS]
    return found | (_chosen(own, _run_answers(scenario, level)) if own else {})


def _run_answers(scenario: DescentScenario, level: float) -> dict[str, Any]:
    run = descend(scenario)
    return {
        "verdict": VERDICTS[run.verdict],
        "final_loss": float(run.loss[-1]),
        "steps": run.steps_to(10.0**-level),
    }


def curve(scenario: Any, times: Array) -> tuple[Array, Array]:
    """f - f* at `times` along the flow, as far as it comes, and its bound there.

    Raises
    ------
    ScenarioError
    """
    flow: Any = scenario.network if isinstance(scenario, DescentScenario) else scenario
    solution = solve(replace(flow, times=tuple(times.tolist()), horizon=None))
    return _excess(solution), solution.envelope


@singledispatch
def _excess(solution: Any) -> Array:
    raise TypeError(type(solution).__name__)


@_excess.register
def _(solution: ScalarSolution) -> Array:
    return solution.loss


@_excess.register
def _(solution: MatrixSolution) -> Array:
    return solution.excess


def _rates(alpha_star: float | None, bound: float | None, best: float) -> dict[str, Any]:
    ratio = None
    if bound is not None and alpha_star is not None and alpha_star > 0.0:
        ratio = bound / alpha_star
    return {
        "alpha_star": alpha_star,
        "lower_bound": bound,
        "lower_bound_ratio": ratio,
        "guaranteed": int(best > 0.0),
    }


def _chosen(names: Collection[str], values: dict[str, Any]) -> dict[str, float]:
    found = {}
    for name in names:
        value = values[name]
        value = value() if callable(value) else value
        found[name] = nothing(name) if value is None else value
    return found
