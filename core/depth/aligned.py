"""Gradient descent of one network of a depth family, mode by mode.

Where all layers share their singular vectors with the target, they do so after every step, and each
singular value is a scalar network of its own: 1/2 (y - w)^2 with step h moves as (y - w)^2 with
step h/2. So `core.descent` of a scalar network, once a mode, is the descent of the matrix network,
at a fraction of its cost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from core.arrays import Array, listed
from core.depth.certified import CertifiedModes
from core.depth.curves import DepthCurves, depth_curves
from core.depth.family import DepthFamily
from core.depth.joint import sizes
from core.descent.descend import MAX_KEPT, descend_scalar, descend_scheduled
from core.descent.schedule import Schedule
from core.descent.sharpness import Stability, limited
from core.descent.solution import Judged, ScalarDescent
from core.descent.verdict import Course, Finding, find
from core.errors import ScenarioError
from core.float64 import within_range
from core.scalar.polynomial import sum_of_others
from core.scalar.scenario import ScalarScenario
from core.scalar.solution import ScalarSolution
from core.solving import solve
from words import Message

#: Every iterate is kept, to be drawn.
MAX_STEPS = MAX_KEPT
_CURVE = 240  # samples of the flow's curves


@dataclass(frozen=True, eq=False)
class AlignedDescent(CertifiedModes, Judged):
    """A run of the network of one depth, every iterate kept, and the flow beside it.

    Attributes
    ----------
    family : DepthFamily
    depth : int
    at : DepthCurves
        The family's numbers at this depth alone, arrays of shape (1,).
    stability : Stability
        At the minimum that the flow reaches.
    schedule : Schedule
        How large each step is: the smallest that any mode chooses.
    step : float
        The first; of the constant schedule, every one.
    unit : float
        What a constant step is a part of: the stable step, or where the flow reaches no minimum,
        the stable step at a minimum with the imbalances of the start.
    steps : int
        Steps taken; fewer than asked for if the run was cut.
    steps_taken : ndarray, shape (K - 1,)
        The size of every step.
    times : ndarray, shape (K,)
        The sum of the steps before: step * k if they are all the same.
    loss, flow_loss : ndarray, shape (K,)
        Of the run, and of the flow at the same times.
    imbalance_drift : ndarray, shape (K,)
        max_l ||D_l - D_l(0)||_F beside the largest ||W_l(0)||_F^2.
    modes : tuple of ScalarDescent
        The run of each mode, largest first. May be longer than K if another mode was cut.
    curve_times, curve_loss : ndarray, shape (C,)
        The flow's loss, sampled for a picture.
    curve_weights : ndarray, shape (C, depth)
        The largest mode along the flow.
    finding : Finding
        What happens, from the iterates alone.
    final_stability : Stability or None
        Where the largest mode ended, which is the sharpest; None if the run has not converged.
    """

    family: DepthFamily
    depth: int
    at: DepthCurves
    stability: Stability
    schedule: Schedule
    step: float
    unit: float
    steps: int
    steps_taken: Array
    times: Array
    loss: Array
    flow_loss: Array
    imbalance_drift: Array
    modes: tuple[ScalarDescent, ...]
    curve_times: Array
    curve_loss: Array
    curve_weights: Array
    finding: Finding
    final_stability: Stability | None

    @property
    def factor(self) -> float:
        """Of the loss, and so of a mode's step."""
        return 0.5 if self.family.modes else 1.0

    @property
    def certified_part(self) -> float | None:
        """The largest certified step beside the stable one; None where one of them is missing."""
        largest, stable = self.certificate.largest_step, self.stability.step
        return None if largest is None or stable is None else largest / stable

    def to_json(self) -> dict[str, Any]:
        """The run as JSON values."""
        return {
            "depth": self.depth,
            "schedule": str(self.schedule),
            "step": self.step,
            "stable_step": self.stability.step,
            "sharpness": self.stability.sharpness,
            "steps": self.steps,
            "times": listed(self.times),
            "loss": listed(self.loss),
            "flow_loss": listed(self.flow_loss),
            "imbalance_drift": listed(self.imbalance_drift),
            "verdict": str(self.verdict),
            "status": self.status,
            "limit": self.limit,
            "certificate": self.certificate.to_json(),
            "reason": self.certificate.reason,
            "step_sizes": listed(self.steps_taken),
            "factors": listed(self.factors),
            "guaranteed_factors": listed(self.guaranteed_factors),
            "loss_ceiling": listed(self.ceilings),
            "envelope": None if self.envelope is None else listed(self.envelope),
            "drift_ceiling": self.drift_ceiling,
        }


