"""Frozen results."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from core.arrays import Array
from core.scalar.ceiling import FASTEST, progressive_lower_scalar, scalar_beta
from core.scalar.end import ScalarEnd, minimum, saddle
from core.scalar.envelope import exponential_envelope, progressive_envelope_scalar
from core.scalar.flow.decay import PARTS, Decay, TimeTo, time_to
from core.scalar.flow.horizon import LONGEST
from core.scalar.flow.plateau import Escape, scalar_escapes
from core.scalar.network import ScalarNetwork
from core.scalar.outcome import Outcome
from core.scalar.polynomial import preconditioner, preconditioner_at
from core.scalar.rate import cumulative_product
from core.scalar.status import scalar_guarantee, scalar_status
from words import Message, say

if TYPE_CHECKING:  # the scenario names the class of its solution
    from core.scalar.scenario import ScalarScenario


@dataclass(frozen=True, eq=False)
class ScalarSolution:
    """The flow of a deep scalar network and what is guaranteed about it.

    T is the number of times, L the depth. Time has the unit of the flow dw/dt = -grad; rates are
    per unit of time. What only some ask for is computed when it is asked for: the solver has seen
    that all of it is within the range of float64.

    Attributes
    ----------
    scenario : ScalarScenario
    network : ScalarNetwork
        The conserved imbalances and the start.
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
    decay : Decay
        Of `decay_rate` and `time_to`.
    horizon : float
        Last time.
    times : ndarray, shape (T,)
    loss : ndarray, shape (T,)
        (y - w)^2, to full relative accuracy.
    gap : ndarray, shape (T,)
        y - w(t), to full relative accuracy.
    weights : ndarray, shape (T, L)
    outcome : Outcome
    limit : float
        The smallest weight as t goes to infinity.
    """

    scenario: ScalarScenario
    network: ScalarNetwork
    margin: float
    gamma: float
    alpha_star: float
    alpha_lower_bound: float
    smallest_square: float
    decay: Decay
    horizon: float
    times: Array
    loss: Array
    gap: Array
    weights: Array
    outcome: Outcome
    limit: float

    @property
    def product(self) -> float:
        """w(0)."""
        return self.network.product

    @cached_property
    def beta_star(self) -> float:
        """Exact maximum of the preconditioner where the loss is no larger than at the start."""
        return scalar_beta(self.network, self.scenario.target)

    @cached_property
    def infimum(self) -> float:
        """gamma times the infimum over all t >= 0 of tau(t), its limit included.

        The slowest moment of the exact path, no sample: tau increases with p^2, and p runs
        monotonically.
        """
        start, limit = self.network.start, self.limit
        return self._rate_at(0.0 if start * limit < 0.0 else min(start**2, limit**2))

    @cached_property
    def final_rate(self) -> float:
        """gamma times the limit of tau(t)."""
        return self._rate_at(self.limit**2)

    @property
    def tightness(self) -> float | None:
        """gamma alpha_star / infimum, above 1 by no more than rounding; None if that is 0."""
        return self.gamma * self.alpha_star / self.infimum if self.infimum > 0.0 else None

    @cached_property
    def products(self) -> Array:
        """w(t), shape (T,)."""
        return self.scenario.target - self.gap

    @cached_property
    def preconditioner(self) -> Array:
        """tau(t), shape (T,)."""
        p = self.weights[:, self.network.smallest]
        return preconditioner(self.network.cumulative_imbalance, p * p)

    @cached_property
    def envelope(self) -> Array:
        """Upper bound of the loss with the rate gamma alpha_star, shape (T,)."""
        return self._exponential(self.gamma * self.alpha_star)

    @cached_property
    def lower_bound_envelope(self) -> Array:
        """Upper bound of the loss with the rate gamma alpha_lower_bound, shape (T,)."""
        return self._exponential(self.gamma * self.alpha_lower_bound)

    @cached_property
    def lower_envelope(self) -> Array:
        """The lower edge: exp(-4 beta_star t) of the loss at the start, shape (T,)."""
        return self._exponential(FASTEST * self.beta_star)

    @cached_property
    def end(self) -> ScalarEnd:
        """The limit as t goes to infinity."""
        limit, target = self.network.weights(self.limit), self.scenario.target
        if not self.outcome.at_target:
            return saddle(limit, target)
        final = preconditioner_at(self.network.cumulative_imbalance.tolist(), self.limit**2)
        return minimum(limit, target, 2.0 * final)

    @cached_property
    def status_messages(self) -> tuple[Message, ...]:
        """What happens, and why."""
        asked = self.scenario.times is not None or self.scenario.horizon is not None
        capped = None if asked or self.horizon < LONGEST else self.horizon
        return scalar_status(self.outcome, self.network, self.scenario.target, capped)

    @cached_property
    def guarantee_message(self) -> Message:
        """What is guaranteed, or why nothing is."""
        return scalar_guarantee(
            self.outcome,
            self.network,
            self.gamma * self.alpha_star,
            self.margin,
            cumulative_product(self.network.cumulative_imbalance.tolist()),
        )

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

    @cached_property
    def escape_times(self) -> tuple[Escape, ...]:
        """When the product is half of the target, predicted and measured; nothing if that is 0."""
        return scalar_escapes(self.network, self.scenario.target, self.decay, self.horizon)

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
        return progressive_envelope_scalar(
            self.network, self.scenario.target, self.gamma, self.times
        )

    @cached_property
    def progressive_lower_envelope(self) -> Array:
        """A lower edge that is closer than `lower_envelope`, shape (T,)."""
        return progressive_lower_scalar(self.network, self.scenario.target, self.times)

    def _rate_at(self, x: float) -> float:
        """gamma tau where the smallest weight's square is x."""
        return self.gamma * preconditioner_at(self.network.cumulative_imbalance.tolist(), x)

    def _exponential(self, rate: float) -> Array:
        return exponential_envelope(self.network.gap**2, rate, self.times)

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
            "escape_times": [mode.to_json() for mode in self.escape_times],
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
