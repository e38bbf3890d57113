"""The callbacks of a page: ordinary ones, which Dash's own tools show.

They run in the browser (assets/page.js), but for the answer itself, which comes by a plain route:
see README, "Why the pictures do not come through callbacks".
"""

from __future__ import annotations

from typing import Any

import dash
from dash import ALL, Input, Output

from dashboard.parts.figures import figure_id
from dashboard.parts.ids import Player
from dashboard.parts.rows import choice_id, complaint_id, field_id, row_id


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
    figures = figure_id(topic, ALL)
    clientside(
        app,
        "tell",
        Output(figures, "children"),
        Output(figures, "data-value"),
        Output(figures, "className"),
        Output(ids.STATUS, "children"),
        Output(ids.GUARANTEE, "children"),
        Output(ids.GUARANTEE, "className"),
        Input(ids.ANSWER, "data"),
        prevent_initial_call=True,
    )
    clientside(
        app,
        "arrange",
        Output(numbers, "error"),
        Output(numbers, "hidden"),
        Output(numbers, "disabled"),
        Output(row_id(topic, ALL), "hidden"),
        Output(complaint_id(topic, ALL), "children"),
        Output(ids.MESSAGE, "children"),
        Input(ids.ANSWER, "data"),
        prevent_initial_call=True,
    )


def wire_draw(app: dash.Dash, topic: str) -> None:
    """A button under the seed takes the next one."""
    seed = field_id(topic, "seed")
    clientside(
        app,
        "draw",
        Output(seed, "value", allow_duplicate=True),
        Input(row_id(topic, "draw"), "n_clicks"),
        dash.State(seed, "value"),
        prevent_initial_call=True,
    )


def wire_pair(app: dash.Dash, topic: str, answer: str) -> None:
    """Two selects of a layer: as many as there are, and never the same twice."""
    first, second = choice_id(topic, "first"), choice_id(topic, "second")
    clientside(
        app,
        "layers",
        Output(first, "count"),
        Output(second, "count"),
        Output(first, "barred"),
        Output(second, "barred"),
        Input(answer, "data"),
        prevent_initial_call=True,
    )


def wire_player(app: dash.Dash) -> None:
    """The time cursor's buttons, the same on every page."""
    for button, function in (
        (Player.BACK, "stepBack"), (Player.PLAY, "play"), (Player.FORWARD, "stepForward"),
    ):  # fmt: skip
        clientside(app, function, Input(button, "n_clicks"), prevent_initial_call=True)


def clientside(app: dash.Dash, function: str, *parts: Any, **options: Any) -> None:
    """A callback that runs in the browser: `function` of assets/page.js."""
    app.clientside_callback(dash.ClientsideFunction("deepLinear", function), *parts, **options)
