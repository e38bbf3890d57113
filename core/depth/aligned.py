"""Gradient descent of one network of a depth family, mode by mode.

Where all layers share their singular vectors with the target, they do so after every step, and each
singular value is a scalar network of its own: 1/2 (y - w)^2 with step h moves as (y - w)^2 with
step h/2. So `core.descent` of a scalar network, once a mode, is the descent of the matrix network,
at a fraction of its cost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.arrays import Array, listed
from core.depth.certificate import certify_modes
from core.depth.curves import DepthCurves, depth_curves
from core.depth.family import DepthFamily
from core.depth.square import aligned_eigenvalues, square_shortfall
from core.depth.steps import as_chosen, joint_steps
from core.descent.certified.certificate import Certificate
from core.descent.curvature import scalar_sharpness
from core.descent.descend import MAX_KEPT, descend_scalar
from core.descent.schedule import Schedule
from core.descent.sharpness import Stability, limited
from core.descent.solution import Judged, ScalarDescent
from core.descent.verdict import Course, Finding, find
from core.errors import ScenarioError
from core.float64 import within_range
from core.guarantee.candidates import AlphaSource
from core.guarantee.deep import Shortfall
from core.scalar.polynomial import sum_of_others
from core.scalar.scenario import ScalarScenario
from core.scalar.solution import ScalarSolution
from core.solving import solve
from words import Message

#: Every iterate is kept, to be drawn.
MAX_STEPS = MAX_KEPT
#: Of the loss at the start: below, its quotients are rounding.
SEEN = 1e-22
_CURVE = 240  # samples of the flow's curves


@dataclass(frozen=True, eq=False)
class AlignedDescent(Judged):
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
        How large each step is.
    step : float
        The first; of the constant schedule, every one.
    unit : float
        What `step` is a part of: the stable step, or where the flow reaches no minimum, the stable
        step at a minimum with the imbalances of the start.
    steps : int
        Steps taken; fewer than asked for if the run was cut.
    times : ndarray, shape (K,)
        The sum of the steps before: step * k if they are all the same.
    steps_taken : ndarray, shape (steps,)
        The size of every step.
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
    times: Array
    steps_taken: Array
    loss: Array
    flow_loss: Array
    imbalance_drift: Array
    modes: tuple[ScalarDescent, ...]
    curve_times: Array
    curve_loss: Array
    curve_weights: Array
    finding: Finding
    final_stability: Stability | None

    @cached_property
    def shortfall(self) -> Shortfall | None:
        """Why nothing is guaranteed; None where something is, or where alpha* is known to be 0."""
        if self.at.alpha_source != (AlphaSource.NONE,):
            return None
        return square_shortfall(self.family, self.depth)

    @cached_property
    def certificate(self) -> Certificate:
        """What the start guarantees of the whole run."""
        constant = self.schedule is Schedule.CONSTANT
        step = self.step if constant else None
        recipes = modes_of(self.family, self.depth)
        return certify_modes(recipes, factor_of(self.family), step, self.schedule)

    @cached_property
    def factors(self) -> Array:
        """What every step leaves of the loss, shape (steps,); NaN once it is 0."""
        before = self.loss[:-1]
        return np.where(before > 0.0, self.loss[1:], np.nan) / np.where(before > 0.0, before, 1.0)

    @cached_property
    def guaranteed_factors(self) -> Array:
        """What it leaves at most, known before it is taken, shape (steps,); NaN if nothing is.

        Every mode has a factor of its own at the point where the step is taken.
        """
        sure, whole = np.zeros(self.steps), np.zeros(self.steps)
        for mode in self.modes:
            excess = mode.excess[: self.steps]
            own = mode.guaranteed_factors[: self.steps]
            sure += np.where(excess > 0.0, own, 0.0) * excess
            whole += excess
        return sure / np.where(whole > 0.0, whole, 1.0)

    @cached_property
    def ceilings(self) -> Array:
        """What the loss is at most, one step at a time, shape (K,); NaN from where it is not known.

        Its start times the guaranteed factors, and no lower than the rounding of the weights.
        """
        factors: Array = np.concatenate((np.ones(1), self.guaranteed_factors))
        return self._above(np.multiply.accumulate(factors))

    @cached_property
    def envelope(self) -> Array | None:
        """What the loss is at most by the certificate, shape (K,): known before the run."""
        factor = self.certificate.factor
        if factor is None:
            return None
        return self._above(factor ** np.arange(self.steps + 1, dtype=float))

    @property
    def worst_factor(self) -> float | None:
        """The largest of the factors while the loss is no rounding; None if there is none."""
        there = self.factors[self.loss[1:] > SEEN * self.loss[0]]
        return float(there.max()) if there.size else None

    @property
    def certified_part(self) -> float | None:
        """The largest certified step beside the stable one; None where one of them is missing."""
        largest, stable = self.certificate.largest_step, self.stability.step
        return None if largest is None or stable is None else largest / stable

    @property
    def drift_ceiling(self) -> float | None:
        """`imbalance_drift` is never above it; None without a certificate."""
        drift = self.certificate.drift
        return None if drift is None else drift / (_size(self.modes) or 1.0)

    @property
    def imbalances(self) -> Array:
        """d_l of the largest mode, shape (K, depth - 1); those of others are in `modes`."""
        return self.modes[0].imbalances[: self.steps + 1]

    @cached_property
    def sharpness(self) -> Array | None:
        """Largest eigenvalue of the Hessian in the directions of the modes, shape (K,).

        None for networks so deep that it would take too long.
        """
        found = [mode.sharpness for mode in self.modes]
        known = [each[: self.steps + 1] for each in found if each is not None]
        if len(known) < len(found):
            return None
        return np.asarray(factor_of(self.family) * np.max(known, axis=0))

    def sharpness_at(self, rows: NDArray[np.intp] | slice) -> Array:
        """That of these iterates alone."""
        found = [scalar_sharpness(mode.weights[rows], mode.gaps[rows]) for mode in self.modes]
        return np.asarray(factor_of(self.family) * np.max(found, axis=0))

    def _above(self, parts: Array) -> Array:
        floor = min(sum(mode.rounding for mode in self.modes), float(self.loss[0]))
        return np.asarray(np.maximum(self.loss[0] * parts, floor))

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
        The step as a part of the stable one (see `AlignedDescent.unit`); of the largest stable
        schedule, as a part of 2 / sharpness at every point. The certified one needs none.
    steps : int
        1 to 1000.
    schedule : Schedule
        How large each step is.

    Raises
    ------
    ScenarioError
        If there is no such network or run, or if it leaves double precision.
    """
    if not 1 <= steps <= MAX_STEPS:
        raise ScenarioError("steps", "depth.steps", most=MAX_STEPS, value=steps)
    at = depth_curves(replace(family, depths=(depth,)))
    stable, unit = _stability(family, at)
    factor = factor_of(family)
    recipes = modes_of(family, depth)
    modes = _descents(recipes, factor * step_fraction * unit, steps, schedule, step_fraction)
    taken = min(mode.steps for mode in modes)
    constant = schedule is Schedule.CONSTANT
    step = step_fraction * unit if constant else modes[0].step / factor
    sizes = modes[0].steps_taken[:taken] / factor
    times = step * np.arange(taken + 1.0)
    if not constant:
        times = np.concatenate(([0.0], np.cumsum(sizes)))
    loss = factor * _total(modes, "excess", taken)
    finding = _finding(family, modes, loss, taken)
    # A picture of one point still needs a time to its right.
    end = float(times[-1]) if taken else step
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
        times=times,
        steps_taken=np.full(taken, step) if constant else sizes,
        loss=loss,
        flow_loss=weight * _total(modes, "flow_excess", taken),
        imbalance_drift=_drift(modes, taken),
        modes=modes,
        curve_times=flows[0].times / factor,
        curve_loss=weight * np.sum([flow.loss for flow in flows], axis=0),
        curve_weights=flows[0].weights,
        finding=finding,
        final_stability=_final(family, modes) if finding.converged else None,
    )


