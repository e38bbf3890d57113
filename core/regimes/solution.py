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
from core.regimes.verdict import verdict
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
    modes : Modes or None
        Where the spectral theory speaks.
    """

    name: str
    kind: str
    solution: MatrixSolution
    theories: tuple[Promise, ...]
    own: Promise | None
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
        """gamma alpha* or gamma times its lower bound; None where no bound is computed."""
        if self.solution.alpha_source is AlphaSource.NONE:
            return None
        return self.solution.objective.gamma * self.solution.alpha

    @property
    def infimum(self) -> float:
        """gamma times the least lambda_min(T) seen, the end included where the run comes to it."""
        return self.solution.infimum

    @property
    def decay_rate(self) -> float | None:
        """The best promise that would have been true (`MatrixSolution`)."""
        return self.solution.decay_rate

    def ratio(self, rate: float | None) -> float | None:
        """A promised rate over the best true one: above 1 the promise was broken."""
        if rate is None or not self.decay_rate or self.decay_rate <= 0.0:
            return None
        return rate / self.decay_rate

    @property
    def own_verdict(self) -> Message | None:
        """What became of its own theory's promise."""
        return self.judged(self.own) if self.own else None

    @property
    def rate_verdict(self) -> Message | None:
        """What became of `rate`."""
        return verdict(self.rate, self.decay_rate, self.solution.seen_until, proven=True)

    def judged(self, promise: Promise) -> Message | None:
        """What became of a theory's promise."""
        solution = self.solution
        return verdict(
            promise.rate,
            self.decay_rate,
            solution.seen_until,
            proven=promise.guaranteed,
            infimum=solution.infimum if solution.whole else None,
        )

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
        edge = solution.lower_envelope
        return {
            "name": self.name,
            "kind": self.kind,
            "theory": self.own and self.own.theory,
            "theory_rate": self.own and self.own.rate,
            "theory_reason": self.own_reason,
            "theory_ratio": self.ratio(self.own.rate) if self.own else None,
            "theory_verdict": _said(self.own_verdict),
            "margin": solution.margin.margin,
            "alpha_star": solution.alpha_star,
            "alpha_lower_bound": solution.alpha_lower_bound,
            "alpha_source": str(solution.alpha_source),
            "beta_star": solution.beta_star,
            "beta_source": str(solution.beta_source),
            "guaranteed_condition_number": solution.guaranteed_condition_number,
            "rate": self.rate,
            "rate_ratio": self.ratio(self.rate),
            "rate_verdict": _said(self.rate_verdict),
            "infimum": solution.path_infimum,
            "decay_rate": self.decay_rate,
            "time_to": [each.to_json() for each in solution.times_to],
            "theories": {
                promise.theory: {
                    "rate": promise.rate,
                    "guaranteed": promise.guaranteed,
                    "ratio": self.ratio(promise.rate),
                    "verdict": _said(self.judged(promise)),
                    "reason": promise.reason,
                }
                for promise in self.theories
            },
            "gain": self.gain,
            "gain_reason": self.gain_reason,
            "loss": solution.loss.tolist(),
            "envelope": solution.envelope.tolist(),
            "lower_envelope": edge.tolist() if edge is not None else None,
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


def _said(message: Message | None) -> str | None:
    return say(message) if message else None


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
    hurried : bool
        Whether more time would have shown more; see `MatrixSolution`.
    """

    scenario: CompareScenario
    target: Array
    gamma: float
    times: Array
    regimes: tuple[Regime, ...]
    hurried: bool

    def to_json(self) -> dict[str, Any]:
        """The answer as JSON values."""
        return {
            "model": "compare",
            "gamma": self.gamma,
            "target": self.target.tolist(),
            "times": self.times.tolist(),
            "regimes": [regime.to_json() for regime in self.regimes],
        }
