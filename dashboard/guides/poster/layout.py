"""The poster: one step a page."""

from __future__ import annotations

from dash.development.base_component import Component

from dashboard.guides.path import Path
from dashboard.guides.poster.steps import STEPS
from dashboard.guides.walk import page

META = {"path": "/poster"}
PATH = Path("poster", STEPS)


def layout(step: object = None, **_others: object) -> Component:
    """The step that the address asks for, or the nearest."""
    return page(PATH, *PATH.chosen(step))
