"""What is said beside the stage of a challenge: the task, the verdict, two hints, the solution."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

import words
from dashboard.guides.challenges.challenge import Challenge
from dashboard.guides.challenges.ids import Trial
from dashboard.guides.challenges.table import CHALLENGES
from dashboard.guides.challenges.telling import wanted
from dashboard.parts.page.bar.pages import pages
from dashboard.parts.page.native import Prose, attributes
from dashboard.parts.prose.markdown import prose

#: The entry of the address that names the challenge.
ENTRY = "c"


def address(challenge: Challenge | None = None) -> str:
    """The link of a challenge, or of the list of all."""
    own = next(page.href for page in pages() if page.topic == "challenges")
    if challenge is None:
        return own
    return f"{own}{'&' if '?' in own else '?'}{ENTRY}={challenge.key}"


def panel(challenge: Challenge) -> html.Section:
    """The panel of a challenge; assets/topics/guides/challenge.js fills in the verdict."""
    return html.Section(
        [
            _place(challenge),
            html.Div(
                [
                    html.H1(challenge.text("title"), id=Trial.TITLE, tabIndex=-1),
                    prose(challenge.text("task")),
                    _goals(challenge),
                    _verdict(),
                    *_help(challenge),
                ],
                className="told",
                tabIndex=0,  # it scrolls by itself where it is long
                role="group",
                **attributes(aria_labelledby=Trial.TITLE),
            ),
            _ways(challenge),
            # The measure again, where the panel is out of sight: a phone's.
            html.Div(id=Trial.GLANCE, className="glance", **attributes(aria_hidden="true")),
        ],
        id=Trial.PANEL,
        className="card guide trial",
        **attributes(aria_labelledby=Trial.TITLE),
    )


def _place(challenge: Challenge) -> html.Nav:
    among = [each for each in CHALLENGES if each.grade == challenge.grade]
    return html.Nav(
        [
            html.A(
                words.text("challenge.page.all"), href=address(), **attributes(data_turns="all")
            ),
            html.Span(
                words.text(
                    "challenge.page.place",
                    grade=words.text("challenge.page.grade", grade=challenge.grade),
                    place=among.index(challenge) + 1,
                    count=len(among),
                ),
                className="place",
            ),
            html.Span(id=Trial.STARS, className="stars", role="img"),
        ],
        className="progress",
        **attributes(aria_label=words.text("challenge.page.all")),
    )


def _goals(challenge: Challenge) -> html.Ul:
    """What each star needs."""
    return html.Ul(
        [
            html.Li(
                [
                    html.Span("★" * place, **attributes(aria_hidden="true")),
                    html.Span(
                        words.text("challenge.page.star", stars=place), className="for-readers"
                    ),
                    html.Span(wanted(challenge, threshold)),
                ],
                **attributes(data_star=place),
            )
            for place, threshold in enumerate(challenge.stars, start=1)
        ],
        id=Trial.GOALS,
        className="goals",
        **attributes(aria_label=words.text("challenge.page.goals")),
    )


def _verdict() -> html.Div:
    return html.Div(
        [
            html.Div(
                [
                    html.Strong(id=Trial.MEASURED, className="measured"),
                    html.Button(
                        words.text("challenge.page.check"),
                        id=Trial.CHECK,
                        type="button",
                        title=words.text("challenge.page.check_hint"),
                    ),
                ],
                className="measuring",
            ),
            html.P(id=Trial.VERDICT, className="said", role="status"),
            Prose(id=Trial.CONDITIONS, html="", className="conditions"),
        ],
        className="judged",
    )


def _help(challenge: Challenge) -> list[Component]:
    """Each behind a button, and the second behind the first."""
    return [
        _fold("hint", "challenge.page.hint", prose(challenge.text("hint"))),
        _fold("second", "challenge.page.more", prose(challenge.text("more"))),
        _fold(
            "why",
            "challenge.page.why",
            prose(challenge.text("why")),
            html.Button(words.text("challenge.page.show"), id=Trial.SHOW, type="button"),
            html.P(words.text("challenge.page.shown"), className="note"),
        ),
    ]


def _fold(part: str, code: str, *inside: Component) -> html.Details:
    return html.Details(
        [html.Summary(words.text(code)), *inside],
        className=f"help {part}",
    )


def _ways(challenge: Challenge) -> html.Nav:
    place = CHALLENGES.index(challenge)
    ways: list[Component] = []
    if place:
        ways.append(_turn(CHALLENGES[place - 1], "guide.previous", "prev"))
    ways.append(
        html.A(
            words.text("guide.lab"),
            id=Trial.LAB,
            href=challenge.scene.href(f"challenges-{place + 1}"),
            title=words.text("guide.lab_hint"),
            className="lab",
        )
    )
    if place + 1 < len(CHALLENGES):
        ways.append(_turn(CHALLENGES[place + 1], "guide.next", "next"))
    return html.Nav(ways, className="ways", **attributes(aria_label=words.text("guide.ways")))


def _turn(challenge: Challenge, code: str, rel: str) -> html.A:
    return html.A(
        words.text(code),
        href=address(challenge),
        rel=rel,
        title=challenge.text("title"),
        className=f"turn {rel}",
        **attributes(data_turns=rel),
    )
