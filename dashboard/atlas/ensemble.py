"""Random initializations, one draw after the other: their recipe, and what of them is told."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import quote

import numpy as np
from numpy.typing import NDArray
from typing_extensions import TypedDict

import words
from core import evaluate, read_recipe
from core.arrays import Array
from core.atlas import QUANTITIES, Ensemble, Histogram, Share, curves
from core.errors import ScenarioError
from dashboard.atlas import stores
from dashboard.atlas.chunks.afford import afforded
from dashboard.atlas.chunks.pieces import Piece
from dashboard.atlas.controls import AtlasState, control_error, read
from dashboard.atlas.figures.ensemble import EDGES, LEAST
from dashboard.parts.exchange.answers import Packed
from dashboard.parts.exchange.sending import Arrays
from dashboard.parts.query import ControlError, joined, text_of

#: Entries of the page that an ensemble depends on; and those that are the map's alone.
OWN = ("en", "eL", "ey", "es", "eT", "N", "seed")
QUANTITIES_OF = ("tightness", "alpha_star", "guaranteed")
#: Times at which the losses are compared.
TIMES = 41
#: Sides of the product of matrix networks, and their hidden width.
_SIDE, _WIDTH = 2, 4
#: Draws in a chunk: of scalar networks, of two random layers, and of more.
_SCALAR, _PAIRS, _CHAINS = 500, 50, 5


class Drawing(TypedDict):
    """How an ensemble comes in; `digest` changes with all else."""

    digest: str
    query: str
    recipe: dict[str, Any]
    levels: list[dict[str, Any]]
    times: list[float]
    edges: dict[str, list[float]]
    least: float
    labels: dict[str, str]
    draw: int


class Draws(TypedDict):
    """Some draws: how many are in each class, how many have a guarantee, and their curves.

    `points`, `rest` and `dear` are those of `dashboard.atlas.answer.Chunk`.
    """

    counts: dict[str, list[int]]
    missing: dict[str, int]
    guaranteed: tuple[int, int]
    curves: dict[str, Packed]
    points: int
    rest: int
    dear: int


class DrawsAnswer(TypedDict):
    """The answer to the question for some draws."""

    chunk: Draws


def ensemble(state: AtlasState) -> Ensemble:
    """The recipe of a state's draws.

    Raises
    ------
    ControlError
        If there are no such networks.
    """
    shown = state.sweep_draws
    return shown.recipe if shown else _ensemble(ensemble_query(state))


def ensemble_query(state: AtlasState) -> str:
    """What of a state its draws depend on."""
    if state.sweep_draws:
        return joined([("store", quote(state.store, safe=""))])
    values = dict(state.values)
    return joined(
        (name, value if isinstance(value, str) else text_of(float(value)))
        for name, value in ((name, values[name]) for name in OWN)
    )


@lru_cache(maxsize=16)
def _ensemble(query: str) -> Ensemble:
    values = dict(read(query).values)
    try:
        found = read_recipe(
            {
                "kind": "ensemble",
                "scenario": _scenario(values),
                "draws": values["N"],
                "seed": values["seed"],
                "quantities": list(QUANTITIES_OF),
            }
        )
    except ScenarioError as error:
        raise control_error(error) from None
    assert isinstance(found, Ensemble)
    return found


def _scenario(values: Mapping[str, Any]) -> dict[str, Any]:
    if values["en"] != "gaussian":
        start = {"kind": values["en"], "depth": values["eL"], "scale": values["es"]}
        return {"model": "scalar", "target": values["ey"], "initialization": start}
    widths = [_WIDTH] * (values["eL"] - 1)
    start = {
        "kind": "gaussian", "n": _SIDE, "m": _SIDE, "widths": widths, "scale": values["es"],
    }  # fmt: skip
    target = {"singular_values": [abs(values["ey"])] * _SIDE, "seed": values["seed"]}
    return {
        "model": "matrix",
        "initialization": start,
        "objective": {"kind": "squared", "target": target},
    }


def times(state: AtlasState) -> list[float]:
    """When the losses are compared."""
    found: list[float] = np.linspace(0.0, state["eT"], TIMES).tolist()
    return found


def drawing(state: AtlasState) -> Drawing:
    """How the draws of a state come in."""
    found = ensemble(state)
    size = _size(state)
    count = shown_draws(state)
    chunks = math.ceil(count / size)
    return {
        "digest": f"{found.digest()} {state['eT']} {state.store}",
        "query": ensemble_query(state),
        "recipe": found.to_json(),
        "levels": [{"strides": (1, 1), "chunks": chunks, "points": count}],
        "times": times(state),
        "edges": {name: edges.tolist() for name, edges in EDGES.items()},
        "least": LEAST,
        "labels": {name: words.text(QUANTITIES[name].words) for name in QUANTITIES_OF},
        "draw": picked(state),
    }


def picked(state: AtlasState) -> int:
    """The draw that is looked at, which there is."""
    return min(int(state["pick"]), shown_draws(state) - 1)


def shown_draws(state: AtlasState) -> int:
    """How many come in."""
    shown = state.sweep_draws
    return shown.points if shown else int(state["N"])


def _size(state: AtlasState) -> int:
    if state.sweep_draws:
        return stores.SIZE
    if state["en"] != "gaussian":
        return _SCALAR
    return _PAIRS if state["eL"] == 2 else _CHAINS


def draws_answer(state: AtlasState, piece: Piece) -> DrawsAnswer:
    """What is told of a chunk of draws, or of so many of them as can be afforded.

    Raises
    ------
    ControlError
        If there is no such chunk.
    """
    found, size = ensemble(state), _size(state)
    first = piece.number * size
    indices = np.arange(first, min(first + size, shown_draws(state)))[piece.begin :]
    if not indices.size:
        raise ControlError("", "atlas_page.no_chunk")

    def answered(count: int) -> tuple[dict[str, NDArray[Any]], tuple[Array, ...]]:
        some = indices[:count]
        ways = curves(found, some, times(state))
        return evaluate(found, some), (ways.loss, ways.envelope)

    most = min(piece.most or indices.size, indices.size)
    shown = state.sweep_draws
    known: tuple[dict[str, NDArray[Any]], tuple[Array, ...]] | None
    if shown:  # it is there, but for the curves
        count, known = most, (shown.values(indices[:most], QUANTITIES_OF), ())
    else:
        count, known = afforded(most, answered)
    share = Share()
    histograms = {name: Histogram(edges) for name, edges in EDGES.items()}
    arrays = Arrays()
    values, ways = known or ({}, tuple(np.full((2, count, TIMES), np.nan)))
    share.add(values.get("guaranteed", np.empty(0)))
    for name, histogram in histograms.items():
        histogram.add(values.get(name, np.empty(0)))
    for way in ways:
        arrays.number(way)
    return {
        "chunk": {
            "counts": {name: each.counts.tolist() for name, each in histograms.items()},
            "missing": {name: each.missing for name, each in histograms.items()},
            "guaranteed": (share.yes, share.total),
            "curves": dict(zip(("loss", "envelope"), arrays.packed, strict=False)),
            "points": count,
            "rest": indices.size - count,
            "dear": 0 if known else count,
        }
    }
