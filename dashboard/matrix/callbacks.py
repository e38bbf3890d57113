"""The matrix page's wiring."""

from __future__ import annotations

import json
from collections.abc import Sequence

import dash
from dash import Input, Output, State

from core import ScenarioError
from dashboard.matrix.answer import (
    Found,
    MatrixAnswer,
    MatrixSaid,
    MinimumAnswer,
    matrix_answer,
    minimum_answer,
)
from dashboard.matrix.controls import control_error, read
from dashboard.matrix.cost import cost
from dashboard.matrix.ids import Matrix
from dashboard.matrix.panel import TOPIC
from dashboard.matrix.runs import matrix_run
from dashboard.matrix.shelf import SHELF
from dashboard.parts.exchange.answers import Said
from dashboard.parts.exchange.asking import Controls, query_of
from dashboard.parts.exchange.desk import Desk
from dashboard.parts.exchange.expecting import cost_of
from dashboard.parts.exchange.pictures import register_pictures
from dashboard.parts.exchange.runs import Run
from dashboard.parts.exchange.wiring import clientside, wire, wire_draw
from dashboard.parts.page.presets import wire_presets

ROUTE = f"api/{TOPIC}"
MINIMUM_ROUTE = f"api/{TOPIC}-minimum"
_BESIDE_A_FILE = ("T", "automatic", "show")

_COST = cost_of(read, cost)


def register(app: dash.Dash, desk: Desk) -> None:
    """Serve the answers and the numerical minimum, and connect them with the page."""
    register_pictures(
        app, desk, ROUTE, _answer, cost=_COST, asked=_asked, with_file=True, with_sight=True
    )
    register_pictures(app, desk, MINIMUM_ROUTE, _minimum, cost=_COST, with_file=True)
    register_pictures(app, desk, f"{ROUTE}-run", _run, cost=_COST, with_file=True)
    wire(app, TOPIC, Matrix)
    wire_presets(app, TOPIC, Matrix.ANSWER, SHELF)
    wire_draw(app, TOPIC)
    # By the route, not by Dash: an opened file is the page's, and goes with the question.
    clientside(
        app,
        "search",
        Output(Matrix.FOUND, "data"),
        Input(Matrix.SEARCH, "n_clicks"),
        prevent_initial_call=True,
    )
    app.callback(
        Output(Matrix.MINIMUM, "children"),
        Output(Matrix.SEARCH, "disabled"),
        Input(Matrix.FOUND, "data"),
        Input(Matrix.ANSWER, "data"),
        prevent_initial_call=True,
    )(_found)
    app.callback(
        Output(Matrix.UNLINKED, "children"),
        Input(Matrix.ANSWER, "data"),
        prevent_initial_call=True,
    )(_unlinked)
    app.callback(
        Output(Matrix.SAVED, "data"),
        Input(Matrix.SAVE, "n_clicks"),
        State(Matrix.ANSWER, "data"),
        prevent_initial_call=True,
    )(_save)


def _answer(
    query: str, drawn: list[str], sight: tuple[str, ...] | None, file: bytes | None = None
) -> MatrixAnswer:
    return matrix_answer(read(query), drawn, sight, file)


def _run(query: str, _drawn: list[str], file: bytes | None = None) -> Run:
    return matrix_run(read(query), file)


def _minimum(query: str, _drawn: list[str], file: bytes | None = None) -> MinimumAnswer:
    state = read(query)
    try:
        return minimum_answer(state, file)
    except ScenarioError as error:
        raise control_error(error, state) from None


def _asked(state: str, controls: Controls, moved: Sequence[str]) -> str:
    """An opened file stands for all entries of the table."""
    known = read(state)
    table = {key: value for key, value in controls.items() if key != "file"}
    if not known.file:
        return query_of(table, moved)
    beside = {key: value for key, value in table.items() if key in _BESIDE_A_FILE}
    held = {"scenario": known.packed} if known.packed else {}
    return query_of({"file": known.file, **held, **beside}, moved)


def _found(found: Found | None, answer: Said | None) -> tuple[str, bool]:
    """The estimate, unless the controls have moved on: then it is of a picture that is gone."""
    if not found:
        raise dash.exceptions.PreventUpdate
    here = answer is not None and found["query"] == answer.get("query")
    return found["text"] if here else "", bool(found.get("busy"))


def _unlinked(answer: MatrixSaid | None) -> str:
    return (answer or {}).get("unlinked", "")


def _save(_clicks: int | None, answer: MatrixSaid | None) -> dict[str, str]:
    scenario = answer.get("scenario") if answer else None
    if not scenario:
        raise dash.exceptions.PreventUpdate
    text = json.dumps(scenario, indent=1, ensure_ascii=False)
    return {"content": f"{text}\n", "filename": "scenario.json", "type": "application/json"}
