"""What the poster asks of the server beside its page."""

from __future__ import annotations

from collections.abc import Mapping

import dash

from dashboard.guides.path import ENTRY
from dashboard.guides.poster.paths import LESSON, POSTER, path_of
from dashboard.guides.step import Step
from dashboard.guides.walk import register_steps
from words import RefusalError


def register(app: dash.Dash) -> None:
    """Serve what the steps reveal."""
    register_steps(app, POSTER.name, _find)


def _find(entries: Mapping[str, str]) -> Step:
    path, missing = path_of(entries.get(LESSON))
    place, beyond = path.chosen(entries.get(ENTRY, ""))
    wrong = missing or beyond
    if wrong:
        raise RefusalError(wrong.code, **dict(wrong.values))
    return path.steps[place - 1]
