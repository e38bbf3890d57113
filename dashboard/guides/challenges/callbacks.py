"""What the list of challenges asks of the browser."""

from __future__ import annotations

import dash
from dash import Input, Output

from dashboard.guides.challenges.ids import Overview
from dashboard.parts.exchange.wiring import clientside


def register(app: dash.Dash) -> None:
    """When the list is there, it is told what this browser remembers."""
    clientside(app, "score", Output(Overview.PAGE, "data-scored"), Input(Overview.PAGE, "id"))
