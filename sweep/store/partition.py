"""How a map is cut into chunks: by its shape and the weight of a point alone, on any machine.

A chunk is a block of a zarr array and, at the same time, a range of flat indices in C order: one
along the first axes, several along one, whole along the rest.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

#: Parts that a sweep has at the least, so that many workers have something to do.
PARTS = 64


@dataclass(frozen=True)
class Partition:
    """Chunks of an array.

    Attributes
    ----------
    shape : tuple of int
        Of the array.
    chunk : tuple of int
        Of a chunk; those at the end of an axis may reach beyond it.
    """

    shape: tuple[int, ...]
    chunk: tuple[int, ...]

    @cached_property
    def counts(self) -> tuple[int, ...]:
        """Chunks along each axis."""
        return tuple(-(-n // c) for n, c in zip(self.shape, self.chunk, strict=True))

    @cached_property
    def chunks(self) -> int:
        """How many there are."""
        return math.prod(self.counts)

    @cached_property
    def size(self) -> int:
        """Points of a whole chunk."""
        return math.prod(self.chunk)

    @cached_property
    def _axis(self) -> int:
        """Along which chunks follow one another; all after it are whole."""
        return next((axis for axis in reversed(range(len(self.shape))) if self.counts[axis] > 1), 0)

    def place(self, index: int) -> tuple[int, ...]:
        """Of a chunk among the chunks, along each axis."""
        found = []
        for count in reversed(self.counts):
            index, along = divmod(index, count)
            found.append(along)
        return tuple(reversed(found))

    def key(self, index: int) -> str:
        """The name of its file, in the folder of its array."""
        return ".".join(("c", *map(str, self.place(index))))

    def points(self, index: int) -> range:
        """Its flat indices."""
        start, here = 0, self.place(index)
        for along, each, length in zip(here, self.chunk, self.shape, strict=True):
            start = start * length + along * each
        axis = self._axis
        rows = min(self.chunk[axis], self.shape[axis] - here[axis] * self.chunk[axis])
        return range(start, start + rows * math.prod(self.shape[axis + 1 :]))

    def holding(self, point: int) -> int:
        """The chunk that a flat index is in."""
        found, rest = 0, point
        below = math.prod(self.shape)
        for count, each, length in zip(self.counts, self.chunk, self.shape, strict=True):
            below //= length
            along, rest = divmod(rest, below)
            found = found * count + along // each
        return found


def partition(shape: tuple[int, ...], least: int, most: int) -> Partition:
    """Chunks of at most so many points, and `PARTS` of them if each then has enough."""
    points = math.prod(shape)
    size = max(1, min(most, max(points // PARTS, least)))
    chunk = []
    for length in reversed(shape):
        along = min(length, size)
        chunk.append(along)
        # Beyond an axis that is not whole a chunk is one row, or it would be no range.
        size = size // length if along == length else 1
        size = max(size, 1)
    return Partition(shape, tuple(reversed(chunk)))
