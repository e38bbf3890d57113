"""The key figures of the page: what each is called, what it means, and how it is read off."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dashboard.parts.readouts import Readout


def _regime(index: int, value: Callable[[Any], float | None]) -> Callable[[Any], float | None]:
    """A number of one regime: NTK, spectral, balanced, general."""
    return lambda shown: value(shown.comparison.regimes[index])


READOUTS = (
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
        lambda shown: shown.sweep and shown.sweep.drift_slope,
    ),
    Readout(
        "error_slope",
        "error ∝ h^",
        "of the prediction",
        "The same for the error of the frozen kernel’s prediction of W(t).",
        lambda shown: shown.sweep and shown.sweep.error_slope,
    ),
    Readout(
        "loss",
        "𝓛 now",
        "NTK, at the cursor",
        "f(W) of the NTK start at the time that the cursor marks.",
        _regime(0, lambda regime: float(regime.solution.loss[0])),
    ),
)
