"""The callbacks of a page: ordinary ones, which Dash's own tools show.

The gate runs in the browser (assets/page.js) and asks a plain route: see README, "Why the pictures
do not come through callbacks". What the answer says goes to its place here.
"""

from __future__ import annotations

from typing import Any

import dash
from dash import ALL, Input, Output, State
from dash.exceptions import PreventUpdate

from dashboard.parts.exchange import telling
from dashboard.parts.exchange.answers import Said
from dashboard.parts.exchange.unfit import UnfitError
from dashboard.parts.page.ids import Player, Runs
from dashboard.parts.page.rows import choice_id, field_id, row_id
from dashboard.parts.runs.table import table
from dashboard.parts.typed import number_of


def wire(app: dash.Dash, topic: str, ids: Any) -> None:
    """Connect a page's controls, its answer, its key figures and its sentences."""
    clientside(app, "mount", Output(ids.PAGE, "data-mounted"), Input(ids.PAGE, "id"))
    clientside(app, "reset", Input(ids.RESET, "n_clicks"), prevent_initial_call=True)
    numbers, choices = field_id(topic, ALL), choice_id(topic, ALL)
    # From controls to the server and back: a value is input and output of the same callback.
    clientside(
        app,
        "exchange",
        Output(numbers, "value"),
        Output(choices, "value"),
        Input(numbers, "value"),
        Input(choices, "value"),
        Input(ids.ANSWER, "data"),
        prevent_initial_call=True,
    )
    places = telling.places(topic, ids)
    app.callback(
        [Output(place, name) for place, name in places],
        Input(ids.ANSWER, "data"),
        [State(place, name) for place, name in places],
        prevent_initial_call=True,
    )(telling.tell)


def wire_draw(app: dash.Dash, topic: str) -> None:
    """A button under the seed takes the next one."""
    seed = field_id(topic, "seed")
    app.callback(
        Output(seed, "value", allow_duplicate=True),
        Input(row_id(topic, "draw"), "n_clicks"),
        State(seed, "value"),
        prevent_initial_call=True,
    )(_next_seed)


def _next_seed(_clicks: int | None, seed: str | None) -> str:
    """The seed after the one in the box, or after 0 where that is no whole number."""
    try:
        return str(int(number_of(seed or "")) + 1)
    except (ValueError, OverflowError):
        return "1"


def wire_pair(app: dash.Dash, topic: str, answer: str) -> None:
    """Two selects of a layer: as many as there are, and never the same twice."""
    first, second = choice_id(topic, "first"), choice_id(topic, "second")
    app.callback(
        Output(first, "count"),
        Output(second, "count"),
        Output(first, "barred"),
        Output(second, "barred"),
        Input(answer, "data"),
        State(first, "count"),
        State(second, "barred"),
        State(first, "barred"),
        prevent_initial_call=True,
    )(_pair)


def _pair(answer: Said | None, shown: int | None, *pair: str | None) -> tuple[int, int, str, str]:
    if not answer or "controls" not in answer:
        raise PreventUpdate
    layers, values = answer["controls"]["layers"], answer["controls"]["values"]
    if not {"first", "second"} <= values.keys():
        raise UnfitError("unfit.not_page", where="values")
    first, second = str(values["first"]), str(values["second"])
    if (layers, first, second) == (shown, *pair):
        raise PreventUpdate
    return layers, layers, second, first


def wire_player(app: dash.Dash) -> None:
    """The time cursor's buttons, the same on every page."""
    for button, function in (
        (Player.BACK, "stepBack"), (Player.PLAY, "play"), (Player.FORWARD, "stepForward"),
    ):  # fmt: skip
        clientside(app, function, Input(button, "n_clicks"), prevent_initial_call=True)


def wire_runs(app: dash.Dash) -> None:
    """The table of the pinned runs, the same on every page."""
    app.callback(
        Output(Runs.TABLE, "children"),
        Input(Runs.PINNED, "data"),
        prevent_initial_call=True,
    )(table)


def clientside(app: dash.Dash, function: str, *parts: Any, **options: Any) -> None:
    """A callback that runs in the browser: `function` of assets/page.js."""
    name = dash.ClientsideFunction("deepLinear", function)
    app.clientside_callback(name, *parts, **options)  # type: ignore[no-untyped-call]  # Dash's own
