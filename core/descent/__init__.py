"""Gradient descent beside the flow."""

from core.descent.certified.certificate import Certificate
from core.descent.iterates import scalar_run, stride
from core.descent.scenario import DescentScenario, descent_scenario_from_json
from core.descent.schedule import NEAR, Schedule
from core.descent.sharpness import Stability, stability
from core.descent.solution import DescentSolution, MatrixDescent, ScalarDescent
from core.descent.verdict import Verdict

__all__ = [
    "NEAR",
    "Certificate",
    "DescentScenario",
    "DescentSolution",
    "MatrixDescent",
    "ScalarDescent",
    "Schedule",
    "Stability",
    "Verdict",
    "descent_scenario_from_json",
    "scalar_run",
    "stability",
    "stride",
]
