"""Where the things of a plan are: the links of steps and challenges, and what a link is called."""

from __future__ import annotations

from collections.abc import Iterator

import dash

import words
from dashboard.guides.challenges.table import BY_KEY
from dashboard.guides.lessons import states
from dashboard.guides.lessons.deck import checked
from dashboard.guides.lessons.document import LineError
from dashboard.guides.poster.steps import STEPS
from dashboard.guides.teach.plans import Plan, Row
from dashboard.parts.links import pairs_of
from dashboard.parts.taking import heads

_PLACES = {step.key: place for place, step in enumerate(STEPS, start=1)}


def step_link(key: str) -> str:
    """The link of a step of the poster, from the program's root on."""
    return f"/poster?step={_PLACES[key]}"


def challenge_link(key: str) -> str:
    """The link of a challenge, from the program's root on."""
    return f"/challenges?c={key}"


def links_of(row: Row) -> Iterator[str]:
    """All links of a part of a plan, in the order in which they are shown."""
    yield from map(step_link, row.steps)
    yield from row.links
    yield from map(challenge_link, row.challenges)


def deck_links(plan: Plan) -> tuple[tuple[str, str], ...]:
    """Links of a plan, and the note of each: what the row says."""
    return tuple(
        (link, words.text(f"teach.plan.{plan.minutes}.{row.key}"))
        for row in plan.rows
        for link in links_of(row)
    )


def href(link: str) -> str:
    """A link from the program's root on, below whatever prefix this server answers under."""
    path, _, query = link.partition("?")
    found: str = dash.get_relative_path(path)  # type: ignore[no-untyped-call]
    return f"{found}?{query}" if query else found


def title_of(link: str) -> str:
    """What a link is called: the step, the challenge, or what the state shows."""
    path, _, query = link.partition("?")
    page = path.strip("/") or "scalar"
    entries = dict(pairs_of(query))
    if page == "poster" and "lesson" not in entries:
        place = entries.get("step", "1")
        if place.isdecimal() and 1 <= int(place[:9]) <= len(STEPS):
            return str(STEPS[int(place[:9]) - 1].title)
    if page == "challenges" and "c" in entries:
        return challenge_title(entries["c"]) or link
    if page in states.TAKINGS:
        return heads.title(states.TAKINGS[page], query) or link
    return link


def challenge_title(key: str) -> str:
    """What a challenge is called; "" if there is none of that key."""
    code = f"challenge.{key}.title"
    return words.text(code) if key in BY_KEY else ""


def readable(link: str) -> tuple[str, str]:
    """A link from the program's root on and no sentence, or nothing and what is wrong with it."""
    try:
        return checked(link), ""
    except LineError as error:
        return "", words.say(error.message)
