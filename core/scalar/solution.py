"""Frozen results."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

from core.arrays import Array
from core.scalar.ceiling import FASTEST
from core.scalar.end import ScalarEnd
from core.scalar.flow.decay import PARTS, Decay, TimeTo, time_to
from core.scalar.network import ScalarNetwork
from words import Message, say

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

    @property
    def at_target(self) -> bool:
        """Whether the flow ends at a minimum of the loss."""
        return self not in (Outcome.STATIONARY, Outcome.SADDLE)


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
    beta_star : float
        Exact maximum of the preconditioner where the loss is no larger than at the start.
    smallest_square : float
        x*, the square of the smallest weight where the minimum is attained.
    infimum : float
        gamma times the infimum over all t >= 0 of tau(t), its limit included: the slowest moment.
        From the exact path, not a sample.
    final_rate : float
        gamma times the limit of tau(t).
    tightness : float or None
        gamma alpha_star / infimum, above 1 by no more than rounding; None where the infimum is 0.
    decay : Decay
        Of `decay_rate` and `time_to`.
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
    envelope, lower_bound_envelope : ndarray, shape (T,)
        Upper bounds of the loss with the rates gamma alpha_star and gamma alpha_lower_bound.
    lower_envelope : ndarray, shape (T,)
        The lower edge: exp(-4 beta_star t) of the loss at the start.
    find_progressive, find_progressive_lower : callable
        Make `progressive_envelope` and `progressive_lower_envelope`, which are flows themselves.
    end : ScalarEnd
        The limit as t goes to infinity.
    outcome : Outcome
    status_messages : tuple of Message
        What happens, and why.
    guarantee_message : Message
        What is guaranteed, or why nothing is.
    """

    scenario: ScalarScenario
    network: ScalarNetwork
    product: float
    margin: float
    gamma: float
    alpha_star: float
    alpha_lower_bound: float
    beta_star: float
    smallest_square: float
    infimum: float
    final_rate: float
    tightness: float | None
    decay: Decay
    horizon: float
    times: Array
    loss: Array
    weights: Array
    products: Array
    preconditioner: Array
    envelope: Array
    lower_bound_envelope: Array
    lower_envelope: Array
    find_progressive: Callable[[], Array]
    find_progressive_lower: Callable[[], Array]
    end: ScalarEnd
    outcome: Outcome
    status_messages: tuple[Message, ...]
    guarantee_message: Message

    @property
    def status(self) -> str:
        """What happens, and why, in a sentence or two."""
        return say(self.status_messages)

    @property
    def guarantee(self) -> str:
        """What is guaranteed, or why nothing is, in a sentence."""
        return say(self.guarantee_message)

    @property
    def decay_rate(self) -> float | None:
        """The largest r with L(t) <= exp(-r t) L(0) up to the last time; None at the minimum.

        Of the loss itself, whatever `gamma` is used for the promises.
        """
        return self.decay.rate

    def time_to(self, part: float) -> TimeTo:
        """When the loss has fallen to that part of its start, by the flow and by both edges."""
        rate, fastest = self.gamma * self.alpha_star, FASTEST * self.beta_star
        return time_to(part, self.decay.time_to(part), rate, fastest)

    @property
    def guaranteed_condition_number(self) -> float | None:
        """alpha* / beta*, at most 1; None where beta* is 0."""
        return self.alpha_star / self.beta_star if self.beta_star else None

    @cached_property
    def by_layer(self) -> tuple[Array, ...]:
        """The weights of each layer, L times shape (T,): the same arrays whenever asked for."""
        return tuple(self.weights.T)

    @cached_property
    def progressive_envelope(self) -> Array:
        """An upper bound of the loss with the rate that grows with the margin, shape (T,)."""
        return self.find_progressive()

    @cached_property
    def progressive_lower_envelope(self) -> Array:
        """A lower edge that is closer than `lower_envelope`, shape (T,)."""
        return self.find_progressive_lower()

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
            "beta_star": self.beta_star,
            "beta_source": "scalar",
            "guaranteed_condition_number": self.guaranteed_condition_number,
            "infimum": self.infimum,
            "final_rate": self.final_rate,
            "decay_rate": self.decay_rate,
            "tightness": self.tightness,
            "sharpness": self.end.sharpness,
            "end": self.end.to_json(),
            "time_to": [self.time_to(part).to_json() for part in PARTS],
            "horizon": self.horizon,
            "times": self.times.tolist(),
            "loss": self.loss.tolist(),
            "weights": self.weights.tolist(),
            "preconditioner": self.preconditioner.tolist(),
            "envelope": self.envelope.tolist(),
            "lower_bound_envelope": self.lower_bound_envelope.tolist(),
            "progressive_envelope": self.progressive_envelope.tolist(),
            "lower_envelope": self.lower_envelope.tolist(),
            "progressive_lower_envelope": self.progressive_lower_envelope.tolist(),
            "outcome": str(self.outcome),
            "status": self.status,
            "guarantee": self.guarantee,
        }
