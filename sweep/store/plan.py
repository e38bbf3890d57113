"""What is in a store, all of it settled by the recipe: arrays, chunks, bytes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.atlas import NONE, QUANTITIES, Kind, Recipe
from sweep.store.partition import Partition, partition

#: Bytes of a SHA-256: each chunk has one for each array, 0 until the chunk is finished.
DIGEST = 32
#: Beside the quantities, of every point.
STATUS = "status"
#: Points of a chunk at the least and at the most, by model: what takes a moment, so that writing it
#: is little beside it, and what takes seconds and a few megabytes of each quantity.
SIZES = {"scalar": (2**15, 2**20), "descent": (2**12, 2**17), "matrix": (8, 2**10)}


@dataclass(frozen=True)
class Plan:
    """Of one recipe.

    Attributes
    ----------
    recipe : Recipe
    """

    recipe: Recipe

    @cached_property
    def partition(self) -> Partition:
        """The chunks: the same on every machine, with any number of workers."""
        return partition(self.recipe.shape, *SIZES[self.recipe.model])

    @cached_property
    def kinds(self) -> Mapping[str, np.dtype[Any]]:
        """Name of an array -> what its values are."""
        kinds = {
            name: np.dtype("i1" if QUANTITIES[name].kind is Kind.CODE else "<f8")
            for name in self.recipe.quantities
        }
        return kinds | {STATUS: np.dtype("i1")}

    @property
    def record(self) -> int:
        """Bytes of the checksums of one chunk."""
        return DIGEST * len(self.kinds)

    @property
    def size(self) -> int:
        """Bytes of the files of one chunk."""
        return self.partition.size * sum(kind.itemsize for kind in self.kinds.values())

    def padded(self, name: str, values: NDArray[Any]) -> bytes:
        """A chunk's values as its file holds them: little endian, whole at the map's edge too."""
        kind = self.kinds[name]
        held = np.full(self.partition.size, fill(kind), dtype=kind)
        held[: len(values)] = values
        return held.tobytes()


def fill(kind: np.dtype[Any]) -> float | int:
    """What stands where nothing has been computed, or no point is."""
    if kind.kind == "f":
        return math.nan
    return NONE if kind.kind == "i" else 0
