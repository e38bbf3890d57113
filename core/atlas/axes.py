"""Axes of a map: an entry of the scenario, or a coordinate derived from it, and its values."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core import fields
from core.arrays import Array, frozen
from core.errors import ScenarioError, named, shown

SCALES = ("linear", "log", "symlog")
#: Values of one axis: a float64 still tells them apart.
MAX_POINTS = 10**15
#: Symmetric logarithm: linear up to this part of the larger end.
_LINEAR = 1e-3
#: The least such part that may be asked for: an end divided by it is in the range of float64.
_LEAST_LINEAR = 1e-100
#: Axes of no more points keep all their values at hand.
_AT_HAND = 1_000_000
_ENTRIES = ("of", "from", "to", "points", "scale", "linear")


@dataclass(frozen=True)
class Axis:
    """One direction of a grid.

    Attributes
    ----------
    of : str
        What it moves: a name that the scenario's model knows (`core.atlas.spaces`).
    start, stop : float
        The first value and the last, start < stop.
    points : int
        How many, 2 or more.
    scale : {"linear", "log", "symlog"}
        Even in the value, in its logarithm (start > 0), or in asinh(value / linear).
    linear : float or None
        symlog: the size of value up to which it is all but linear; by default 1/1000 of the larger
        end. None for other scales.
    whole : bool
        Whether values are rounded to whole numbers (depths, widths, steps).
    """

    of: str
    start: float
    stop: float
    points: int
    scale: str = "linear"
    linear: float | None = None
    whole: bool = False

    def at(self, places: NDArray[np.int64]) -> Array:
        """The values at these places along the axis, 0 to points - 1, exact at both ends."""
        if self.points <= _AT_HAND:
            return self._all[places]
        return self._values(places)

    def to_json(self) -> dict[str, Any]:
        """As JSON values."""
        entries = {
            "of": self.of,
            "from": self.start,
            "to": self.stop,
            "points": self.points,
            "scale": self.scale,
        }
        return entries if self.linear is None else entries | {"linear": self.linear}

    @cached_property
    def _all(self) -> Array:
        return frozen(self._values(np.arange(self.points)))

    def _values(self, places: NDArray[np.int64]) -> Array:
        # Counted from both ends: symmetric ranges have symmetric values, and 0 in their middle.
        last = self.points - 1
        rest, share = (last - places) / last, places / last
        if self.scale == "log":
            low, high = math.log(self.start), math.log(self.stop)
            values = np.exp(low * rest + high * share)
        elif self.scale == "symlog":
            assert self.linear is not None
            low, high = (math.asinh(end / self.linear) for end in (self.start, self.stop))
            values = self.linear * np.sinh(low * rest + high * share)
        else:
            values = self.start * rest + self.stop * share
        values = np.where(places == 0, self.start, values)
        values = np.where(places == last, self.stop, values)
        return np.rint(values) if self.whole else values


def axis_from_json(field: str, entries: object) -> Axis:
    """The axis that JSON values describe.

    Parameters
    ----------
    field : str
        Its name in a refusal, as axes[0].

    Raises
    ------
    ScenarioError
    """
    if not isinstance(entries, Mapping):
        raise ScenarioError(field, "scenario.not_object")
    for name in entries:
        if name not in _ENTRIES:
            raise ScenarioError(f"{field}.{named(name)}", "atlas.unknown_axis_entry")
    for name in ("of", "from", "to", "points"):
        if entries.get(name) is None:
            raise ScenarioError(f"{field}.{name}", "scenario.missing")
    of, scale = entries["of"], entries.get("scale")
    scale = "linear" if scale is None else scale
    if not isinstance(of, str):
        raise ScenarioError(f"{field}.of", "atlas.not_a_name", value=shown(of))
    if scale not in SCALES:
        options = {"options": SCALES, "value": shown(scale)}
        raise ScenarioError(f"{field}.scale", "field.one_of_not", **options)
    start, stop = (fields.size(f"{field}.{end}", entries[end]) for end in ("from", "to"))
    if not start < stop:
        raise ScenarioError(f"{field}.to", "atlas.reversed", start=start, stop=stop)
    if scale == "log" and start <= 0.0:
        raise ScenarioError(f"{field}.from", "atlas.log_of_zero", value=start)
    points = fields.whole(f"{field}.points", entries["points"], 2, MAX_POINTS)
    linear = _linear(f"{field}.linear", entries.get("linear"), scale, max(abs(start), abs(stop)))
    return Axis(of, start, stop, points, scale, linear)


def _linear(field: str, value: object, scale: str, largest: float) -> float | None:
    if scale != "symlog":
        if value is not None:
            raise ScenarioError(field, "atlas.linear")
        return None
    if value is None:
        return _LINEAR * largest
    given, least = fields.positive(field, value), _LEAST_LINEAR * largest
    if given < least:
        raise ScenarioError(field, "field.from_to", least=least, most=fields.LARGEST, value=given)
    return given
