"""What the poster asks of the server beside its page."""

from __future__ import annotations

from collections.abc import Mapping

import dash

from dashboard.guides.path import ENTRY
from dashboard.guides.poster.layout import PATH
from dashboard.guides.step import Step
from dashboard.guides.walk import register_steps
from words import RefusalError


def register(app: dash.Dash) -> None:
    """Serve what the steps reveal."""
    register_steps(app, PATH.name, _find)


def _find(entries: Mapping[str, str]) -> Step:
    place, wrong = PATH.chosen(entries.get(ENTRY, ""))
    if wrong:
        raise RefusalError(wrong.code, **dict(wrong.values))
    return PATH.steps[place - 1]
