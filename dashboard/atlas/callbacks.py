"""The atlas page's wiring."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from typing import Any

import dash
from dash import ALL, Input, Output, State
from dash.exceptions import PreventUpdate

from core import ScenarioError
from dashboard.atlas import stores
from dashboard.atlas.answer import (
    AtlasAnswer,
    AtlasSaid,
    atlas_answer,
    draw_at,
    point_at,
)
from dashboard.atlas.asking import asked
from dashboard.atlas.chunks.answer import ChunkAnswer, chunk_answer
from dashboard.atlas.chunks.pieces import chunk_of, point_of
from dashboard.atlas.controls import TOPIC, control_error, read, recipe
from dashboard.atlas.cost import cost
from dashboard.atlas.ensemble import DrawsAnswer, draws_answer, ensemble, times
from dashboard.atlas.ids import Atlas
from dashboard.atlas.runs import atlas_run
from dashboard.atlas.shelf import SHELF
from dashboard.parts.exchange.desk import Desk
from dashboard.parts.exchange.expecting import cost_of
from dashboard.parts.exchange.pictures import register_pictures
from dashboard.parts.exchange.runs import Run
from dashboard.parts.exchange.wiring import wire, wire_draw
from dashboard.parts.page.presets import wire_presets
from dashboard.parts.page.rows import field_id

ROUTE = f"api/{TOPIC}"
#: Seconds: chunks go to the slow lane, quick as they are, so that a map stops no drag.
_SLOW = 1.0

_read = lru_cache(maxsize=8)(read)
_COST = cost_of(_read, cost)
#: Of the axes' controls, what another plane changes.
_ROW = ("label", "min", "max", "step", "powers", "whole")


def register(app: dash.Dash, desk: Desk, sweeps: str | None = None) -> None:
    """Serve the answers, and connect them with the page; `sweeps` is the folder of stores."""
    stores.use(app.server, sweeps)

    def here(answer: Callable[..., Any]) -> Callable[..., Any]:
        return stores.answering(answer, sweeps)

    serve = partial(register_pictures, app, desk, of_app=True)
    serve(ROUTE, here(_answer), cost=_COST, asked=asked)
    serve(f"{ROUTE}-run", here(_run), cost=_COST)
    serve(f"{ROUTE}-chunk", here(_chunk), cost=_slow, key=_key)
    serve(f"{ROUTE}-point", here(_point))
    serve(f"{ROUTE}-draws", here(_draws), cost=_slow, key=_draws_key)
    serve(f"{ROUTE}-draw", here(_draw))
    wire(app, TOPIC, Atlas)
    wire_presets(app, TOPIC, Atlas.ANSWER, SHELF)
    wire_draw(app, TOPIC)
    fields = field_id(TOPIC, ALL)
    app.callback(
        [Output(fields, name) for name in _ROW],
        Input(Atlas.ANSWER, "data"),
        [State(fields, name) for name in _ROW],
        prevent_initial_call=True,
    )(_rows)


def _slow(_query: str, *_more: object) -> float:
    return _SLOW


def _answer(query: str, drawn: list[str]) -> AtlasAnswer:
    try:
        return atlas_answer(_read(query), drawn)
    except ScenarioError as error:
        raise control_error(error) from None


def _run(query: str, _drawn: list[str]) -> Run:
    try:
        return atlas_run(_read(query))
    except ScenarioError as error:
        raise control_error(error) from None


def _chunk(query: str, _drawn: list[str]) -> ChunkAnswer:
    state, piece = chunk_of(query)
    return chunk_answer(_read(state), piece)


def _key(query: str) -> object:
    """What a chunk depends on: the canonical recipe, whatever the link's wording."""
    state, piece = chunk_of(query)
    found = _read(state)
    stamp = found.sweep.stamp if found.sweep else ""
    return found.store, stamp, recipe(found).canonical(), piece


def _point(query: str, _drawn: list[str]) -> dict[str, Any]:
    state, index = point_of(query)
    try:
        return {"point": point_at(_read(state), index)}
    except ScenarioError as error:
        raise control_error(error) from None


def _draws(query: str, _drawn: list[str]) -> DrawsAnswer:
    state, piece = chunk_of(query)
    return draws_answer(_read(state), piece)


def _draws_key(query: str) -> object:
    state, piece = chunk_of(query)
    read_state = _read(state)
    shown = read_state.sweep_draws
    own = (shown.store, shown.stamp) if shown else times(read_state)
    return ensemble(read_state).canonical(), own, piece


def _draw(query: str, _drawn: list[str]) -> dict[str, Any]:
    state, index = point_of(query)
    try:
        return {"point": draw_at(_read(state), index)}
    except ScenarioError as error:
        raise control_error(error) from None


def _rows(said: AtlasSaid | None, *shown: list[Any]) -> list[list[Any]]:
    """The axes' names and sliders, where the plane is another one."""
    if not said or "rows" not in said:
        raise PreventUpdate
    rows: Mapping[str, Any] = said["rows"]
    names = [place["id"]["field"] for place in dash.ctx.outputs_list[0]]
    wanted = [
        [
            rows[name][part] if name in rows else there
            for name, there in zip(names, now, strict=True)
        ]
        for part, now in zip(_ROW, shown, strict=True)
    ]
    if wanted == [list(now) for now in shown]:
        raise PreventUpdate
    return wanted
