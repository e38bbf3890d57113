"""Several initializations on one target: what is promised of each, and what it does.

Four kinds of start have a theory of their own (`core.theories` has three of them); the rate gamma
alpha* of this project speaks of all. A promise "the loss falls at least like exp(-r t)" is measured
against the largest r for which that is true of the flow.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core import preconditioner
from core.compare_scenario import CompareScenario, placed
from core.envelope import exponential_envelope
from core.flow.spectral import SpectralModes, spectral_modes
from core.guarantee import AlphaSource
from core.horizon import SAMPLES
from core.matrix_scenario import MatrixScenario
from core.matrix_solution import MatrixSolution
from core.objective import Objective
from core.scenario import ScenarioError
from core.solve import solve
from core.solve_matrix import natural_horizon
from core.theories import BALANCED, NTK, SPECTRAL, Promise, promises, sigmoids

Array = NDArray[np.float64]

#: Whose theory is made for a kind of recipe; the others have none.
_OWN = {"gaussian": NTK, "spectral": SPECTRAL, "balanced": BALANCED}
NO_THEORY = "No earlier theory makes a promise for a general imbalance."


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
        The largest r with f - f* <= (f(W(0)) - f*) exp(-r t) at all times seen; None if nothing is
        to be learnt.
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
    def own_reason(self) -> str:
        """Where its own theory's rate comes from, or why there is none."""
        return self.own.reason if self.own else NO_THEORY

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
    def gain_reason(self) -> str:
        """Why the factor is what it is; "" for starts that are not balanced."""
        if self.theories[2].rate is None:
            return ""
        n, m = self.solution.objective.shape
        depth = len(self.solution.scenario.sides) - 1
        if self.theories[2].rate == 0.0:
            return "The margin is 0: both rates are 0, and there is no factor to speak of."
        if n == m:
            return (
                f"n = m: each of the L = {depth} layers contributes margin^(2−2/L) to λmin(T), so "
                f"α* = L margin^(2−2/L), {depth} times the rate of the earlier theory."
            )
        return (
            "n ≠ m: one end has directions that a single layer sees, so α* = margin^(2−2/L): no "
            "factor is gained over the earlier theory."
        )

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


def compare(scenario: CompareScenario) -> CompareSolution:
    """Follow every network of the comparison over the same times.

    Times that are asked for come after t = 0 if it is not among them. Chosen by themselves, half of
    them are even and half evenly spaced in their logarithms: the networks may differ in speed by
    many powers of ten.

    Raises
    ------
    ScenarioError
        If a target does not fit, or numbers leave the range of float64.
    """
    try:
        with np.errstate(over="raise", divide="raise", invalid="raise"):
            return _compare(scenario)
    except (ArithmeticError, ValueError) as error:
        if isinstance(error, ScenarioError):
            raise
        raise ScenarioError(
            "initializations",
            "lead to numbers beyond the range of double precision together with the target; bring "
            "their sizes closer to 1.",
        ) from None


def _compare(scenario: CompareScenario) -> CompareSolution:
    networks = scenario.networks()
    starts = [_start(each, index) for index, each in enumerate(networks)]
    times = _times(scenario, starts)
    regimes = []
    for index, (each, (weights, objective)) in enumerate(zip(networks, starts, strict=True)):
        asked = MatrixScenario(
            objective=each.objective,
            weights=each.weights,
            initialization=each.initialization,
            times=tuple(times.tolist()),
        )
        try:
            solution = solve(asked)
        except ScenarioError as error:
            raise placed(error, index) from None
        modes = spectral_modes(weights, objective)
        regimes.append(_regime(scenario, index, solution, weights, modes))
    objective = starts[0][1]
    return CompareSolution(
        scenario=scenario,
        target=objective.centre,
        gamma=objective.gamma,
        times=times,
        regimes=tuple(regimes),
    )


def _times(scenario: CompareScenario, starts: list[tuple[tuple[Array, ...], Objective]]) -> Array:
    if scenario.times is not None:
        times = np.asarray(scenario.times)
        return times if times[0] == 0.0 else np.concatenate(([0.0], times))
    horizon = scenario.horizon or max(
        natural_horizon(objective, weights) for weights, objective in starts
    )
    fastest = max(float(preconditioner.extreme_eigenvalues(weights)[1]) for weights, _ in starts)
    first = min(max(0.01 / fastest if fastest else horizon, _REACH * horizon), 0.01 * horizon)
    half = SAMPLES // 2
    even = np.linspace(0.0, horizon, SAMPLES - half)
    return np.unique(np.concatenate((even, np.geomspace(first, horizon, half, endpoint=False))))


