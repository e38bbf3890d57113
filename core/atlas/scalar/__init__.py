"""Scalar networks by the million: the single solver's answers, without a loop over networks."""

from core.atlas.scalar.ends import ENDS, OUTCOMES, REFUSED
from core.atlas.scalar.starts import Starts, by_imbalance, by_weights
from core.atlas.scalar.values import QUANTITIES, scalar_losses, scalar_values

__all__ = [
    "ENDS",
    "OUTCOMES",
    "QUANTITIES",
    "REFUSED",
    "Starts",
    "by_imbalance",
    "by_weights",
    "scalar_losses",
    "scalar_values",
]