def _descents(
    recipes: Sequence[ScalarScenario], step: float, steps: int, schedule: Schedule, part: float
) -> tuple[ScalarDescent, ...]:
    """Of all modes, in steps that they take together."""
    unknown = Stability(None, None)
    if schedule is Schedule.CONSTANT:
        return tuple(descend_scalar(recipe, step, steps, unknown) for recipe in recipes)
    with within_range("schedule", "descent.beyond_double"):
        sizes = joint_steps(recipes, schedule, part, steps)
    return tuple(
        descend_scalar(recipe, None, steps, unknown, schedule=schedule, choose=as_chosen(sizes))
        for recipe in recipes
    )


def factor_of(family: DepthFamily) -> float:
    """Of the loss beside those of the modes, and so of a mode's step."""
    return 0.5 if family.modes else 1.0


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
    factor = factor_of(family)
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
    size = _size(modes)
    return np.asarray(largest / size if size else largest)


def _size(modes: Sequence[ScalarDescent]) -> float:
    """The largest ||W_l(0)||_F^2."""
    return float(max(sum(mode.weights[0] ** 2 for mode in modes)))


def _final(family: DepthFamily, modes: Sequence[ScalarDescent]) -> Stability:
    """Of the largest mode, which is the sharpest, or of the sharpest pair where they differ."""
    squares = np.array([mode.weights[-1] ** 2 for mode in modes])
    if family.square:
        return limited(float(aligned_eigenvalues(squares).max()))
    return limited((1.0 if family.modes else 2.0) * float(sum_of_others(squares).max()))


def _flow(recipe: ScalarScenario, end: float) -> ScalarSolution:
    """Times that are even, and as many that crowd at the start, where most happens."""
    part = np.linspace(0.0, 1.0, _CURVE // 2 + 1)
    times = end * np.unique(np.concatenate((part, part**3)))
    return solve(replace(recipe, times=tuple(times.tolist())))
