"""Gradient descent beside the flow: what the step size costs.

W_l <- W_l - step * (gradient in W_l) is Euler's method for the gradient flow, one step for a time
`step`. As the step shrinks the iterates tend to the flow at times step * k; near a minimum they
stay stable only below 2 / sharpness (`sharpness`). The imbalances, which the flow conserves,
drift: with g_l the gradient in layer l, one step changes D_l by step^2 (g_l^T g_l - g_{l+1}
g_{l+1}^T), so the drift over a given time is proportional to the step.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import singledispatch
from typing import Any

import numpy as np

from core import network
from core.arrays import Array
from core.descent.iterates import Run, matrix_run, scalar_run, stride
from core.descent.race import race
from core.descent.scenario import DescentScenario, check_time
from core.descent.schedule import NEAR, ScalarSteps, Schedule, matrix_steps, scalar_steps
from core.descent.sharpness import Stability, limited, stability
from core.descent.solution import DescentSolution, MatrixDescent, ScalarDescent
from core.descent.step.one_step import SCALAR_CURVATURE
from core.descent.verdict import ROUNDING, TOO_LARGE, Course, find
from core.errors import ScenarioError
from core.fields import LONGEST_TIME
from core.float64 import finite, within_range
from core.matrix import preconditioner
from core.matrix.ends.end import least_excess, matrix_sharpness
from core.matrix.scenario import MatrixScenario
from core.objective.base import Objective
from core.scalar.conversion import initial_weights
from core.scalar.polynomial import sum_of_others
from core.scalar.scenario import ScalarScenario
from core.scenario import Scenario
from core.solving import solve

#: Iterates kept of a run, beside its last: longer runs are thinned evenly, to one of an odd number.
MAX_KEPT = 1000
#: Numbers that all kept iterates of a matrix network take, with those of the flow beside them.
MAX_KEPT_NUMBERS = 20_000_000
HUGE = 1e300


@dataclass(frozen=True, eq=False)
class _Parts:
    """What is known of a run before the flow is asked."""

    run: Run
    gradient_square: Array
    at_zero: float
    minimum: float
    size: float
    first: float
    mu: float
    final: Stability
    quadratic: bool
    out_of_reach: float = 0.0


def descend(scenario: DescentScenario, *, known: Stability | None = None) -> DescentSolution:
    """Run gradient descent, and the flow beside it.

    Parameters
    ----------
    scenario : DescentScenario
    known : Stability, optional
        That of the scenario's network, if it is known already.

    Raises
    ------
    ScenarioError
        If the network and the objective do not fit, if the step is a part of a limit that is not
        there, or if a quantity on the way leaves the range of float64.
    """
    with within_range(scenario.field, "descent.beyond_double"):
        limit = known or stability(scenario.network)
        step = _step(scenario, limit)
        return _run(scenario.network, scenario, limit, step, stride(scenario.steps, MAX_KEPT))


def descend_scalar(
    recipe: ScalarScenario,
    step: float | None,
    steps: int,
    limit: Stability,
    *,
    schedule: Schedule = Schedule.CONSTANT,
    choose: ScalarSteps | None = None,
) -> ScalarDescent:
    """The same for a scalar network, whose stability is known.

    Parameters
    ----------
    step : float or None
        None if the steps differ.
    choose : callable, optional
        Steps that are found elsewhere, by this schedule.
    """
    scenario = DescentScenario(network=recipe, steps=steps, step=step, schedule=schedule)
    with within_range(scenario.field, "descent.beyond_double"):
        return _scalar(recipe, scenario, limit, step, stride(steps, MAX_KEPT), choose)


@singledispatch
def _run(
    recipe: Scenario[Any],
    scenario: DescentScenario,
    limit: Stability,
    step: float | None,
    every: int,
) -> DescentSolution:
    """By the loop of the network's model."""
    raise TypeError(type(recipe).__name__)


def _step(scenario: DescentScenario, limit: Stability) -> float | None:
    """The constant one; None if the schedule finds its own."""
    if scenario.schedule is not Schedule.CONSTANT:
        return None
    if scenario.step is not None:
        return scenario.step
    assert scenario.step_fraction is not None
    if limit.step is None:
        raise ScenarioError("step_fraction", "descent.no_limit", reason=limit.why)
    step = scenario.step_fraction * limit.step
    check_time("step_fraction", step, scenario.steps)
    return step


@_run.register
def _scalar(
    recipe: ScalarScenario,
    scenario: DescentScenario,
    limit: Stability,
    step: float | None,
    every: int,
    choose: ScalarSteps | None = None,
) -> ScalarDescent:
    target = recipe.target
    start = initial_weights(recipe)
    at_zero = target * target
    largest = math.sqrt(_largest(max((target - math.prod(start)) ** 2, at_zero)))
    part = scenario.step_fraction or NEAR
    sizes = step or choose or scalar_steps(scenario.schedule, part, target)
    run = scalar_run(start, target, sizes, scenario.steps, every=every, largest=largest)
    assert run.imbalances is not None
    weights = np.stack(run.weights, axis=1)
    products = np.prod(weights, axis=1)
    size = np.abs(weights)
    imbalance = (size[:, :-1] - size[:, 1:]) * (size[:, :-1] + size[:, 1:])
    excess = run.excess[run.kept]
    tau = sum_of_others(weights * weights)
    parts = _Parts(
        run=run,
        gradient_square=4.0 * excess * tau,
        at_zero=at_zero,
        minimum=0.0,
        size=float(size[0].max()) ** 2,
        first=step or 0.0,
        mu=SCALAR_CURVATURE,
        final=limited(2.0 * float(tau[-1])),
        quadratic=len(start) == 1,
    )
    times = _times(run, step)
    flow = solve(replace(recipe, times=tuple(times.tolist())))
    return ScalarDescent(
        **_common(scenario, limit, times, every, parts),
        flow_loss=flow.loss,
        flow_excess=flow.loss,
        weights=weights,
        products=products,
        imbalance=imbalance,
        imbalance_change=run.moved,
        imbalances=run.imbalances,
        gaps=np.sqrt(excess) * np.where(products > target, -1.0, 1.0),
        flow_weights=flow.weights,
    )


