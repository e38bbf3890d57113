"""The challenges: the list of all, or one of them on its stage."""

from __future__ import annotations

from dash.development.base_component import Component

import words
from dashboard.guides.challenges.challenge import Challenge
from dashboard.guides.challenges.overview import overview
from dashboard.guides.challenges.panel import panel
from dashboard.guides.challenges.table import BY_KEY, CHALLENGES
from dashboard.guides.challenges.telling import stars
from dashboard.guides.figure import figure
from dashboard.parts.page.frame import address
from dashboard.parts.query import short
from words import Message

META = {"path": "/challenges"}
_PLACES = {str(place): challenge for place, challenge in enumerate(CHALLENGES, start=1)}


def layout(c: object = None, **_others: object) -> Component:
    """The challenge that the address names, or the list of all.

    Parameters
    ----------
    c
        As Dash reads it of the address: a key, or a place among all, which is what the lab's way
        back has; a list where it is there more than once, or None.
    """
    if c is None or c == "":
        return overview()
    key = str(c[-1] if isinstance(c, list) and c else c).strip()
    challenge = BY_KEY.get(key) or _PLACES.get(key)
    if challenge is None:
        return overview(Message("challenge.unknown", key=short(key)))
    return figure("challenges", challenge.scene, panel(challenge), told(challenge))


def told(challenge: Challenge) -> dict[str, object]:
    """What assets/topics/guides/ have to know of a challenge."""
    place = CHALLENGES.index(challenge)
    return {
        "judge": address("challenge"),
        "challenge": challenge.key,
        "solution": challenge.solved.canonical,
        "question": {},
        "hides": [],
        "last": place + 1 == len(CHALLENGES),
        "texts": {
            "stars": stars(),
            "helped": words.text("challenge.page.helped"),
        },
    }
