"""Frozen results of gradient descent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core import network
from core.arrays import Array, listed
from core.descent.certified.certificate import Certificate, certify, factor_of
from core.descent.curvature import MAX_WORK, scalar_sharpness, sharpness_at
from core.descent.race import Race
from core.descent.scenario import DescentScenario
from core.descent.schedule import Schedule
from core.descent.sharpness import Stability, compared
from core.descent.verdict import Finding, Verdict
from core.guarantee.decay import reached
from core.objective.base import Objective
from words import Message, say


class Judged:
    """What a run says of itself, in a word and in sentences."""

    step: float
    steps_taken: Array
    stability: Stability
    final_stability: Stability | None
    finding: Finding

    @property
    def verdict(self) -> Verdict:
        """What happens, in a word."""
        return self.finding.verdict

    @property
    def status(self) -> str:
        """What happens, in a sentence or two."""
        return say(self.finding.message)

    @property
    def compared(self) -> tuple[Message, ...]:
        """What the stable limit is and how the steps compare, or why there is none."""
        least, most = self.step, self.step
        if self.steps_taken.size:
            least, most = float(self.steps_taken.min()), float(self.steps_taken.max())
        return compared(self.stability, least, most, self.final_stability)

    @property
    def limit(self) -> str:
        """The same in a sentence or two."""
        return say(self.compared)


@dataclass(frozen=True, eq=False, kw_only=True)
class DescentSolution(Judged):
    """A run of gradient descent, at K kept iterates, and the flow at the same times.

    Attributes
    ----------
    scenario : DescentScenario
    step : float
        The first; of the constant schedule, every one.
    stability : Stability
        Sharpness and stable step at the minimum that the flow reaches.
    steps : int
        Steps taken; fewer than asked for if the run was cut.
    every : int
        One of so many iterates is kept (an odd number), and the last.
    iterations : ndarray of int, shape (K,)
        Steps taken before each kept iterate.
    times : ndarray, shape (K,)
        The sum of the steps before: step * iterations if they are all the same. The flow's times.
    loss, excess : ndarray, shape (K,)
        f(W) and f(W) - f*.
    every_excess : ndarray, shape (steps + 1,)
        f(W) - f* after every step, from the start on.
    flow_loss, flow_excess : ndarray, shape (F,)
        Those of the flow at the first F <= K times; F < K only if the flow was stopped early.
    imbalance_drift : ndarray, shape (K,)
        max_l ||D_l - D_l(0)||_F beside the largest ||W_l(0)||_F^2; that of the flow is 0.
    final_stability : Stability or None
        Sharpness and stable step where the run ended; None if it has not converged.
    finding : Finding
        What happens, from the iterates alone.
    steps_taken : ndarray, shape (steps,)
        The size of every step.
    rates : ndarray, shape (steps,)
        lambda_min(T) before every step; of more than two layers of matrices ||g||^2 / (2 mu e),
        which is no smaller; NaN where they have more than 64 weights and the step is constant.
    curvatures : ndarray, shape (steps,)
        K_t of every step (`core.descent.step.one_step`, `deep_step`); NaN for the same.
    mu : float
        Of the objective.
    drift_unit : float
        The largest ||W_l(0)||_F^2, which drifts are told beside.
    rounding : float
        f - f* that is nothing but rounding of W.
    find_race : callable
        Makes `race`.
    """

    scenario: DescentScenario
    step: float
    stability: Stability
    steps: int
    every: int
    iterations: NDArray[np.int64]
    times: Array
    loss: Array
    excess: Array
    every_excess: Array
    flow_loss: Array
    flow_excess: Array
    imbalance_drift: Array
    final_stability: Stability | None
    finding: Finding
    steps_taken: Array
    rates: Array
    curvatures: Array
    mu: float
    drift_unit: float
    rounding: float
    find_race: Callable[[], Race] = field(repr=False)

    @cached_property
    def race(self) -> Race:
        """Steps to 10^-k of the start under each schedule, beside the flow's time."""
        return self.find_race()

    @cached_property
    def certificate(self) -> Certificate:
        """What the start guarantees of the whole run."""
        schedule = self.scenario.schedule
        step = self.step if schedule is Schedule.CONSTANT else None
        return certify(self.scenario.network, step, schedule)

    @cached_property
    def factors(self) -> Array:
        """What every step leaves of f - f*, shape (steps,); NaN once it is 0."""
        before, after = self.every_excess[:-1], self.every_excess[1:]
        known = before > 0.0
        return np.where(known, after, np.nan) / np.where(known, before, 1.0)

    @cached_property
    def guaranteed_factors(self) -> Array:
        """What it leaves at most, known before it is taken, shape (steps,); NaN if nothing is.

        1 - 2 mu lambda_min(T) eta (1 - eta K_t / 2) at the point where it is taken; K_t may be as
        small as the K of the certificate, and lambda_min(T) no smaller than its alpha.
        """
        rates, K, certificate = self.rates, self.curvatures, self.certificate
        if certificate.alpha is not None and certificate.smoothness is not None:
            rates, K = np.fmax(rates, certificate.alpha), np.fmin(K, certificate.smoothness)
        return sure_factors(self.mu, rates, self.steps_taken, K)

    @cached_property
    def ceilings(self) -> Array:
        """What f - f* is at most, one step at a time, shape (steps + 1,); NaN from where it is not.

        Its start times the guaranteed factors, and no lower than the rounding of W: there a loss
        does not fall on.
        """
        factors = np.concatenate(([1.0], self.guaranteed_factors))
        ceilings = self.every_excess[0] * np.cumprod(factors)
        return np.asarray(np.maximum(ceilings, min(self.rounding, float(self.every_excess[0]))))

    @cached_property
    def envelope(self) -> Array | None:
        """What f - f* is at most by the certificate, shape (steps + 1,): known before the run."""
        factor = self.certificate.factor
        if factor is None:
            return None
        first = float(self.every_excess[0])
        envelope = first * factor ** np.arange(self.steps + 1.0)
        return np.asarray(np.maximum(envelope, min(self.rounding, first)))

    @property
    def drift_ceiling(self) -> float | None:
        """`imbalance_drift` is never above it; None without a certificate."""
        drift = self.certificate.drift
        return None if drift is None else drift / self.drift_unit

    @property
    def cut(self) -> bool:
        """Whether the run was stopped because it diverges."""
        return self.steps < self.scenario.steps

    def steps_to(self, goal: float) -> int | None:
        """Steps until f(W) - f* is no more than `goal`; None if it never is."""
        return reached(self.every_excess, goal)

    @property
    def step_fraction(self) -> float | None:
        """The step beside the stable limit, None where there is none."""
        return self.step / self.stability.step if self.stability.step else None

    def to_json(self) -> dict[str, Any]:
        """The answer as JSON values."""
        final = self.final_stability
        before = self.iterations[:-1]  # the steps that follow kept iterates
        return {
            "schedule": str(self.scenario.schedule),
            "step": self.step,
            "step_fraction": self.step_fraction,
            "stable_step": self.stability.step,
            "sharpness": self.stability.sharpness,
            "final_stable_step": final and final.step,
            "steps": self.steps,
            "every": self.every,
            "iterations": self.iterations.tolist(),
            "times": self.times.tolist(),
            "loss": self.loss.tolist(),
            "excess": self.excess.tolist(),
            "flow_loss": self.flow_loss.tolist(),
            "flow_excess": self.flow_excess.tolist(),
            "imbalance_drift": self.imbalance_drift.tolist(),
            "verdict": str(self.verdict),
            "status": self.status,
            "limit": self.limit,
            "certificate": self.certificate.to_json(),
            "reason": self.certificate.reason,
            "step_sizes": self.steps_taken[before].tolist(),
            "factors": listed(self.factors[before]),
            "guaranteed_factors": listed(self.guaranteed_factors[before]),
            "excess_ceiling": listed(self.ceilings[self.iterations]),
            "envelope": None if self.envelope is None else listed(self.envelope[self.iterations]),
            "drift_ceiling": self.drift_ceiling,
            "steps_to": self.race.to_json(),
        }


