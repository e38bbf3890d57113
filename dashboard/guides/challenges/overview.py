"""All challenges at a glance, with the stars that this browser remembers."""

from __future__ import annotations

import json

from dash import html

import words
from dashboard.guides.challenges.challenge import Challenge
from dashboard.guides.challenges.ids import Overview
from dashboard.guides.challenges.panel import address
from dashboard.guides.challenges.table import CHALLENGES
from dashboard.guides.challenges.telling import MOST, stars
from dashboard.parts.page.bar.top import top
from dashboard.parts.page.ids import Top
from dashboard.parts.page.native import attributes
from words import Message, say


def overview(notice: Message | None = None) -> html.Div:
    """The list; `notice` is what was wrong with the address. Filled by topics/guides/score.js."""
    texts = {
        "stars": stars(),
        "score": words.text("challenge.page.score", stars="{stars}", most=MOST * len(CHALLENGES)),
    }
    return html.Div(
        [
            top("challenges"),
            html.Main(
                [
                    html.Div(
                        [
                            html.H1(words.text("page.challenges.name")),
                            html.P(words.text("challenge.page.text")),
                            *(
                                [html.P(say(notice), role="status", className="notice")]
                                if notice
                                else []
                            ),
                        ],
                        className="heading",
                    ),
                    html.Div(
                        [
                            html.Span(id=Overview.SCORE, role="status"),
                            html.Button(
                                words.text("challenge.page.forget"),
                                id=Overview.FORGET,
                                type="button",
                                hidden=True,
                            ),
                        ],
                        className="score",
                    ),
                    *(_grade(grade) for grade in sorted({each.grade for each in CHALLENGES})),
                ],
                id=Top.MAIN,
                className="challenges",
            ),
        ],
        id=Overview.PAGE,
        className="page overview",
        **attributes(data_texts=json.dumps(texts)),
    )


def _grade(grade: int) -> html.Section:
    return html.Section(
        [
            html.H2(words.text("challenge.page.grade", grade=grade)),
            html.Ul([_card(each) for each in CHALLENGES if each.grade == grade]),
        ],
        className="grade",
    )


def _card(challenge: Challenge) -> html.Li:
    return html.Li(
        html.A(
            [
                html.Strong(challenge.text("title")),
                html.Span(challenge.text("aim"), className="aim"),
                html.Span(
                    [
                        html.Span(words.text(f"page.{challenge.topic}.name"), className="topic"),
                        html.Span(words.text("challenge.page.start_here"), className="start-here"),
                        html.Span(className="stars", role="img"),
                    ],
                    className="foot",
                ),
            ],
            href=address(challenge),
            className="card",
            **attributes(data_turns="one", data_challenge=challenge.key),
        )
    )
