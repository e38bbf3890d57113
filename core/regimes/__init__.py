"""Several initializations on one target, and the width sweep."""

from core.regimes.compare import promised
from core.regimes.over_lambda import LambdaDrift, lambda_drift
from core.regimes.scenario import CompareScenario, NamedStart, compare_scenario_from_json
from core.regimes.solution import CompareSolution, Regime
from core.regimes.sweep import DRAWS, WIDTHS, SweepScenario, SweepSolution, expected_slope

__all__ = [
    "DRAWS",
    "WIDTHS",
    "CompareScenario",
    "CompareSolution",
    "LambdaDrift",
    "NamedStart",
    "Regime",
    "SweepScenario",
    "SweepSolution",
    "compare_scenario_from_json",
    "expected_slope",
    "lambda_drift",
    "promised",
]
