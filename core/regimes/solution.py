"""What came out of a comparison: each network beside what is promised of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from numpy import float64
from numpy.typing import NDArray

from core.guarantee.theorems import AlphaSource
from core.matrix.solution import MatrixSolution
from core.regimes.scenario import CompareScenario
from core.regimes.theories import Promise
from words import Message, say

Array = NDArray[float64]

_NO_THEORY = Message("theory.none")


@dataclass(frozen=True, eq=False)
class Modes:
    """The singular values of a spectral start, against the theory of decoupled modes.

    Attributes
    ----------
    theory : ndarray, shape (T, k)
        What the modes should be, largest first: the closed-form sigmoids if `closed_form`, else
        the scalar flow of every mode.
    closed_form : bool
        Two balanced layers.
    deviation : float
        Largest difference to the measured singular values of W, beside the largest of W*.
    loss : ndarray, shape (T,)
        1/2 ||W - W*||^2 by the theory.
    """

    theory: Array
    closed_form: bool
    deviation: float
    loss: Array


@dataclass(frozen=True, eq=False)
class Regime:
    """One network: what it does, and what is promised of it. Rates include gamma.

    Attributes
    ----------
    name, kind : str
        Of the initialization.
    solution : MatrixSolution
        From t = 0.
    theories : tuple of Promise
        What NTK, spectral and balanced theory say of this very network.
    own : Promise or None
        The one made for this kind of start.
    infimum : float
        gamma times the least lambda_min(T) seen.
    measured_rate : float or None
        The largest r with f - f* <= (f(W(0)) - f*) exp(-r t) at all times seen where f - f* is at
        least 1e-28 of the larger of f(W(0)) - f* and ||W*||_F^2: below that there is only
        rounding. None if nothing is to be learnt, that is if the start is below it already.
    modes : Modes or None
        Where the spectral theory speaks.
    """

    name: str
    kind: str
    solution: MatrixSolution
    theories: tuple[Promise, ...]
    own: Promise | None
    infimum: float
    measured_rate: float | None
    modes: Modes | None

    @property
    def own_message(self) -> Message:
        """Where its own theory's rate comes from, or why there is none."""
        return self.own.message if self.own else _NO_THEORY

    @property
    def own_reason(self) -> str:
        """The same in words."""
        return say(self.own_message)

    @property
    def rate(self) -> float | None:
        """gamma alpha* or gamma times its lower bound; None where no bound is known."""
        if self.solution.guarantee.source is AlphaSource.NONE:
            return None
        return self.solution.objective.gamma * self.solution.alpha

    def ratio(self, rate: float | None) -> float | None:
        """A promised rate over the measured one: above 1 the promise was broken."""
        if rate is None or not self.measured_rate or self.measured_rate <= 0.0:
            return None
        return rate / self.measured_rate

    @property
    def gain(self) -> float | None:
        """alpha* over the balanced theory's margin^(2-2/L): L if n = m, 1 if not; None at margin 0.

        Balanced starts only.
        """
        theirs = self.theories[2].rate
        if not theirs or self.rate is None:
            return None
        return self.rate / theirs

    @property
    def gain_message(self) -> Message | None:
        """Why the factor is what it is; None for starts that are not balanced."""
        if self.theories[2].rate is None:
            return None
        n, m = self.solution.objective.shape
        depth = len(self.solution.scenario.sides) - 1
        if self.theories[2].rate == 0.0:
            return Message("gain.no_margin")
        if n == m:
            return Message("gain.square", depth=depth)
        return Message("gain.rectangular")

    @property
    def gain_reason(self) -> str:
        """The same in words; "" for starts that are not balanced."""
        return say(self.gain_message) if self.gain_message else ""

    def to_json(self) -> dict[str, Any]:
        """The regime as JSON values."""
        solution = self.solution
        return {
            "name": self.name,
            "kind": self.kind,
            "theory": self.own and self.own.theory,
            "theory_rate": self.own and self.own.rate,
            "theory_reason": self.own_reason,
            "theory_ratio": self.ratio(self.own.rate) if self.own else None,
            "margin": solution.margin.margin,
            "alpha_star": solution.alpha if solution.guarantee.exact else None,
            "alpha_lower_bound": solution.alpha_lower_bound,
            "alpha_source": str(solution.guarantee.source),
            "rate": self.rate,
            "rate_ratio": self.ratio(self.rate),
            "infimum": self.infimum,
            "measured_rate": self.measured_rate,
            "theories": {
                promise.theory: {
                    "rate": promise.rate,
                    "guaranteed": promise.guaranteed,
                    "ratio": self.ratio(promise.rate),
                    "reason": promise.reason,
                }
                for promise in self.theories
            },
            "gain": self.gain,
            "gain_reason": self.gain_reason,
            "loss": solution.loss.tolist(),
            "envelope": solution.envelope.tolist(),
            "preconditioner_min": solution.preconditioner_min.tolist(),
            "preconditioner_drift": solution.preconditioner_drift.tolist(),
            "singular_values": solution.singular_values.tolist(),
            "modes": self.modes and self.modes.theory.tolist(),
            "modes_closed_form": self.modes and self.modes.closed_form,
            "modes_deviation": self.modes and self.modes.deviation,
            "complete": solution.complete,
            "status": solution.status,
            "guarantee": solution.promise,
        }


@dataclass(frozen=True, eq=False)
class CompareSolution:
    """All regimes on one time axis.

    Attributes
    ----------
    scenario : CompareScenario
    target : ndarray, shape (n, m)
        W*.
    gamma : float
    times : ndarray, shape (T,)
        From 0.
    regimes : tuple of Regime
        In the order of the scenario; one that was stopped has fewer times.
    """

    scenario: CompareScenario
    target: Array
    gamma: float
    times: Array
    regimes: tuple[Regime, ...]

    def to_json(self) -> dict[str, Any]:
        """The answer as JSON values."""
        return {
            "model": "compare",
            "gamma": self.gamma,
            "target": self.target.tolist(),
            "times": self.times.tolist(),
            "regimes": [regime.to_json() for regime in self.regimes],
        }