def _regime(
    scenario: CompareScenario,
    index: int,
    solution: MatrixSolution,
    weights: tuple[Array, ...],
    modes: SpectralModes | None,
) -> Regime:
    start = scenario.starts[index]
    objective = solution.objective
    theories = promises(weights, modes, solution.margin.margin, objective.gamma)
    own = _OWN.get(start.kind)
    if start.kind == "weights":
        # Layers that are given belong to the theory that speaks of them.
        own = next((each.theory for each in theories[1:] if each.rate is not None), None)
    return Regime(
        name=start.name,
        kind=start.kind,
        solution=solution,
        theories=theories,
        own=next((each for each in theories if each.theory == own), None),
        infimum=objective.gamma * float(solution.preconditioner_min.min()),
        measured_rate=measured_rate(solution),
        modes=_modes(solution, modes),
    )


def _modes(solution: MatrixSolution, modes: SpectralModes | None) -> Modes | None:
    """The theory's modes at the times that were reached."""
    if modes is None or modes.rest > 0.0:
        return None
    if len(modes.targets) < solution.singular_values.shape[1]:
        return None
    layers, targets = modes.weights, modes.targets
    closed = layers.shape[1] == 2 and bool(
        (
            np.abs(np.abs(layers[:, 0]) - np.abs(layers[:, 1])) <= _BALANCED * np.abs(layers).max(1)
        ).all()
    )
    products = layers.prod(axis=1)
    closed = closed and bool((products >= 0.0).all() and (targets >= 0.0).all())
    if closed:
        values = sigmoids(products, targets, solution.times)
        loss = 0.5 * ((values - targets) ** 2).sum(axis=1)
    else:
        way = modes.flow(solution.times)
        values, loss = np.abs(way.products), way.loss
    ordered = np.sort(values, axis=1)[:, ::-1]
    size = max(float(np.abs(targets).max()), float(products.max()), np.finfo(float).tiny)
    return Modes(
        theory=ordered,
        closed_form=closed,
        deviation=float(np.abs(ordered - solution.singular_values).max()) / size,
        loss=loss,
    )


def measured_rate(solution: MatrixSolution) -> float | None:
    """The largest r with f - f* <= (f(W(0)) - f*) exp(-r t) at all times of a solution from t = 0.

    It is the least mean of the slope ||grad||^2 / (f - f*) from the start on. While the loss has
    hardly moved its logarithm has no digits, and the slope itself is integrated.
    """
    excess, t = solution.excess, solution.times
    if excess[0] == 0.0:
        return None
    seen = excess > np.finfo(float).tiny
    fallen = -np.log(np.maximum(excess, np.finfo(float).tiny) / excess[0])
    slope = np.where(seen, solution.gradient_square / np.where(seen, excess, 1.0), 0.0)
    steps = np.diff(t) * 0.5 * (slope[1:] + slope[:-1])
    early = np.concatenate(([0.0], np.cumsum(steps)))
    fallen = np.where(fallen < _CLEAR, early, fallen)
    later = seen & (t > 0.0)
    means = fallen[later] / t[later]
    return float(min(slope[0], means.min(initial=np.inf)))


def promised(regime: Regime) -> Array | None:
    """The curve that its own theory draws, shape (T,); None where it makes no promise.

    The spectral theory knows the whole loss; the others an exponential.
    """
    solution = regime.solution
    if regime.own is None or regime.own.rate is None:
        return None
    if regime.own.theory == SPECTRAL and regime.modes is not None:
        return regime.modes.loss
    return exponential_envelope(float(solution.excess[0]), regime.own.rate, solution.times)


_REACH = 1e-9  # of the horizon: the first of the times that are spaced in their logarithms
_BALANCED = 1e-12  # rounding of a layer
_CLEAR = 1e-2  # of a fall of the loss, in e-folds: from here on the logarithm has its digits
