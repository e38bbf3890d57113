"""Decks that can be played, as the browser is told of them: links, what they are called, notes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypedDict

import words
from dashboard.guides.lessons.deck import MOST_LINKS
from dashboard.guides.lessons.own import in_language
from dashboard.guides.lessons.shelf import folder
from dashboard.guides.teach.places import deck_links, href, readable, title_of
from dashboard.guides.teach.plans import PLANS
from words import RefusalError


class Slide(TypedDict):
    """A link of a deck.

    `link` is as the deck has it, `href` what the browser follows, empty where `wrong` says why it
    cannot.
    """

    link: str
    href: str
    title: str
    note: str
    wrong: str


class Told(TypedDict):
    """A deck."""

    name: str
    title: str
    slides: list[Slide]


#: A deck that the browser keeps, or that an address holds.
MINE = "mine"


def named(name: str) -> Told:
    """The deck of a plan, or of a file.

    Raises
    ------
    RefusalError
        If there is none of that name.
    """
    for plan in PLANS:
        if plan.name == name:
            title = words.text("teach.minutes", minutes=plan.minutes)
            return {"name": name, "title": title, "slides": slides(deck_links(plan))}
    for deck in folder().decks:
        if deck.name == name:
            language = words.spoken()
            given = [(slide.link, in_language(slide.note, language)) for slide in deck.slides]
            title = in_language(deck.title, language)
            return {"name": name, "title": title, "slides": slides(given)}
    raise RefusalError("deck.unknown", name=name[:40])


def of_links(links: Sequence[str]) -> Told:
    """A deck of these links.

    Raises
    ------
    RefusalError
        If there are none, or too many.
    """
    if not 1 <= len(links) <= MOST_LINKS:
        raise RefusalError("deck.count", count=len(links), most=MOST_LINKS)
    title = words.text("deck.mine")
    return {"name": MINE, "title": title, "slides": slides((link, "") for link in links)}


def slides(given: Iterable[tuple[str, str]]) -> list[Slide]:
    """Links and notes, each link checked."""
    return [_slide(link, note) for link, note in given]


def _slide(given: str, note: str) -> Slide:
    link, wrong = readable(given)
    return {
        "link": link or given[:200],
        "href": href(link) if link else "",
        "title": title_of(link) if link else "",
        "note": note,
        "wrong": wrong,
    }
