"""The values of some points of a map."""

from __future__ import annotations

from typing import Any

import numpy as np
from typing_extensions import TypedDict

from core import evaluate
from core.atlas import QUANTITIES, Kind
from dashboard.atlas.chunks.afford import afforded
from dashboard.atlas.chunks.pieces import Piece
from dashboard.atlas.chunks.plan import plan
from dashboard.atlas.controls import AtlasState
from dashboard.parts.exchange.answers import Packed
from dashboard.parts.exchange.sending import Arrays
from dashboard.parts.query import ControlError


class Chunk(TypedDict):
    """Some points of a map: their numbers, and the values of each quantity.

    Attributes
    ----------
    points, rest : how many there are, and how many of the chunk come after them.
    dear : how many of them take too long, and have no value.
    """

    points: int
    rest: int
    dear: int
    at: Packed
    values: dict[str, Packed]


class ChunkAnswer(TypedDict):
    """The answer to the question for a chunk."""

    chunk: Chunk


def chunk_answer(state: AtlasState, piece: Piece) -> ChunkAnswer:
    """The values of a chunk of a map, or of so many of its points as can be afforded.

    Raises
    ------
    ControlError
        If there is no such chunk.
    """
    filling = plan(state)
    try:
        indices = filling.indices(piece.level, piece.number)[piece.begin :]
    except IndexError:
        indices = np.arange(0)
    if not indices.size:
        raise ControlError("", "atlas_page.no_chunk")
    most = min(piece.most or indices.size, indices.size)
    sweep = state.sweep
    count, found = (
        (most, sweep.values(indices[:most]))  # it is there
        if sweep
        else afforded(most, lambda count: evaluate(filling.recipe, indices[:count]))
    )
    rest, indices = indices.size - count, indices[:count]
    values = found or {name: np.full(count, np.nan) for name in filling.recipe.quantities}
    arrays = Arrays()
    places = {
        name: arrays.number(numbers(name, values[name]), exact=True)
        for name in filling.recipe.quantities
    }
    arrays.number(indices.astype(float), exact=True)
    packed = arrays.packed
    return {
        "chunk": {
            "points": count,
            "rest": rest,
            "dear": 0 if found else count,
            "at": packed[-1],
            "values": {name: packed[place] for name, place in places.items()},
        }
    }


def numbers(name: str, values: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Values as float64, NaN where there is none."""
    found = values.astype(float)
    return np.where(found < 0.0, np.nan, found) if QUANTITIES[name].kind is Kind.CODE else found
