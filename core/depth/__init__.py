"""What depth does: families of networks."""

from core.depth.aligned import MAX_STEPS, SEEN, AlignedDescent, aligned_descent
from core.depth.curves import DepthCurves, depth_curves
from core.depth.family import SQUARE, DepthFamily
from core.depth.race import PARTS, Race, race
from core.depth.scenario import (
    DepthScenario,
    DepthSolution,
    depth_scenario_from_json,
    solve_depth,
)

__all__ = [
    "MAX_STEPS",
    "PARTS",
    "SEEN",
    "SQUARE",
    "AlignedDescent",
    "DepthCurves",
    "DepthFamily",
    "DepthScenario",
    "DepthSolution",
    "Race",
    "aligned_descent",
    "depth_curves",
    "depth_scenario_from_json",
    "race",
    "solve_depth",
]
