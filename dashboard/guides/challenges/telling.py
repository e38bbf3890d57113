"""What a page is told of an attempt: a sentence, and the numbers behind it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from html import escape

from typing_extensions import TypedDict

import words
from dashboard.guides.challenges.challenge import Challenge, Condition
from dashboard.guides.challenges.judging import Judgement
from words import Message, say

#: Nearer to 1, no more is told than that it is below; and what is the best but for rounding.
_NEARLY, _SAME = 0.9999, 1.0 - 1e-12


class Told(TypedDict):
    """A condition: its sentence, whether it holds, and what was found."""

    text: str
    holds: bool
    here: str


class Verdict(TypedDict):
    """The answer of the route; `missing` is what the next star needs, if there is one."""

    key: str
    query: str
    met: bool
    valid: bool
    stars: int
    measure: float | None
    target: float
    best: float | None
    share: float | None
    sentence: str
    measured: str
    missing: str
    conditions: list[Told]
    looks: str  # the conditions as HTML


#: Stars of a challenge.
MOST = 3


def told(judgement: Judgement) -> Verdict:
    """The judgement in the language spoken."""
    challenge = judgement.challenge
    conditions = [_condition(each) for each in judgement.conditions]
    return {
        "key": challenge.key,
        "query": judgement.query,
        "met": judgement.met,
        "valid": judgement.valid,
        "stars": judgement.stars,
        "measure": judgement.measure,
        "target": judgement.target,
        "best": judgement.best,
        "share": judgement.share,
        "sentence": say(tuple(_sentences(judgement))),
        "measured": "" if judgement.measure is None else measured(challenge, judgement.measure),
        "missing": "" if judgement.stars == MOST else wanted(challenge, judgement.target),
        "conditions": conditions,
        "looks": _list(conditions),
    }


def measured(challenge: Challenge, measure: float) -> str:
    """What counts, with a number: "α* = 1.53"."""
    return words.text(f"challenge.{challenge.key}.measure", measure=measure)


def wanted(challenge: Challenge, threshold: float) -> str:
    """What a star needs."""
    return words.text(f"challenge.need.{challenge.sense}", measure=threshold)


def stars() -> list[tuple[str, str]]:
    """What 0, 1, 2 and 3 stars look like, and are called."""
    return [
        ("★" * count + "☆" * (MOST - count), words.text("challenge.page.stars", stars=count))
        for count in range(MOST + 1)
    ]


def _list(conditions: Sequence[Told]) -> str:
    """Each with a mark that is read out too."""
    if not conditions:
        return ""
    marks = {
        True: ("✓", words.text("challenge.page.holds")),
        False: ("✗", words.text("challenge.page.fails")),
    }
    items = (
        f'<li data-holds="{str(each["holds"]).lower()}">'
        f'<span role="img" aria-label="{escape(marks[each["holds"]][1])}">'
        f"{marks[each['holds']][0]}</span>"
        f"<span>{escape(each['text'])}</span> "
        f'<span class="here">{escape(each["here"])}</span></li>'
        for each in conditions
    )
    return (
        f'<ul aria-label="{escape(words.text("challenge.page.conditions"))}">{"".join(items)}</ul>'
    )


def _sentences(judgement: Judgement) -> Iterator[Message]:
    stars = judgement.stars
    if judgement.broken:
        yield Message("challenge.verdict.broken")
        yield from judgement.broken
    elif not judgement.valid:
        count = sum(not each.holds for each in judgement.conditions)
        yield Message("challenge.verdict.invalid", count=count)
    elif judgement.measure is None:
        yield Message("challenge.verdict.none")
    else:
        yield Message("challenge.verdict.stars", stars=stars)
        yield from _nearness(judgement)


def _nearness(judgement: Judgement) -> Iterator[Message]:
    """How near the best: never called the best where it is not."""
    share = judgement.share
    if share is None:
        return
    if share >= _SAME:
        yield Message("challenge.verdict.best", best=judgement.best)
    elif share > _NEARLY:
        yield Message("challenge.verdict.nearly", best=judgement.best)
    else:
        yield Message(
            f"challenge.verdict.short_{judgement.challenge.sense}",
            percent=100.0 * share,
            times=1.0 / share if share > 0.0 else math.inf,
            best=judgement.best,
        )


def _condition(condition: Condition) -> Told:
    here = condition.here
    return {
        "text": words.text(f"challenge.condition.{condition.code}", **dict(condition.limits)),
        "holds": condition.holds,
        "here": "" if here is None else words.text("challenge.here", here=here),
    }
