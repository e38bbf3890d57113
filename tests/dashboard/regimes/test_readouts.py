"""The key figures are read off the right regime, at the right time."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from dashboard.regimes.answer import Shown
from dashboard.regimes.readouts import READOUTS


def test_each_from_its_own_place() -> None:
    """Regimes are NTK, spectral, balanced, general; every number here is another."""

    def regime(number: float) -> SimpleNamespace:
        solution = SimpleNamespace(
            margin=SimpleNamespace(margin=number + 1.0),
            preconditioner_drift=np.array([0.0, number + 2.0, number + 3.0]),
            loss=np.array([number + 4.0, number + 5.0]),
        )
        modes = SimpleNamespace(deviation=number + 6.0)
        return SimpleNamespace(gain=number + 7.0, solution=solution, modes=modes)

    comparison = SimpleNamespace(regimes=[regime(10.0 * i) for i in range(1, 5)], gamma=2.0)
    swept = SimpleNamespace(drift_slope=-1.0, error_slope=-0.5)
    shown = Shown(comparison, swept)  # type: ignore[arg-type]
    assert {readout.quantity: readout.value(shown) for readout in READOUTS} == {
        "gain": 37.0,
        "margin": 31.0,
        "gamma": 2.0,
        "mode_deviation": 26.0,
        "drift": 13.0,
        "drift_slope": -1.0,
        "error_slope": -0.5,
        "loss": 14.0,
    }
    comparison.regimes[1].modes = None
    assert {r.quantity: r.value(shown) for r in READOUTS}["mode_deviation"] is None
