"""Bounds of lambda_min(T) and of the layers' sizes at any depth, with any imbalance."""

from core.guarantee.deep.ceilings import Ceilings
from core.guarantee.deep.floors import common_rank, layer_floors
from core.guarantee.deep.from_margin import margin_bound
from core.guarantee.deep.spectra import Spectrum, spectra
from core.guarantee.deep.square import square_bound
from core.guarantee.deep.unimodal import (
    Short,
    Shortfall,
    shortfall,
    speaks_unimodal,
    thinnest,
    unimodal_bound,
)

__all__ = [
    "Ceilings",
    "Short",
    "Shortfall",
    "Spectrum",
    "common_rank",
    "layer_floors",
    "margin_bound",
    "shortfall",
    "speaks_unimodal",
    "spectra",
    "square_bound",
    "thinnest",
    "unimodal_bound",
]
