"""The flow of a matrix network and what is guaranteed of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core.arrays import Array, listed
from core.guarantee.beta import BetaSource
from core.guarantee.deep import Shortfall, shortfall, thinnest
from core.guarantee.margin import Margin
from core.guarantee.theorems import AlphaSource, Guarantee
from core.guarantee.two_layer import TwoLayerRate
from core.integrate.march import Halt
from core.matrix import preconditioner
from core.matrix.promise import candidates
from core.objective.base import Objective
from core.scalar.flow.decay import TimeTo
from core.scalar.flow.plateau import Escape
from words import Message, say

if TYPE_CHECKING:  # the scenario names the class of its solution
    from core.matrix.ends.end import FlowEnd
    from core.matrix.flow.base import Trajectory
    from core.matrix.outcome import Outcome
    from core.matrix.scenario import MatrixScenario


@dataclass(frozen=True, eq=False)
class MatrixSolution:
    """T times, a product of shape (n, m), k = min(n, m), L layers.

    Attributes
    ----------
    scenario : MatrixScenario
    objective : Objective
    guarantee : Guarantee
        Which theorem speaks, at any margin.
    width : int
        Hidden width of the first layer.
    margin : Margin
        From the loss sublevel set, and the paper's form.
    alpha : float
        alpha*, or the largest lower bound of it, or 0.
    reach : float or None
        ||W|| is no larger where the loss is no larger than at the start; None where nothing says
        so.
    beta_star : float or None
        A bound above lambda_max(T) for ||W|| up to `reach`; None where that is unknown or beyond
        float64.
    whole : bool
        Whether the run came to the end of time: `infimum` is that of the whole path.
    decay_rate : float or None
        The largest r with f - f* <= (f(W(0)) - f*) exp(-r t) in the window while f - f* is at
        least 1e-28 of the larger of f(W(0)) - f* and ||W*||_F^2: below that there is only rounding.
        None if nothing is to be learnt, that is if the start is below it already.
    seen_until : float
        The last of those times; 0 if there is none.
    times : ndarray, shape (T,)
    excess : ndarray, shape (T,)
        f(W) - f*, to its own relative accuracy.
    gradient_square : ndarray, shape (T,)
        ||grad of the loss||_F^2 over all layers.
    pl_bound : ndarray, shape (T,)
        lambda_min(T) gamma (f - f*), which never exceeds it.
    preconditioner_min, preconditioner_max : ndarray, shape (T,)
        Extreme eigenvalues of T.
    way : Trajectory
        What the rest is read off when it is asked for: not every page shows all.
    shown : ndarray of int, shape (T,)
        Where in it the times are.
    find_progressive, find_progressive_lower : callable
        Make `progressive_envelope` and `progressive_lower_envelope`.
    target_singular_values : ndarray, shape (k,)
        Those of W*, or of the minimiser of least norm if there are several.
    ntk_rate : float
        gamma lambda_min(T(0)), the rate if T stood still: a prediction, no guarantee.
    envelope, prediction : ndarray, shape (T,)
        A bound of the excess (flat where nothing is guaranteed), and the frozen kernel's
        exp(-ntk_rate t), which is a prediction and no bound.
    lower_envelope : ndarray, shape (T,), or None
        A bound of the excess from below, exp(-2 K beta_star t) of its start; None without
        beta_star.
    outcome : Outcome
        What the flow does up to the last time.
    halt : Halt
        Whether it was stopped before, and why.
    hurried : bool
        Whether more time would show more: a horizon chosen sooner, or an end not looked for long.
    find_infimum, find_times_to, find_end, find_slowest, find_time, find_escapes : callable
        Make `infimum`, `times_to`, `end`, the least lambda_min(T) after the last time,
        `time_to_excess` and `escape_times`.
    steps : int
    status_message : Message
        What happened.
    promise_message : Message
        What is guaranteed, or why nothing is.
    """

    scenario: MatrixScenario
    objective: Objective
    guarantee: Guarantee
    width: int
    margin: Margin
    alpha: float
    reach: float | None
    beta_star: float | None
    whole: bool
    decay_rate: float | None
    seen_until: float
    times: Array
    excess: Array
    gradient_square: Array
    pl_bound: Array
    preconditioner_min: Array
    preconditioner_max: Array
    way: Trajectory
    shown: NDArray[np.intp]
    find_progressive: Callable[[], Array]
    find_progressive_lower: Callable[[], Array | None]
    target_singular_values: Array
    ntk_rate: float
    envelope: Array
    prediction: Array
    lower_envelope: Array | None
    outcome: Outcome
    halt: Halt
    hurried: bool
    find_infimum: Callable[[], float]
    find_times_to: Callable[[], tuple[TimeTo, ...]]
    find_end: Callable[[], FlowEnd]
    find_slowest: Callable[[], float]
    find_time: Callable[[float], float | None]
    find_escapes: Callable[[], tuple[Escape, ...]]
    steps: int
    status_message: Message
    promise_message: Message

    @property
    def status(self) -> str:
        """What happened, in words."""
        return say(self.status_message)

    @property
    def promise(self) -> str:
        """What is guaranteed, or why nothing is, in words."""
        return say(self.promise_message)

    @property
    def complete(self) -> bool:
        """Whether the last time was reached."""
        return self.halt is Halt.REACHED

    @cached_property
    def infimum(self) -> float:
        """gamma times the least lambda_min(T) up to the last time, the slowest moment seen.

        Where the run comes to the end of time, that included.
        """
        return self.find_infimum()

    @property
    def tightness(self) -> float | None:
        """gamma alpha over `infimum`, above 1 by no more than the solver's error.

        None where `infimum` is 0 or nothing is guaranteed.
        """
        known = self.guarantee.source is not AlphaSource.NONE and self.infimum > 0.0
        return self.objective.gamma * self.alpha / self.infimum if known else None

    @cached_property
    def times_to(self) -> tuple[TimeTo, ...]:
        """When f - f* has fallen to parts of its start, by the flow seen and by both edges."""
        return self.find_times_to()

    @cached_property
    def end(self) -> FlowEnd:
        """Where the flow ends, seen in the window or not; followed that far when first asked."""
        return self.find_end()

    @property
    def escape_times(self) -> tuple[Escape, ...]:
        """When each mode of W* is half learnt, predicted and measured."""
        return self.find_escapes()

    @property
    def final_rate(self) -> float | None:
        """gamma times the limit of lambda_min(T), to four digits or more; None where it is unknown.

        As `end`, it is found when first asked for.
        """
        if self.end.kind == "unknown":
            return None
        least, _ = preconditioner.extreme_eigenvalues(self.end.layers)
        return self.objective.gamma * float(least)

    @cached_property
    def path_infimum(self) -> float:
        """gamma times the least lambda_min(T) of the whole path, its end included.

        Where the end is unknown, of what has been followed. As `end`, it is found when first asked
        for.
        """
        final = self.final_rate
        rest = self.objective.gamma * self.find_slowest()
        return min(self.infimum, rest, rest if final is None else final)

    def time_to_excess(self, goal: float) -> float | None:
        """When f - f* has fallen to `goal`, in the window or beyond; None if it never does.

        As `end`, it is found when asked for.
        """
        if self.excess[0] <= goal and self.times[0] == 0.0:
            return 0.0
        if self.end.kind != "unknown" and self.end.excess > goal:
            return None
        return self.find_time(goal)

    @property
    def loss(self) -> Array:
        """f(W(t)), shape (T,)."""
        return self.objective.minimum + self.excess

    @property
    def layer_shapes(self) -> tuple[tuple[int, int], ...]:
        """(h_{l-1}, h_l) as followed: two wide layers in the span of [W_1^T, W_2]."""
        return tuple(layer.shape for layer in self.scenario.start().weights)

    @cached_property
    def layer_singular_values(self) -> tuple[Array, ...]:
        """Of each layer, largest first, shapes (T, min(h_{l-1}, h_l)).

        Of two wide layers, followed through W_1 W_1^T and W_2^T W_2, min(n, h) and min(h, m).
        """
        return tuple(values[self.shown] for values in self.way.layer_singular_values())

    @cached_property
    def spectrum(self) -> Array:
        """All eigenvalues of T, shape (T, nm); (T, 0) for nm > 400."""
        return self.way.spectrum[self.shown]

    @cached_property
    def singular_values(self) -> Array:
        """Those of W, largest first, shape (T, k)."""
        return self.way.singular_values[self.shown]

    @cached_property
    def preconditioner_drift(self) -> Array:
        """||T(t) - T(0)||_F / ||T(0)||_F, shape (T,)."""
        return self.way.preconditioner_drift[self.shown]

    @cached_property
    def imbalance_drift(self) -> Array:
        """Zero but for the solver's errors, shape (T,)."""
        return self.way.imbalance_drift[self.shown]

    @cached_property
    def progressive_envelope(self) -> Array:
        """A bound of the excess that is closer than `envelope`, shape (T,)."""
        return self.find_progressive()

    @cached_property
    def progressive_lower_envelope(self) -> Array | None:
        """A lower edge that is closer than `lower_envelope`, shape (T,); None without one."""
        return self.find_progressive_lower() if self.beta_star is not None else None

    @property
    def fastest(self) -> float | None:
        """2 K beta_star: the excess falls no faster than exp(-fastest t)."""
        return None if self.beta_star is None else 2.0 * self.objective.smoothness * self.beta_star

    @property
    def beta_source(self) -> BetaSource:
        """Where `beta_star` comes from."""
        return BetaSource.NONE if self.beta_star is None else self.guarantee.beta_source

    @property
    def guaranteed_condition_number(self) -> float | None:
        """alpha / beta*, at most 1: what the start says of T's condition for all times."""
        return self.alpha / self.beta_star if self.beta_star else None

    @cached_property
    def layer_floors(self) -> Array:
        """Below sigma_r(W_l)^2 at all times, r the smallest side of any layer, shape (L,)."""
        return self.guarantee.layer_floors(*self.objective.shape, self.margin.margin)

    @cached_property
    def layer_ceilings(self) -> Array | None:
        """Above ||W_l||^2 at all times, shape (L,); None without `reach`."""
        return None if self.reach is None else self.guarantee.layer_ceilings(self.reach)

    @property
    def thinnest_layers(self) -> tuple[int, ...]:
        """Every l, from 1, with D_k >= 0 before it and D_k <= 0 from it on; mostly none."""
        return tuple(layer + 1 for layer in thinnest(self.guarantee.general.imbalances))

    @cached_property
    def shortfall(self) -> Shortfall | None:
        """Why the bound for unimodal imbalance is 0; None where it is not."""
        return shortfall(self.guarantee.general.imbalances, *self.objective.shape)

    @property
    def alpha_star(self) -> float | None:
        """alpha*; None where only a bound of it is computed, or nothing."""
        return self.alpha if self.guarantee.exact else None

    @property
    def alpha_source(self) -> AlphaSource:
        """Which theorem speaks."""
        return self.guarantee.source

    @property
    def two_layer(self) -> TwoLayerRate | None:
        """The parts of alpha* of two layers; None for other depths."""
        return self.guarantee.two_layer(*self.objective.shape, self.margin.margin)

    @property
    def alpha_lower_bound(self) -> float | None:
        """The published bound where there is one, else `alpha`; None where nothing is known."""
        if self.guarantee.source is AlphaSource.NONE:
            return None
        published = self.guarantee.published
        return published(self.margin.margin) if published else self.alpha

    def to_json(self) -> dict[str, Any]:
        """The answer as JSON values; `infimum` is that of the whole path, whatever the window."""
        infimum = self.path_infimum
        tightness = self.tightness and self.objective.gamma * self.alpha / infimum
        return {
            "model": "matrix",
            "margin": self.margin.margin,
            "margin_paper": self.margin.paper,
            "gamma": self.objective.gamma,
            "minimum": self.objective.minimum,
            "condition_number": self.objective.condition_number,
            "alpha_star": self.alpha_star,
            "alpha_lower_bound": self.alpha_lower_bound,
            "alpha_source": str(self.alpha_source),
            "candidates": candidates(self.guarantee, self.margin.margin),
            "beta_star": self.beta_star,
            "beta_source": str(self.beta_source),
            "reach": self.reach,
            "guaranteed_condition_number": self.guaranteed_condition_number,
            **self._imbalances(),
            "layer_floors": listed(self.layer_floors),
            "layer_ceilings": _listed(self.layer_ceilings),
            "thinnest_layers": list(self.thinnest_layers),
            "shortfall": self.shortfall and asdict(self.shortfall),
            "infimum": infimum,
            "final_rate": self.final_rate,
            "decay_rate": self.decay_rate,
            "time_to": [each.to_json() for each in self.times_to],
            "ntk_rate": self.ntk_rate,
            "tightness": tightness,
            "times": self.times.tolist(),
            "loss": self.loss.tolist(),
            "excess": self.excess.tolist(),
            "gradient_square": self.gradient_square.tolist(),
            "preconditioner_min": self.preconditioner_min.tolist(),
            "preconditioner_max": self.preconditioner_max.tolist(),
            "preconditioner_drift": self.preconditioner_drift.tolist(),
            "singular_values": self.singular_values.tolist(),
            "layer_singular_values": [values.tolist() for values in self.layer_singular_values],
            "imbalance_drift": self.imbalance_drift.tolist(),
            "envelope": self.envelope.tolist(),
            "progressive_envelope": self.progressive_envelope.tolist(),
            "lower_envelope": _listed(self.lower_envelope),
            "progressive_lower_envelope": _listed(self.progressive_lower_envelope),
            "prediction": self.prediction.tolist(),
            "outcome": str(self.outcome),
            "halt": str(self.halt),
            "end": self.end.to_json(),
            "escape_times": [mode.to_json() for mode in self.escape_times],
            "status": self.status,
            "guarantee": self.promise,
        }

    def _imbalances(self) -> dict[str, Any]:
        """What the rate is made of, where one theorem or another has it."""
        values = self.guarantee.imbalance.tolist()
        parts = self.two_layer
        if parts is None:
            return {"homogeneous_imbalance": values} if self.guarantee.exact else {}
        return {
            "imbalance_eigenvalues": values,
            "delta_plus": parts.delta_plus,
            "delta_minus": parts.delta_minus,
            "delta": parts.delta,
            "alpha_left": parts.left,
            "alpha_right": parts.right,
        }


def _listed(curve: Array | None) -> list[Any] | None:
    return None if curve is None else listed(curve)
