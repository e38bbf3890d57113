"""The poster: one step a page."""

from __future__ import annotations

from dash.development.base_component import Component

from dashboard.guides.poster.paths import path_of
from dashboard.guides.walk import page

META = {"path": "/poster"}


def layout(step: object = None, lesson: object = None, **_others: object) -> Component:
    """The step that the address asks for, or the nearest."""
    path, wrong = path_of(lesson)
    place, notice = path.chosen(step)
    return page(path, place, wrong or notice)
