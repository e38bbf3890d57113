"""Deep scalar networks: one number a layer."""

from core.scalar.ceiling import FASTEST
from core.scalar.constraint_set import constraint_curves, level_curve, rate_profile
from core.scalar.conversion import by_imbalance, by_weights, initial_weights, with_depth
from core.scalar.envelope import exponential_envelope
from core.scalar.flow.decay import time_to
from core.scalar.flow.one_variable import ScalarFlow, scalar_flow
from core.scalar.flow.plateau import Escape
from core.scalar.margin import scalar_margin
from core.scalar.network import ScalarNetwork
from core.scalar.outcome import Outcome
from core.scalar.polynomial import preconditioner, smallest_square
from core.scalar.rate import TRUE_GAMMA, scalar_rate
from core.scalar.scenario import MAX_DEPTH, ScalarScenario
from core.scalar.solution import ScalarSolution
from core.scalar.solve import scalar_network, solve_scalar

__all__ = [
    "FASTEST",
    "MAX_DEPTH",
    "TRUE_GAMMA",
    "Escape",
    "Outcome",
    "ScalarFlow",
    "ScalarNetwork",
    "ScalarScenario",
    "ScalarSolution",
    "by_imbalance",
    "by_weights",
    "constraint_curves",
    "exponential_envelope",
    "initial_weights",
    "level_curve",
    "preconditioner",
    "rate_profile",
    "scalar_flow",
    "scalar_margin",
    "scalar_network",
    "scalar_rate",
    "smallest_square",
    "solve_scalar",
    "time_to",
    "with_depth",
]
