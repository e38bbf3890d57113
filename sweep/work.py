"""One chunk, computed: what every process of a pool and every worker of a cluster does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from core.atlas import evaluate, read_recipe
from sweep.store.plan import Plan
from sweep.versions import versions

#: Points that are computed at a time: what that takes hardly grows with the chunk.
PIECE = 2**14


@dataclass(frozen=True)
class Job:
    """What a worker must know.

    Attributes
    ----------
    recipe : str
        In canonical JSON.
    versions : tuple of (str, str)
        Of whoever asks.
    """

    recipe: str
    versions: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Block:
    """A chunk as its files hold it.

    Attributes
    ----------
    index : int
    files : mapping
        Name of an array -> bytes. None where versions differ: nothing has been computed.
    versions : tuple of (str, str)
        Of whoever computed it.
    """

    index: int
    files: Mapping[str, bytes] | None
    versions: tuple[tuple[str, str], ...]


def compute(job: Job, index: int) -> Block:
    """A chunk: the same bytes whoever computes it, and whatever else is computed."""
    here = tuple(sorted(versions().items()))
    if here != job.versions:
        return Block(index, None, here)
    plan = _plan(job.recipe)
    points = plan.partition.points(index)
    pieces = [
        evaluate(plan.recipe, np.arange(first, min(first + PIECE, points.stop), dtype=np.int64))
        for first in range(points.start, points.stop, PIECE)
    ]
    files = {
        name: plan.padded(name, np.concatenate([piece[name] for piece in pieces]))
        for name in plan.kinds
    }
    return Block(index, files, here)


@lru_cache(maxsize=4)
def _plan(recipe: str) -> Plan:
    return Plan(read_recipe(recipe))
