"""What the notes ask of the browser."""

from __future__ import annotations

import dash
from dash import Input, Output

from dashboard.guides.notes.ids import Notes
from dashboard.parts.exchange.wiring import clientside


def register(app: dash.Dash) -> None:
    """When they are there, the statement that the address names is looked for."""
    clientside(app, "notes", Output(Notes.PAGE, "data-found"), Input(Notes.PAGE, "id"))
