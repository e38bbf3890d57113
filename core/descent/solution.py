"""Frozen results of gradient descent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.arrays import Array
from core.descent.scenario import DescentScenario
from core.descent.sharpness import Stability, compared
from core.descent.verdict import Finding, Verdict
from core.guarantee.decay import reached
from words import say


class Judged:
    """What a run says of itself, in a word and in sentences."""

    step: float
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
    def limit(self) -> str:
        """What the stable limit is and how the step compares, or why there is none."""
        return say(compared(self.stability, self.step, self.final_stability))


@dataclass(frozen=True, eq=False, kw_only=True)
class DescentSolution(Judged):
    """A run of gradient descent, at K kept iterates, and the flow at the same times.

    Attributes
    ----------
    scenario : DescentScenario
    step : float
    stability : Stability
        Sharpness and stable step at the minimum that the flow reaches.
    steps : int
        Steps taken; fewer than asked for if the run was cut.
    every : int
        One of so many iterates is kept (an odd number), and the last.
    iterations : ndarray of int, shape (K,)
        Steps taken before each kept iterate.
    times : ndarray, shape (K,)
        step * iterations: the flow's times.
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
        return {
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
        }


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
    flow_weights : ndarray, shape (F, L)
        Those of the flow at the first F <= K times.
    """

    weights: Array
    products: Array
    imbalance: Array
    imbalance_change: Array
    flow_weights: Array

    def to_json(self) -> dict[str, Any]:
        """The answer as JSON values."""
        return {
            "model": "scalar",
            **super().to_json(),
            "weights": self.weights.tolist(),
            "products": self.products.tolist(),
            "imbalance": self.imbalance.tolist(),
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
    """

    products: Array
    singular_values: Array

    def to_json(self) -> dict[str, Any]:
        """The answer as JSON values."""
        return {
            "model": "matrix",
            **super().to_json(),
            "products": self.products.tolist(),
            "singular_values": self.singular_values.tolist(),
        }
