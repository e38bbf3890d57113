"""What a map can show: names, the models that have it, and what kind of value it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


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
