"""Which path an address walks: the poster's, or a teacher's lesson, played as the poster is."""

from __future__ import annotations

import words
from dashboard.guides.lessons.playing import steps_of
from dashboard.guides.lessons.shelf import folder
from dashboard.guides.path import Path
from dashboard.guides.poster.steps import STEPS
from words import Message

POSTER = Path("poster", STEPS)
#: The entry of an address that names a lesson.
LESSON = "lesson"


def path_of(asked: object) -> tuple[Path, Message | None]:
    """The path that an address asks for, else the poster's; and what is wrong with it.

    Parameters
    ----------
    asked
        As Dash reads it of the address: a text, a list where it is there more than once, or None
        where it is not.
    """
    name = str(asked[-1] if isinstance(asked, list) and asked else asked).strip()
    if asked is None or name in ("", POSTER.name):
        return POSTER, None
    for lesson in folder().lessons:
        if lesson.name == name:
            steps = steps_of(lesson, words.spoken())
            return Path(POSTER.name, steps, f"{LESSON}={name}"), None
    return POSTER, Message("guide.no_lesson", name=name[:40])