def sure_factors(mu: float, rates: Array, steps: Array, curvatures: Array) -> Array:
    """1 - 2 mu lambda_min(T) eta (1 - eta K / 2), NaN where that is not below 1."""
    with np.errstate(all="ignore"):
        factors = factor_of(mu, rates, steps, curvatures)
    return np.where((steps * curvatures < 2.0) & (rates > 0.0), factors, np.nan)


@dataclass(frozen=True, eq=False, kw_only=True)
class ScalarDescent(DescentSolution):
    """A run of a scalar network of depth L.

    Attributes
    ----------
    weights : ndarray, shape (K, L)
    products : ndarray, shape (K,)
        w.
    imbalance : ndarray, shape (K, L - 1)
        d_l = w_l^2 - w_{l+1}^2.
    imbalance_change : ndarray, shape (K, L - 1)
        d_l(k) - d_l(0), summed from the step^2 (g_l^2 - g_{l+1}^2) of the steps: exact where the
        difference of `imbalance` is rounding.
    imbalances : ndarray, shape (K, L - 1)
        d_l once more, from what every step leaves of it: it has all its digits where descent has
        all but balanced the layers.
    flow_weights : ndarray, shape (F, L)
        Those of the flow at the first F <= K times.
    gaps : ndarray, shape (K,)
        y - w.
    """

    weights: Array
    products: Array
    imbalance: Array
    imbalance_change: Array
    imbalances: Array
    flow_weights: Array
    gaps: Array

    @cached_property
    def sharpness(self) -> Array | None:
        """Largest eigenvalue of the Hessian at the kept iterates, shape (K,); None if too much."""
        if len(self.gaps) * self.weights.shape[1] ** 3 > MAX_WORK:
            return None
        with np.errstate(all="ignore"):
            return scalar_sharpness(self.weights, self.gaps)

    def to_json(self) -> dict[str, Any]:
        """The answer as JSON values."""
        return {
            "model": "scalar",
            **super().to_json(),
            "weights": self.weights.tolist(),
            "products": self.products.tolist(),
            "imbalance": self.imbalance.tolist(),
            "imbalances": self.imbalances.tolist(),
            "sharpness_along": None if self.sharpness is None else listed(self.sharpness),
        }


