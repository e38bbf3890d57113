"""Matrix networks of any shape and depth: the recipe, the flow, the solution."""

from core.matrix import preconditioner
from core.matrix.ends.end import rank_of
from core.matrix.ends.minimiser import Minimisers, minimisers
from core.matrix.flow.layered import layered_flow
from core.matrix.flow.two_layer import two_layer_flow
from core.matrix.initialization import MAX_FREE_WIDTH, Initialization
from core.matrix.outcome import Outcome
from core.matrix.promise import lacking, source_message
from core.matrix.scenario import MatrixScenario
from core.matrix.solution import MatrixSolution
from core.matrix.solve import solve_matrix
from core.scalar.flow.plateau import Escape

__all__ = [
    "MAX_FREE_WIDTH",
    "Escape",
    "Initialization",
    "MatrixScenario",
    "MatrixSolution",
    "Minimisers",
    "Outcome",
    "lacking",
    "layered_flow",
    "minimisers",
    "preconditioner",
    "rank_of",
    "solve_matrix",
    "source_message",
    "two_layer_flow",
]
