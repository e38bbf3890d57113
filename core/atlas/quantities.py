"""What a map can show: names, the models that have it, and what kind of value it is."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.atlas.codes import NONE


class Kind(StrEnum):
    """How a quantity is read."""

    NUMBER = "number"
    LOG = "log number"  # positive, over many orders of magnitude
    CODE = "code"  # a place in `core.atlas.codes.NAMES`


@dataclass(frozen=True)
class Quantity:
    """One of them.

    Attributes
    ----------
    name : str
    models : frozenset of str
        Of "scalar", "matrix", "descent".
    kind : Kind
    words : str
        Key of its name in the catalogue.
    """

    name: str
    models: frozenset[str]
    kind: Kind
    words: str


_FLOWS = frozenset({"scalar", "matrix", "descent"})
_RUNS = frozenset({"descent"})

#: All of them by name. Rates are as in the solutions: `alpha_star` is of the preconditioner, and
#: `infimum` is gamma times its least value on the way; `tightness` is gamma alpha* / infimum.
QUANTITIES: dict[str, Quantity] = {
    each.name: each
    for each in (
        Quantity("alpha_star", _FLOWS, Kind.LOG, "atlas.quantity.alpha_star"),
        Quantity("lower_bound", _FLOWS, Kind.LOG, "atlas.quantity.lower_bound"),
        Quantity("lower_bound_ratio", _FLOWS, Kind.NUMBER, "atlas.quantity.lower_bound_ratio"),
        Quantity("infimum", _FLOWS, Kind.LOG, "atlas.quantity.infimum"),
        Quantity("tightness", _FLOWS, Kind.NUMBER, "atlas.quantity.tightness"),
        Quantity("margin", _FLOWS, Kind.NUMBER, "atlas.quantity.margin"),
        Quantity("guaranteed", _FLOWS, Kind.CODE, "atlas.quantity.guaranteed"),
        Quantity("time_to_loss", _FLOWS, Kind.LOG, "atlas.quantity.time_to_loss"),
        Quantity("end", _FLOWS, Kind.CODE, "atlas.quantity.end"),
        Quantity("final_loss", _FLOWS, Kind.LOG, "atlas.quantity.final_loss"),
        Quantity("steps", _RUNS, Kind.LOG, "atlas.quantity.steps"),
        Quantity("verdict", _RUNS, Kind.CODE, "atlas.quantity.verdict"),
    )
}
#: What the start alone tells, without its flow.
OF_STARTS = frozenset({"alpha_star", "lower_bound", "lower_bound_ratio", "margin", "guaranteed"})
#: What a run of gradient descent has of its own; all else is that of the flow beside it.
OF_RUNS = frozenset({"steps", "verdict", "final_loss"})


def nothing(name: str) -> float:
    """What stands where a quantity has no value."""
    return NONE if QUANTITIES[name].kind is Kind.CODE else math.nan


def nothings(names: Iterable[str], count: int) -> dict[str, NDArray[Any]]:
    """No values yet of so many points: int8 for codes, float64 for numbers."""
    codes = {name: QUANTITIES[name].kind is Kind.CODE for name in names}
    return {
        name: np.full(count, nothing(name), dtype=np.int8 if code else np.float64)
        for name, code in codes.items()
    }
