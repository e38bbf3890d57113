"""Maps and ensembles: what a scenario's answer is over a plane of scenarios, or over many draws.

Source: docs/mathematics.md, section 12.
"""

from core.atlas.axes import Axis
from core.atlas.codes import NAMES, NONE, End, Status
from core.atlas.ensemble import Bands, Curves, Histogram, Share, curves
from core.atlas.evaluate import evaluate
from core.atlas.quantities import QUANTITIES, Kind, Quantity
from core.atlas.reading import read_recipe
from core.atlas.recipe import Ensemble, Grid, Recipe
from core.atlas.scalar import by_imbalance, by_weights, scalar_losses, scalar_values

__all__ = [
    "NAMES",
    "NONE",
    "QUANTITIES",
    "Axis",
    "Bands",
    "Curves",
    "End",
    "Ensemble",
    "Grid",
    "Histogram",
    "Kind",
    "Quantity",
    "Recipe",
    "Share",
    "Status",
    "by_imbalance",
    "by_weights",
    "curves",
    "evaluate",
    "read_recipe",
    "scalar_losses",
    "scalar_values",
]