@_run.register
def _matrix(
    recipe: MatrixScenario,
    scenario: DescentScenario,
    limit: Stability,
    step: float | None,
    every: int,
) -> MatrixDescent:
    start = recipe.start().weights
    objective = recipe.objective.make(network.product(start))
    objective.check_shape(network.shape(start), recipe.field)
    numbers = recipe.kept_numbers
    if (scenario.steps // every + 2) * numbers > MAX_KEPT_NUMBERS:
        every = stride(scenario.steps, max(1, MAX_KEPT_NUMBERS // numbers - 2))
    at_zero = float(objective.excess(np.zeros(objective.shape)))
    largest = _largest(max(float(objective.excess(network.product(start))), at_zero))
    part = scenario.step_fraction or NEAR
    sizes = step or matrix_steps(scenario.schedule, part, objective)
    run = matrix_run(objective, start, sizes, scenario.steps, every=every, largest=largest)
    products = network.product(run.weights)
    gradient = objective.gradient(products)
    parts = _Parts(
        run=run,
        gradient_square=_squares(network.gradients(run.weights, gradient)),
        at_zero=at_zero,
        minimum=objective.minimum,
        size=max(float(np.vdot(layer, layer)) for layer in start),
        first=step or 0.0,
        mu=objective.mu,
        final=_stability_at(objective, [layer[-1] for layer in run.weights]),
        quadratic=len(start) == 1 and objective.quadratic,
        out_of_reach=least_excess(objective, min(recipe.sides))[0],
    )
    times = _times(run, step)
    flow = solve(replace(recipe, times=tuple(times.tolist())))
    return MatrixDescent(
        **_common(scenario, limit, times, every, parts),
        flow_loss=flow.loss,
        flow_excess=flow.excess,
        products=products,
        layers=tuple(run.weights),
        objective=objective,
        singular_values=np.asarray(np.linalg.svd(finite(products), compute_uv=False), dtype=float),
    )


def _common(
    scenario: DescentScenario, limit: Stability, times: Array, every: int, parts: _Parts
) -> dict[str, Any]:
    run = parts.run
    excess = run.excess[run.kept]
    course = Course(
        excess=run.excess,
        turned=run.turned,
        gradient_square=parts.gradient_square,
        at_zero=parts.at_zero,
        cut=run.cut,
        minimum=parts.minimum,
        quadratic=parts.quadratic,
        out_of_reach=parts.out_of_reach,
    )
    finding = find(course)
    final = parts.final if finding.converged else None
    step = float(run.steps[0]) if len(run.steps) else parts.first
    return {
        "scenario": scenario,
        "step": step,
        "stability": limit,
        "steps": len(run.excess) - 1,
        "every": every,
        "iterations": run.kept,
        "times": times,
        "loss": parts.minimum + excess,
        "excess": excess,
        "every_excess": run.excess,
        "imbalance_drift": _relative(np.abs(run.moved), parts.size),
        "final_stability": final,
        "finding": finding,
        "steps_taken": run.steps,
        "rates": run.rates,
        "curvatures": run.curvatures,
        "mu": parts.mu,
        "drift_unit": parts.size or 1.0,
        "rounding": ROUNDING * course.scale,
        "find_race": lambda: race(scenario, limit, step, run.excess),
    }


def _times(run: Run, step: float | None) -> Array:
    """The flow's times at the kept iterates."""
    if step is not None:
        return np.asarray(step * run.kept)
    times = np.concatenate(([0.0], np.cumsum(run.steps)))[run.kept]
    if not times[-1] <= LONGEST_TIME:
        raise ScenarioError("schedule", "descent.time")
    return times


def _largest(scale: float) -> float:
    """The excess at which a run is cut; finite."""
    return min(TOO_LARGE * scale, HUGE)


def _stability_at(objective: Objective, layers: Sequence[Array]) -> Stability:
    P, Q = preconditioner.grams(layers)
    return limited(matrix_sharpness(objective, P, Q))


def _squares(gradients: Sequence[Array]) -> Array:
    """||.||_F^2 over all layers, for stacks."""
    squares: Array = np.sum([np.einsum("tij,tij->t", part, part) for part in gradients], axis=0)
    return squares


def _relative(moved: Array, size: float) -> Array:
    """Largest of each row beside `size`; 0 without columns or size."""
    largest: Array = moved.max(axis=1, initial=0.0)
    return largest / size if size else largest