def aligned_descent(
    family: DepthFamily,
    depth: int,
    step_fraction: float,
    steps: int,
    schedule: Schedule = Schedule.CONSTANT,
) -> AlignedDescent:
    """Run gradient descent on the family's network of this depth.

    Parameters
    ----------
    family : DepthFamily
    depth : int
        1 to 64.
    step_fraction : float
        The constant step as a part of the stable one (see `AlignedDescent.unit`).
    steps : int
        1 to 1000.
    schedule : Schedule, optional

    Raises
    ------
    ScenarioError
        If there is no such network or run, or if it leaves double precision.
    """
    if not 1 <= steps <= MAX_STEPS:
        raise ScenarioError("steps", "depth.steps", most=MAX_STEPS, value=steps)
    at = depth_curves(replace(family, depths=(depth,)))
    stable, unit = _stability(family, at)
    factor = 0.5 if family.modes else 1.0  # of the loss, and so of a mode's step
    recipes = modes_of(family, depth)
    modes, step = _runs(recipes, factor, step_fraction * unit, steps, schedule)
    taken = min(mode.steps for mode in modes)
    sizes_taken = modes[0].steps_taken[:taken] / factor
    times = _times(step, sizes_taken, schedule)
    loss = factor * _total(modes, "excess", taken)
    finding = _finding(family, modes, loss, taken)
    # A picture of one point still needs a time to its right.
    end = float(times[-1]) or step
    flows = [_flow(recipe, factor * end) for recipe in recipes]
    # A start that is the minimum to rounding is that for the flow too, and its loss 0.
    weight = factor if loss[0] else 0.0
    return AlignedDescent(
        family=family,
        depth=depth,
        at=at,
        stability=stable,
        schedule=schedule,
        step=step,
        unit=unit,
        steps=taken,
        steps_taken=sizes_taken,
        times=times,
        loss=loss,
        flow_loss=weight * _total(modes, "flow_excess", taken),
        imbalance_drift=_drift(modes, taken),
        modes=modes,
        curve_times=flows[0].times / factor,
        curve_loss=weight * np.sum([flow.loss for flow in flows], axis=0),
        curve_weights=flows[0].weights,
        finding=finding,
        final_stability=_final(modes, factor) if finding.converged else None,
    )


def _stability(family: DepthFamily, at: DepthCurves) -> tuple[Stability, float]:
    """The limit, and the unit of the step."""
    sharpness = float(at.sharpness[0])
    if not np.isnan(sharpness):
        stable = limited(sharpness)
        assert stable.step is not None  # the target is not 0
        return stable, stable.step
    beside = depth_curves(replace(family, product=family.target, depths=at.family.depths))
    unit = float(beside.stable_step[0])
    code = "depth.saddle_start" if family.product == 0.0 else "depth.saddle"
    return Stability(None, None, Message(code, unit=unit)), unit


def _runs(
    recipes: Sequence[ScalarScenario],
    factor: float,
    step: float,
    steps: int,
    schedule: Schedule,
) -> tuple[tuple[ScalarDescent, ...], float]:
    """The run of every mode, and the first step."""
    unknown = Stability(None, None)
    if schedule is Schedule.CONSTANT:
        return tuple(descend_scalar(each, factor * step, steps, unknown) for each in recipes), step
    with within_range("schedule", "descent.beyond_double"):
        chosen = sizes(recipes, schedule, factor, steps)
    own = [factor * size for size in chosen]
    return tuple(descend_scheduled(each, own, schedule, unknown) for each in recipes), chosen[0]


def _times(step: float, taken: Array, schedule: Schedule) -> Array:
    if schedule is Schedule.CONSTANT:
        return np.asarray(step * np.arange(taken.size + 1.0))
    return np.concatenate(([0.0], np.cumsum(taken)))


def modes_of(family: DepthFamily, depth: int) -> list[ScalarScenario]:
    """The scalar networks that a network of the family consists of, largest first."""
    targets = (family.target * family.mode_sizes).tolist()
    return [
        ScalarScenario(weights=tuple(weights), target=target)
        for weights, target in zip(family.mode_weights(depth).tolist(), targets, strict=True)
    ]


def _total(modes: Sequence[ScalarDescent], name: str, steps: int) -> Array:
    return np.asarray(np.sum([getattr(mode, name)[: steps + 1] for mode in modes], axis=0))


def _finding(
    family: DepthFamily, modes: Sequence[ScalarDescent], loss: Array, steps: int
) -> Finding:
    """The verdict on all modes together."""
    factor = 0.5 if family.modes else 1.0
    targets = family.target * family.mode_sizes
    gaps = targets[:, None] - np.array([mode.products[: steps + 1] for mode in modes])
    tau = np.array([sum_of_others(mode.weights[: steps + 1] ** 2) for mode in modes])
    course = Course(
        excess=loss,
        turned=(gaps[:, 1:] * gaps[:, :-1]).sum(axis=0) < 0.0,
        gradient_square=(4.0 * factor * factor * gaps * gaps * tau).sum(axis=0),
        at_zero=factor * float(targets @ targets),
        cut=any(mode.cut and mode.steps == steps for mode in modes),
    )
    return find(course)


def _drift(modes: Sequence[ScalarDescent], steps: int) -> Array:
    moved = np.array([mode.imbalance_change[: steps + 1] for mode in modes])
    largest = np.sqrt((moved * moved).sum(axis=0)).max(axis=1, initial=0.0)
    size = float(max(sum(mode.weights[0] ** 2 for mode in modes)))
    return np.asarray(largest / size if size else largest)


def _final(modes: Sequence[ScalarDescent], factor: float) -> Stability:
    """Of the largest mode, which is the sharpest."""
    tau = max(float(sum_of_others(mode.weights[-1] ** 2)) for mode in modes)
    return limited(2.0 * factor * tau)


def _flow(recipe: ScalarScenario, end: float) -> ScalarSolution:
    """Times that are even, and as many that crowd at the start, where most happens."""
    part = np.linspace(0.0, 1.0, _CURVE // 2 + 1)
    times = end * np.unique(np.concatenate((part, part**3)))
    return solve(replace(recipe, times=tuple(times.tolist())))
