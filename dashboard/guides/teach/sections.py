"""What the teacher's page consists of: plans, before class, lessons, decks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

import words
from dashboard.guides.lessons.deck import Deck
from dashboard.guides.lessons.own import OwnLesson, in_language
from dashboard.guides.lessons.shelf import folder
from dashboard.guides.teach import decks
from dashboard.guides.teach.decks import MINE, Told
from dashboard.guides.teach.ids import Teach
from dashboard.guides.teach.places import href, links_of, title_of
from dashboard.guides.teach.plans import PLANS, Plan, Row
from dashboard.parts.drawing import palette
from dashboard.parts.page.frame import address
from dashboard.parts.page.native import attributes
from dashboard.parts.prose.markdown import prose
from words import RefusalError, say

#: A lesson to begin with: README's.
EXAMPLE = Path(__file__).parent / "content" / "lesson.yaml"
#: Lines that a projector has to show: colour, dash.
_LINES = ((palette.FLOW, ""), (palette.GUARANTEE, ""), (palette.BOUND, "2 5"))


def plans() -> html.Section:
    """The three plans, each a table."""
    return _section("teach.plans", *(_plan(plan) for plan in PLANS), _status())


def _plan(plan: Plan) -> html.Div:
    starts = [sum(row.minutes for row in plan.rows[:place]) for place in range(len(plan.rows))]
    head = html.Tr([html.Th(words.text(code), scope="col") for code in _COLUMNS])
    return html.Div(
        [
            html.H3(words.text("teach.minutes", minutes=plan.minutes)),
            html.Table(
                [
                    html.Thead(head),
                    html.Tbody(
                        [
                            _row(plan, row, start)
                            for row, start in zip(plan.rows, starts, strict=True)
                        ]
                    ),
                ]
            ),
            _ways(plan.name, deck=True, sheet=True),
        ],
        className="plan",
    )


_COLUMNS = ("teach.when", "teach.what", "teach.where")


def _row(plan: Plan, row: Row, start: int) -> html.Tr:
    return html.Tr(
        [
            html.Th(f"{start}–{start + row.minutes}", scope="row"),
            html.Td(words.text(f"teach.plan.{plan.minutes}.{row.key}")),
            html.Td(html.Ul([html.Li(_link(link)) for link in links_of(row)])),
        ]
    )


def _link(link: str) -> dcc.Link:
    return dcc.Link(title_of(link), href=href(link))


def _ways(name: str, *, deck: bool, sheet: bool, play: str = "") -> html.P:
    """What can be done with a plan, a lesson or a deck of this name."""
    ways: list[Component] = []
    if play:
        ways.append(dcc.Link(words.text("teach.play"), href=href(play), className="button"))
    if deck:
        ways.append(_button("teach.deck", data_plays=name))
    if sheet:
        for query, code in (("", "teach.sheet"), ("&answers=1", "teach.answers")):
            link = href(f"/teach?sheet={name}{query}")
            ways.append(dcc.Link(words.text(code), href=link))
    return html.P(ways, className="ways")


def before() -> html.Section:
    """What to see to before class."""
    return _section(
        "teach.before",
        html.Div(
            [
                html.Div(
                    [prose(words.text("teach.prepare")), _projector()],
                ),
                html.Figure(
                    [
                        html.Img(
                            id=Teach.CODE,
                            alt=words.text("teach.code"),
                            **attributes(data_code=address("code.svg")),
                        ),
                        html.Figcaption(
                            [
                                html.Code(id=Teach.ADDRESS),
                                _button("teach.large", data_opens=Teach.WHOLE),
                            ]
                        ),
                    ],
                    className="code",
                ),
            ],
            className="two",
        ),
        html.Dialog(
            [
                html.Button(
                    "×",
                    type="button",
                    className="close",
                    **attributes(data_closes="", aria_label=words.text("teach.close")),
                ),
                html.Img(alt=words.text("teach.code")),
                html.P(className="link"),
            ],
            id=Teach.WHOLE,
            className="whole",
            **attributes(aria_label=words.text("teach.code")),
        ),
    )


def _projector() -> html.Div:
    """A pattern to be looked at from the last row."""
    lines = [
        html.Div(
            className="stroke",
            style={"borderColor": color, "borderTopStyle": "dotted" if dash else "solid"},
        )
        for color, dash in _LINES
    ]
    return html.Div(
        [
            html.H3(words.text("teach.projector")),
            html.P(words.text("teach.pattern")),
            html.Div(
                [html.Span(words.text("teach.sample"), className="sample"), *lines],
                className="pattern",
            ),
            html.P(
                dcc.Link(
                    words.text("teach.present"),
                    href=href("/?w=0.9,0.4&y=1&plots=loss,rate&controls=w1&present=1"),
                )
            ),
        ],
        className="projector",
    )


def lessons() -> html.Section:
    """Lessons of the folder, what is wrong with its files, and how to write one."""
    found = folder()
    return _section(
        "teach.lessons",
        _list([_lesson(lesson) for lesson in found.lessons], "teach.no_lessons"),
        _wrong(say(message) for message in found.wrong),
        html.Details(
            [
                html.Summary(words.text("teach.write")),
                prose(words.text("teach.how")),
                html.Pre(
                    html.Code(EXAMPLE.read_text(encoding="utf-8")),
                    id=Teach.EXAMPLE,
                    tabIndex=0,
                    role="region",
                    **attributes(aria_label=words.text("teach.example")),
                ),
            ]
        ),
    )


def _lesson(lesson: OwnLesson) -> list[Component]:
    language = words.spoken()
    about = in_language(lesson.about, language)
    count = words.text("teach.steps", count=len(lesson.steps))
    return [
        html.Strong(in_language(lesson.title, language)),
        html.Span(f" · {count}"),
        html.P(about),
        _ways(lesson.name, deck=False, sheet=True, play=f"/poster?lesson={lesson.name}"),
    ]


def _wrong(sentences: Iterator[str]) -> Component:
    found = [html.Li(sentence) for sentence in sentences]
    if not found:
        return html.Div()
    return html.Div(
        [html.H3(words.text("teach.wrong")), html.Ul(found, className="error")], role="status"
    )


def own_decks(links: Sequence[str] = ()) -> html.Section:
    """Decks of the folder, the one that the address holds, and the one that the browser keeps."""
    return _section(
        "teach.decks",
        prose(words.text("teach.remote")),
        _list([_deck(deck) for deck in folder().decks], ""),
        *(_given(links) if links else []),
        _mine(),
    )


def _deck(deck: Deck) -> list[Component]:
    language = words.spoken()
    count = words.text("teach.links", count=len(deck.slides))
    return [
        html.Strong(in_language(deck.title, language)),
        html.Span(f" · {count}"),
        html.P(in_language(deck.about, language)),
        _ways(deck.name, deck=True, sheet=False),
    ]


def _given(links: Sequence[str]) -> Iterator[Component]:
    """The deck that the address holds."""
    yield html.H3(words.text("teach.given"))
    try:
        told: Told = decks.of_links(links)
    except RefusalError as error:
        yield html.P(str(error), className="error")
        return
    yield html.Ol(
        [
            html.Li(
                html.Span(slide["wrong"], className="error")
                if slide["wrong"]
                else dcc.Link(slide["title"], href=slide["href"])
            )
            for slide in told["slides"]
        ]
    )
    yield html.P(
        [
            _button("teach.deck", data_plays=MINE, data_links="\n".join(links)),
            _button("teach.keep", data_keeps="\n".join(links)),
        ],
        className="ways",
    )


def _mine() -> html.Div:
    """The deck that the browser keeps; assets/topics/guides/mine.js fills it in."""
    item = html.Li(
        [
            html.A(),
            html.Span(
                [
                    _sign("↑", "teach.up", "up"),
                    _sign("↓", "teach.down", "down"),
                    _sign("×", "teach.drop", "drop"),
                ],
                className="ways",
            ),
        ],
        hidden=True,
        className="pattern",
    )
    return html.Div(
        [
            html.H3(words.text("deck.mine")),
            html.P(words.text("teach.mine")),
            html.Ol([item], className="slides"),
            html.P(
                [
                    _button("teach.deck", data_plays=MINE),
                    _button("teach.clear", data_does="clear"),
                ],
                className="ways",
            ),
            html.Label(
                [
                    words.text("teach.link"),
                    dcc.Input(id=Teach.MINE_LINK, readOnly=True, type="text"),
                ],
                className="field",
            ),
            _status(),
        ],
        id=Teach.MINE,
    )


def _status() -> html.P:
    """Where assets/topics/guides/ say what became of a deck."""
    return html.P(role="status", className="said")


def _sign(sign: str, code: str, does: str) -> html.Button:
    said = words.text(code)
    return html.Button(
        sign, type="button", title=said, **attributes(aria_label=said, data_does=does)
    )


def _list(items: Sequence[list[Component]], empty: str) -> Component:
    if items:
        return html.Ul([html.Li(item) for item in items], className="shelf")
    return html.P(words.text(empty)) if empty else html.Div()


def _button(code: str, **data: Any) -> html.Button:
    return html.Button(words.text(code), type="button", **attributes(**data))


def _section(code: str, *parts: Component) -> html.Section:
    name = code.rpartition(".")[2]
    heading = f"teach-{name}"
    return html.Section(
        [html.H2(words.text(code), id=heading), *parts],
        className=f"card {name}",
        **attributes(aria_labelledby=heading),
    )
