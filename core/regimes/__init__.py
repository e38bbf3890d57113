"""Several initializations on one target, and the width sweep."""

from core.regimes.compare import promised
from core.regimes.scenario import CompareScenario, NamedStart
from core.regimes.solution import CompareSolution, Regime
from core.regimes.sweep import DRAWS, WIDTHS, SweepScenario, SweepSolution, expected_slope

__all__ = [
    "DRAWS",
    "WIDTHS",
    "CompareScenario",
    "CompareSolution",
    "NamedStart",
    "Regime",
    "SweepScenario",
    "SweepSolution",
    "expected_slope",
    "promised",
]
