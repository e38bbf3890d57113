"""Frozen results."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from core.arrays import Array
from core.scalar.network import ScalarNetwork

if TYPE_CHECKING:  # the scenario names the class of its solution
    from core.scalar.scenario import ScalarScenario


class Outcome(StrEnum):
    """What happens to a flow."""

    CONVERGES = "converges"
    CROSSES_ZERO = "crosses zero"
    OVERSHOOTS = "overshoots"
    AT_MINIMUM = "at the minimum"
    STATIONARY = "stationary"
    SADDLE = "saddle"
    DECAYS = "decays"
    DECAYS_ALGEBRAICALLY = "decays algebraically"


@dataclass(frozen=True, eq=False)
class ScalarSolution:
    """The flow of a deep scalar network and what is guaranteed about it.

    T is the number of times, L the depth. Time has the unit of the flow dw/dt = -grad; rates are
    per unit of time.

    Attributes
    ----------
    scenario : ScalarScenario
    network : ScalarNetwork
        The conserved imbalances and the start.
    product : float
        w(0).
    margin : float
        Least |w| in the loss sublevel set of the start; 0 says nothing.
    gamma : float
        PL constant used.
    alpha_star : float
        Exact minimum of the preconditioner under the margin.
    alpha_lower_bound : float
        Closed-form lower bound of it.
    smallest_square : float
        x*, the square of the smallest weight where the minimum is attained.
    measured_rate : float
        gamma times the infimum over all t >= 0 of tau(t), from the exact path, not a sample.
    tightness : float or None
        gamma alpha_star / measured_rate, at most 1; None where the flow itself has rate 0.
    horizon : float
        Last time.
    times : ndarray, shape (T,)
    loss : ndarray, shape (T,)
        (y - w)^2, to full relative accuracy.
    weights : ndarray, shape (T, L)
    products : ndarray, shape (T,)
        w(t).
    preconditioner : ndarray, shape (T,)
        tau(t).
    envelope, lower_bound_envelope, progressive_envelope : ndarray, shape (T,)
        Upper bounds of the loss with the rates gamma alpha_star, gamma alpha_lower_bound, and the
        rate that grows with the margin.
    final_weights : ndarray, shape (L,)
        The weights as t goes to infinity.
    outcome : Outcome
    status : str
        What happens, and why, in a sentence or two.
    guarantee : str
        What is guaranteed, or why nothing is.
    """

    scenario: ScalarScenario
    network: ScalarNetwork
    product: float
    margin: float
    gamma: float
    alpha_star: float
    alpha_lower_bound: float
    smallest_square: float
    measured_rate: float
    tightness: float | None
    horizon: float
    times: Array
    loss: Array
    weights: Array
    products: Array
    preconditioner: Array
    envelope: Array
    lower_bound_envelope: Array
    progressive_envelope: Array
    final_weights: Array
    outcome: Outcome
    status: str
    guarantee: str

    def to_json(self) -> dict[str, Any]:
        """The answer as JSON values."""
        return {
            "model": "scalar",
            "product": self.product,
            "imbalance": self.network.imbalance.tolist(),
            "cumulative_imbalance": self.network.cumulative_imbalance.tolist(),
            "margin": self.margin,
            "gamma": self.gamma,
            "alpha_star": self.alpha_star,
            "alpha_lower_bound": self.alpha_lower_bound,
            "measured_rate": self.measured_rate,
            "tightness": self.tightness,
            "horizon": self.horizon,
            "times": self.times.tolist(),
            "loss": self.loss.tolist(),
            "weights": self.weights.tolist(),
            "preconditioner": self.preconditioner.tolist(),
            "envelope": self.envelope.tolist(),
            "lower_bound_envelope": self.lower_bound_envelope.tolist(),
            "progressive_envelope": self.progressive_envelope.tolist(),
            "outcome": str(self.outcome),
            "status": self.status,
            "guarantee": self.guarantee,
        }
