"""The run at a place of a map: what the single solver says of that very point."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import singledispatch
from typing import Any

import numpy as np

from core import (
    DepthFamily,
    DepthScenario,
    DescentScenario,
    MatrixScenario,
    MatrixSolution,
    ScalarScenario,
    ScalarSolution,
    ScenarioError,
    descend,
    solve,
)
from core.arrays import Array
from core.integrate import time_limit
from core.scalar import exponential_envelope
from core.scenario import Scenario
from dashboard.parts.exchange.runs import PART
from words import Message

#: A flow that takes longer is stopped, and its status says so.
ANSWER_SECONDS = 0.85
_DEEPEST = 10  # of a family beside it
_TIMES = 400  # of a run of descent that are sent
_MOST_VALUES = 300_000  # singular values of layers: more are not worked out for a drawing


@dataclass(frozen=True, eq=False, kw_only=True)
class Point:
    """A run.

    Attributes
    ----------
    times, loss, excess, envelope : ndarray, shape (T,)
    descent : ndarray, shape (T,), or None
        The excess of gradient descent at the same times.
    layers : tuple of ndarray, each of shape (T, k)
        What the drawing of the network shows.
    status : tuple of Message
        What happens.
    guarantee : Message
    alpha, gamma, alpha_star, alpha_lower_bound, margin, infimum, tightness, final_rate, time
        As in the solutions; `time` is to `runs.PART` of the excess.
    complete : bool
        Whether more time would not make it better.
    """

    times: Array
    loss: Array
    excess: Array
    envelope: Array
    descent: Array | None = None
    layers: tuple[Array, ...]
    status: tuple[Message, ...]
    guarantee: Message
    alpha: float
    gamma: float
    alpha_star: float | None
    alpha_lower_bound: float | None
    margin: float
    infimum: float | None
    tightness: float | None
    final_rate: float | None
    time: float | None
    complete: bool = True


@singledispatch
def point(scenario: Any) -> Point:
    """The run of a scenario.

    Raises
    ------
    ScenarioError
        If it leads beyond the range of float64.
    """
    raise TypeError(type(scenario).__name__)


@point.register
def _scalar(scenario: ScalarScenario) -> Point:
    solution: ScalarSolution = solve(scenario)
    return Point(
        times=solution.times,
        loss=solution.loss,
        excess=solution.loss,
        envelope=solution.envelope,
        layers=tuple(solution.weights.T[:, :, None]),
        status=solution.status_messages,
        guarantee=solution.guarantee_message,
        alpha=solution.alpha_star,
        gamma=solution.gamma,
        time=solution.time_to(PART).flow,
        **_figures(solution, solution.margin, solution.final_rate),
    )


@point.register
def _matrix(scenario: MatrixScenario) -> Point:
    with time_limit(ANSWER_SECONDS):
        solution: MatrixSolution = solve(scenario)
        return Point(
            times=solution.times,
            loss=solution.loss,
            excess=solution.excess,
            envelope=solution.envelope,
            layers=_layers(solution),
            status=(solution.status_message,),
            guarantee=solution.promise_message,
            alpha=solution.alpha,
            gamma=solution.objective.gamma,
            time=next(each.flow for each in solution.times_to if each.part == PART),
            complete=solution.complete and not solution.hurried,
            **_figures(solution, solution.margin.margin, solution.final_rate),
        )


@point.register
def _descent(scenario: DescentScenario) -> Point:
    flow = point(scenario.network)
    run = descend(scenario)
    count = len(run.flow_excess)  # the flow may have been stopped early
    some = np.unique(np.linspace(0, count - 1, min(count, _TIMES)).astype(int))
    excess = run.flow_excess[some]
    steps = run.steps_to(PART * float(run.excess[0]))
    return Point(
        times=run.times[some],
        loss=run.loss[some],
        excess=excess,
        envelope=exponential_envelope(float(excess[0]), flow.gamma * flow.alpha, run.times[some]),
        descent=run.excess[some],
        layers=tuple(layer[:1].repeat(some.size, axis=0) for layer in flow.layers),
        status=(run.finding.message,),
        guarantee=flow.guarantee,
        alpha=flow.alpha,
        gamma=flow.gamma,
        alpha_star=flow.alpha_star,
        alpha_lower_bound=flow.alpha_lower_bound,
        margin=flow.margin,
        infimum=flow.infimum,
        tightness=flow.tightness,
        final_rate=flow.final_rate,
        time=None if steps is None else run.step * steps,
    )


def opened(scenario: Any) -> dict[str, Any]:
    """The recipe of the run that a page shows of a scenario: of descent that of a family's."""
    found: dict[str, Any] = (
        scenario.to_json() if isinstance(scenario, Scenario) else _family(scenario)
    )
    return found


def _family(scenario: DescentScenario) -> dict[str, Any]:
    """Equal weights are a balanced start, whose descent the page of depth has; else the flow."""
    network = scenario.network
    flow: dict[str, Any] = network.to_json()
    part = descend(scenario).step_fraction
    weights = getattr(network, "weights", None) or ()
    if part is None or len({*weights}) != 1:
        return flow
    depth = len(weights)
    try:
        recipe = DepthScenario(
            family=DepthFamily(
                kind="balanced",
                product=math.prod(weights),
                target=network.target,  # type: ignore[attr-defined]
                depths=tuple(range(2, max(depth, _DEEPEST) + 1)),
            ),
            depth=depth,
            step_fraction=part,
            steps=scenario.steps,
        )
    except ScenarioError:
        return flow
    found: dict[str, Any] = recipe.to_json()
    return found


def _figures(solution: Any, margin: float, final_rate: float | None) -> dict[str, Any]:
    return {
        "alpha_star": solution.alpha_star,
        "alpha_lower_bound": solution.alpha_lower_bound,
        "margin": margin,
        "infimum": solution.infimum,
        "tightness": solution.tightness,
        "final_rate": final_rate,
    }


def _layers(solution: MatrixSolution) -> tuple[Array, ...]:
    sides = solution.layer_shapes
    if sum(rows * columns * min(rows, columns) for rows, columns in sides) > _MOST_VALUES:
        return (np.empty((len(solution.times), 0)),) * len(sides)
    rank = solution.singular_values.shape[1]
    return tuple(values[:, :rank] for values in solution.layer_singular_values)
