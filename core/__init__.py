"""Gradient flow of deep linear networks: the flow, its guaranteed rate, and their pictures' data.

Notation (poster "On the Convergence of Gradient Flow on Multi-layer Linear Models", Min, Vidal and
Mallada, ICML 2023)

======  ==============================  =====================================================
symbol  name                            meaning
======  ==============================  =====================================================
L       depth                           number of layers
w_l     weights                         one number a layer
w       product                         w_1 w_2 ... w_L
y       target                          the loss is (y - w)^2
d_l     imbalance                       w_l^2 - w_{l+1}^2, constant along the flow
c_l     cumulative_imbalance            w_l^2 - w_k^2 against the smallest layer k, constant
tau     preconditioner                  sum_l prod_{i != l} w_i^2: dw/dt = -tau f'(w)
gamma   gamma                           PL constant: f'^2 >= gamma f (true 4, on the poster 1)
        margin                          least |w| that the loss at the start allows
alpha*  alpha_star                      min tau over |w| >= margin with these imbalances
2 tau   sharpness                       largest eigenvalue of the Hessian at a minimum; gradient
                                        descent is stable only below the step 2/sharpness
======  ==============================  =====================================================
"""

from core.atlas.evaluate import evaluate
from core.atlas.reading import read_recipe
from core.atlas.recipe import Ensemble, Grid, Recipe
from core.depth.curves import DepthCurves, depth_curves
from core.depth.family import DepthFamily
from core.depth.scenario import DepthScenario, DepthSolution, solve_depth
from core.descent.descend import descend
from core.descent.scenario import DescentScenario
from core.descent.sharpness import Stability
from core.descent.solution import DescentSolution, MatrixDescent, ScalarDescent
from core.descent.verdict import Verdict
from core.errors import ScenarioError
from core.guarantee.theorems import AlphaSource
from core.matrix.initialization import Initialization
from core.matrix.scenario import MatrixScenario
from core.matrix.solution import MatrixSolution
from core.objective.recipe import ObjectiveRecipe
from core.objective.target import DrawnTarget, GivenTarget, NearTarget, Target
from core.reading import (
    read_comparison,
    read_depth,
    read_descent,
    read_scenario,
    scenario_from_json,
)
from core.regimes.compare import compare
from core.regimes.scenario import CompareScenario, NamedStart, compare_scenario_from_json
from core.regimes.solution import CompareSolution, Regime
from core.regimes.sweep import SweepScenario, SweepSolution, sweep
from core.scalar.outcome import Outcome
from core.scalar.scenario import ScalarScenario
from core.scalar.solution import ScalarSolution
from core.solving import solve

__all__ = [
    "AlphaSource",
    "CompareScenario",
    "CompareSolution",
    "DepthCurves",
    "DepthFamily",
    "DepthScenario",
    "DepthSolution",
    "DescentScenario",
    "DescentSolution",
    "DrawnTarget",
    "Ensemble",
    "GivenTarget",
    "Grid",
    "Initialization",
    "MatrixDescent",
    "MatrixScenario",
    "MatrixSolution",
    "NamedStart",
    "NearTarget",
    "ObjectiveRecipe",
    "Outcome",
    "Recipe",
    "Regime",
    "ScalarDescent",
    "ScalarScenario",
    "ScalarSolution",
    "ScenarioError",
    "Stability",
    "SweepScenario",
    "SweepSolution",
    "Target",
    "Verdict",
    "compare",
    "compare_scenario_from_json",
    "depth_curves",
    "descend",
    "evaluate",
    "read_comparison",
    "read_depth",
    "read_descent",
    "read_recipe",
    "read_scenario",
    "scenario_from_json",
    "solve",
    "solve_depth",
    "sweep",
]
