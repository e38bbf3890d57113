"""The key figures: what each is called, what it means, and how it is written."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Readout:
    """A key figure.

    Attributes
    ----------
    quantity : str
        Its name in the JSON answer.
    symbol, label, meaning : str
    value : callable
        From a solution to the number, or to a word; None where it has no meaning.
    """

    quantity: str
    symbol: str
    label: str
    meaning: str
    value: Callable[[Any], float | str | None]


SCALAR = (
    Readout(
        "alpha_star",
        "α*",
        "guaranteed rate factor",
        "The smallest preconditioner τ of all weights that share the imbalances and have |w| at "
        "least the margin. Exact: the root of a polynomial of degree L. The loss falls at least "
        "like exp(−γα*t).",
        lambda solution: solution.alpha_star,
    ),
    Readout(
        "alpha_lower_bound",
        "α* ≥",
        "lower bound",
        "The closed-form bound of α* from the poster, √((∏c)² + (L·margin^(2−2/L))²), with "
        "the cumulative imbalances c. Equal to α* for two layers, at margin 0 and for balanced "
        "weights.",
        lambda solution: solution.alpha_lower_bound,
    ),
    Readout(
        "margin",
        "margin",
        "least |w| on the way",
        "No product with a smaller |w| has a loss as low as the start, and the loss never rises: "
        "max(0, |y| − |y − w(0)|). 0 says nothing.",
        lambda solution: solution.margin,
    ),
    Readout(
        "gamma",
        "γ",
        "PL constant",
        "The squared slope of f is at least γ times f. For |y − w|² it is exactly 4; the poster "
        "writes 1, which is valid but looser.",
        lambda solution: solution.gamma,
    ),
    Readout(
        "measured_rate",
        "inf γτ(t)",
        "measured rate",
        "The smallest rate γτ that this flow has at any time t ≥ 0, from its exact path. Never "
        "below γα*.",
        lambda solution: solution.measured_rate,
    ),
    Readout(
        "tightness",
        "γα* / inf γτ",
        "tightness",
        "The guaranteed rate as a part of the measured one: 1 means that the guarantee is the best "
        "possible for this flow. None where the flow's own rate tends to 0.",
        lambda solution: solution.tightness,
    ),
    Readout(
        "product",
        "w(0)",
        "product at the start",
        "w₁w₂⋯w_L at t = 0.",
        lambda solution: solution.product,
    ),
    Readout(
        "loss",
        "𝓛 now",
        "loss at the time cursor",
        "(y − w)² at the time that the cursor marks.",
        lambda solution: float(solution.loss[0]),
    ),
)


DEPTH = (
    Readout(
        "alpha_star",
        "α*",
        "guaranteed rate factor",
        "The smallest preconditioner (for a matrix network, λmin(T)) of all weights that share the "
        "imbalances and satisfy the margin, at the depth of the descent. Exact. The flow’s loss "
        "falls at least like exp(−γα*t).",
        lambda run: float(run.at.alpha_star[0]),
    ),
    Readout(
        "margin",
        "margin",
        "least |w| or σmin(W)",
        "What the loss at the start allows: no smaller product has a loss as low. 0 says nothing.",
        lambda run: float(run.at.margin[0]),
    ),
    Readout(
        "gradient_norm",
        "‖∇𝓛‖",
        "gradient at the start",
        "Norm of the gradient over all layers at the start.",
        lambda run: float(run.at.gradient_norm[0]),
    ),
    Readout(
        "sharpness",
        "λmax(∇²𝓛)",
        "sharpness at the end",
        "Largest eigenvalue of the Hessian of the loss in the weights, at the minimum that the "
        "flow reaches. None where it reaches none.",
        lambda run: run.stability.sharpness,
    ),
    Readout(
        "stable_step",
        "2/λmax",
        "largest stable step",
        "Gradient descent near that minimum is stable only below this step; for scalar networks "
        "it is 1/τ.",
        lambda run: run.stability.step,
    ),
    Readout(
        "step",
        "step",
        "step of this run",
        "What each gradient is multiplied by; one step stands for this much of the flow’s time.",
        lambda run: run.step,
    ),
    Readout(
        "progress",
        "γα*·2/λmax",
        "rate in stable steps",
        "The guaranteed rate of the flow times the largest stable step: what depth leaves of its "
        "gain. Never above 4. A number of the flow, no guarantee for gradient descent.",
        lambda run: _number(float(run.at.progress[0])),
    ),
    Readout(
        "imbalance_drift",
        "drift of D",
        "largest on the way",
        "How far the imbalances, which the flow conserves, move along gradient descent, beside the "
        "largest squared layer of the start.",
        lambda run: float(run.imbalance_drift.max()),
    ),
    Readout(
        "loss",
        "𝓛 now",
        "loss at the time cursor",
        "Loss of gradient descent at the step that the cursor marks.",
        lambda run: float(run.loss[0]),
    ),
)


MATRIX = (
    Readout(
        "alpha_star",
        "α*",
        "smallest λmin(T)",
        "The smallest λmin(T) of all weights that share the imbalances and satisfy the margin; "
        "exact for two layers, homogeneous imbalance and balanced weights. None elsewhere.",
        lambda solution: solution.alpha if solution.guarantee.exact else None,
    ),
    Readout(
        "alpha_lower_bound",
        "α* ≥",
        "proven bound",
        "What is proven of λmin(T): α* itself for two layers, the published bound beside an exact "
        "α*, the bound from the imbalances for three layers. None where none is known.",
        lambda solution: solution.alpha_lower_bound,
    ),
    Readout(
        "alpha_source",
        "by",
        "which theorem",
        "Where the guarantee comes from: two-layer, homogeneous and balanced are exact, "
        "three-layer-bound is a lower bound; none means that no bound is known for this network.",
        lambda solution: str(solution.guarantee.source),
    ),
    Readout(
        "measured_rate",
        "inf γλmin(T)",
        "measured rate",
        "The least rate γλmin(T) that this flow has in the window. Never below γα*.",
        lambda solution: solution.measured_rate,
    ),
    Readout(
        "ntk_rate",
        "γλmin(T(0))",
        "NTK prediction",
        "The rate if T stood still. A prediction, no guarantee: see the drift of T.",
        lambda solution: solution.ntk_rate,
    ),
    Readout(
        "margin",
        "margin",
        "least σmin(W) on the way",
        "σmin(W*) − √(2(f(W(0)) − f*)/μ), or 0: no product with a smaller σmin has a loss as low "
        "as the start. 0 says nothing.",
        lambda solution: solution.margin.margin,
    ),
    Readout(
        "margin_paper",
        "margin′",
        "the paper’s form",
        "σmin(W*) − √(K/μ)·‖W(0) − W*‖, or 0: never larger than the margin, equal where K = μ.",
        lambda solution: solution.margin.paper,
    ),
    Readout(
        "gamma",
        "γ",
        "PL constant",
        "‖∇f‖² ≥ γ (f − f*), with γ = 2μ.",
        lambda solution: solution.objective.gamma,
    ),
    Readout(
        "condition_number",
        "K/μ",
        "condition number",
        "Largest over smallest curvature of f (for logistic loss, bounds of both).",
        lambda solution: solution.objective.condition_number,
    ),
    Readout(
        "tightness",
        "tightness",
        "guarantee / measured",
        "α over the least λmin(T) seen in the window: 1 means that the guarantee is the best "
        "possible here. None where nothing is guaranteed.",
        lambda solution: solution.tightness,
    ),
    Readout(
        "imbalance_drift",
        "drift of D",
        "the solver’s error",
        "How far the conserved imbalances moved, in units of the squared layers: nothing but the "
        "error of the integration.",
        lambda solution: float(solution.imbalance_drift.max()),
    ),
    Readout(
        "loss",
        "𝓛 now",
        "loss at the time cursor",
        "f(W) at the time that the cursor marks.",
        lambda solution: float(solution.loss[0]),
    ),
)


def _regime(index: int, value: Callable[[Any], float | None]) -> Callable[[Any], float | None]:
    """A number of one regime: NTK, spectral, balanced, general."""
    return lambda shown: value(shown.comparison.regimes[index])


REGIMES = (
    Readout(
        "gain",
        "α* / [4]",
        "factor, balanced start",
        "α* over margin^(2−2/L), the rate factor that the earlier theory of balanced weights "
        "guarantees: L where n = m, 1 where n ≠ m. None where the margin is 0.",
        _regime(2, lambda regime: regime.gain),
    ),
    Readout(
        "margin",
        "margin",
        "of the balanced start",
        "max(0, σmin(W*) − ‖W(0) − W*‖) of the balanced start. It falls as the target moves away; "
        "0 says nothing.",
        _regime(2, lambda regime: regime.solution.margin.margin),
    ),
    Readout(
        "gamma",
        "γ",
        "PL constant",
        "‖∇f‖² ≥ γ (f − f*): 2 for f = ½‖W − W*‖².",
        lambda shown: shown.comparison.gamma,
    ),
    Readout(
        "mode_deviation",
        "|σ − s|",
        "modes off their theory",
        "Largest difference between the measured singular values of the spectral network and the "
        "modes of its theory, as a part of the largest mode: the error of the integration.",
        _regime(1, lambda regime: regime.modes and regime.modes.deviation),
    ),
    Readout(
        "drift",
        "drift of T",
        "of the NTK start",
        "‖T − T(0)‖/‖T(0)‖ at the end of the window: 0 would be a frozen kernel.",
        _regime(0, lambda regime: float(regime.solution.preconditioner_drift[-1])),
    ),
    Readout(
        "drift_slope",
        "drift ∝ h^",
        "power of the width",
        "Slope of the median drift against the width, both on logarithmic axes, over the wider "
        "half of the widths: −1 for exponents up to 1/2, then −2(1 − a), 0 at a = 1.",
        lambda shown: shown.sweep.drift_slope,
    ),
    Readout(
        "error_slope",
        "error ∝ h^",
        "of the prediction",
        "The same for the error of the frozen kernel’s prediction of W(t).",
        lambda shown: shown.sweep.error_slope,
    ),
    Readout(
        "loss",
        "𝓛 now",
        "NTK, at the cursor",
        "f(W) of the NTK start at the time that the cursor marks.",
        _regime(0, lambda regime: float(regime.solution.loss[0])),
    ),
)


def written(value: float | str | None) -> str:
    """Four significant digits, without an exponent where none is needed; a word as it is."""
    if value is None:
        return "—"
    if isinstance(value, str):
        return value
    if value != 0.0 and not 1e-3 <= abs(value) < 1e5:
        mantissa, exponent = f"{value:.3e}".split("e")
        digits = mantissa.rstrip("0").rstrip(".")
        return f"{digits}·10{_superscript(int(exponent))}".replace("-", "−")
    places = 3 - math.floor(math.log10(abs(value))) if value else 0
    text = f"{value:.{max(places, 0)}f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", "−")


def _superscript(number: int) -> str:
    return str(number).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))


def _number(value: float) -> float | None:
    """None where there is none."""
    return None if math.isnan(value) else value
