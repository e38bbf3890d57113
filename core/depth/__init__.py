"""What depth does: families of networks."""

from core.depth.aligned import MAX_STEPS, AlignedDescent, aligned_descent
from core.depth.curves import DepthCurves, depth_curves
from core.depth.family import DepthFamily

__all__ = [
    "MAX_STEPS",
    "AlignedDescent",
    "DepthCurves",
    "DepthFamily",
    "aligned_descent",
    "depth_curves",
]
