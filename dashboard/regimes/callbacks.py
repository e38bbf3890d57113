"""The regimes page's wiring."""

from __future__ import annotations

from typing import Any

import dash
from dash import ALL, Input, Output, State

from core import ScenarioError
from dashboard.parts.exchange.desk import Desk
from dashboard.parts.exchange.expecting import cost_of
from dashboard.parts.exchange.pictures import register_pictures
from dashboard.parts.exchange.runs import Run
from dashboard.parts.exchange.wiring import wire, wire_draw
from dashboard.parts.page.presets import wire_presets
from dashboard.parts.page.rows import choice_id
from dashboard.regimes import promises
from dashboard.regimes.answer import RegimesAnswer, RegimesSaid, regimes_answer
from dashboard.regimes.controls import control_error, read
from dashboard.regimes.cost import cost
from dashboard.regimes.ids import Regimes
from dashboard.regimes.runs import regimes_run
from dashboard.regimes.shelf import SHELF

TOPIC = "regimes"
ROUTE = f"api/{TOPIC}"

_COST = cost_of(read, cost)


def register(app: dash.Dash, desk: Desk) -> None:
    """Serve the answers, and connect them with the page and its table."""
    register_pictures(app, desk, ROUTE, _answer, cost=_COST, with_sight=True)
    register_pictures(app, desk, f"{ROUTE}-run", _run, cost=_COST)
    wire(app, TOPIC, Regimes)
    wire_presets(app, TOPIC, Regimes.ANSWER, SHELF)
    wire_draw(app, TOPIC)
    sort = choice_id(TOPIC, promises.SORT)
    app.callback(
        Output(sort, "value", allow_duplicate=True),
        Input(promises.heading_id(ALL), "n_clicks"),
        State(sort, "value"),
        prevent_initial_call=True,
    )(_sort)
    app.callback(
        Output(Regimes.ROWS, "children"),
        Output(Regimes.NOTES, "children"),
        Output(promises.column_id(ALL), "aria-sort"),
        Input(Regimes.ANSWER, "data"),
        prevent_initial_call=True,
    )(_table)
    app.callback(
        Output(Regimes.DOWNLOADED, "data"),
        Input(Regimes.DOWNLOAD, "n_clicks"),
        State(Regimes.ANSWER, "data"),
        prevent_initial_call=True,
    )(_download)


def _answer(query: str, drawn: list[str], sight: tuple[str, ...] | None) -> RegimesAnswer:
    try:
        return regimes_answer(read(query), drawn, sight)
    except ScenarioError as error:
        raise control_error(error) from None


def _run(query: str, _drawn: list[str]) -> Run:
    try:
        return regimes_run(read(query))
    except ScenarioError as error:
        raise control_error(error) from None


def _sort(_clicks: list[int | None], sort: str | None) -> str:
    if dash.ctx.triggered_id is None:
        raise dash.exceptions.PreventUpdate
    return promises.next_sort(sort or "", dash.ctx.triggered_id["heading"])


def _table(answer: RegimesSaid | None) -> tuple[list[Any], list[Any], list[str]]:
    if not answer or "table" not in answer or "controls" not in answer:
        raise dash.exceptions.PreventUpdate  # a complaint leaves the table as it is
    table, sort = answer["table"], answer["controls"]["values"].get(promises.SORT, "")
    return list(promises.rows(table)), list(promises.notes(table)), promises.sorting(str(sort))


def _download(_clicks: int | None, answer: RegimesSaid | None) -> dict[str, str]:
    if not answer or "table" not in answer:
        raise dash.exceptions.PreventUpdate
    text = promises.csv_text(answer["table"])
    return {"content": text, "filename": "regimes.csv", "type": "text/csv"}
