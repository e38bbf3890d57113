"""What a theorem says of the rate: margins, bounds, envelopes."""

from core.guarantee.decay import time_of_fall
from core.guarantee.margin import Margin, matrix_margin
from core.guarantee.numerical import NumericalMinimum, numerical_minimum, refusal
from core.guarantee.theorems import AlphaSource, Guarantee, guarantee, search_reach
from core.guarantee.two_layer import TwoLayerRate, imbalance_eigenvalues

__all__ = [
    "AlphaSource",
    "Guarantee",
    "Margin",
    "NumericalMinimum",
    "TwoLayerRate",
    "guarantee",
    "imbalance_eigenvalues",
    "matrix_margin",
    "numerical_minimum",
    "refusal",
    "search_reach",
    "time_of_fall",
]