@dataclass(frozen=True, eq=False, kw_only=True)
class MatrixDescent(DescentSolution):
    """A run of a matrix network.

    Attributes
    ----------
    products : ndarray, shape (K, n, m)
        W.
    singular_values : ndarray, shape (K, min(n, m))
        Those of W, largest first.
    layers : tuple of ndarray, shapes (K, h_{l-1}, h_l)
    objective : Objective
    """

    products: Array
    singular_values: Array
    layers: tuple[Array, ...]
    objective: Objective

    @cached_property
    def imbalances(self) -> Array:
        """||D_l||_F at the kept iterates, shape (K, L - 1)."""
        norms = [np.linalg.norm(D, axis=(1, 2)) for D in network.imbalances(self.layers)]
        return np.reshape(norms, (len(norms), len(self.iterations))).T

    @cached_property
    def sharpness(self) -> Array | None:
        """Largest eigenvalue of the Hessian at the kept iterates, shape (K,); None if too much."""
        found = [sharpness_at(self.objective, each) for each in zip(*self.layers, strict=True)]
        return None if None in found else np.array(found, dtype=float)

    def to_json(self) -> dict[str, Any]:
        """The answer as JSON values."""
        return {
            "model": "matrix",
            **super().to_json(),
            "products": self.products.tolist(),
            "singular_values": self.singular_values.tolist(),
            "sharpness_along": None if self.sharpness is None else listed(self.sharpness),
        }
