"""The key figures of the page, and how each is read off."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dashboard.parts.readouts import readouts


def _regime(index: int, value: Callable[[Any], float | None]) -> Callable[[Any], float | None]:
    """A number of one regime: NTK, spectral, balanced, general."""
    return lambda shown: value(shown.comparison.regimes[index])


READOUTS = readouts(
    "regimes",
    gain=_regime(2, lambda regime: regime.gain),
    margin=_regime(2, lambda regime: regime.solution.margin.margin),
    gamma=lambda shown: shown.comparison.gamma,
    mode_deviation=_regime(1, lambda regime: regime.modes and regime.modes.deviation),
    drift=_regime(0, lambda regime: float(regime.solution.preconditioner_drift[-1])),
    drift_slope=lambda shown: shown.sweep and shown.sweep.drift_slope,
    error_slope=lambda shown: shown.sweep and shown.sweep.error_slope,
    loss=_regime(0, lambda regime: float(regime.solution.loss[0])),
)
