"""The teacher's page, or one of its worksheets."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

import words
from dashboard.guides.teach import sections, worksheet
from dashboard.guides.teach.ids import Teach
from dashboard.parts.page.bar.top import top
from dashboard.parts.page.ids import Top
from words import RefusalError

META = {"path": "/teach"}
#: Of what an address may say: more is cut.
_LONGEST = 8_000


def layout(
    sheet: object = None, answers: object = None, link: object = None, **_others: object
) -> Component:
    """The page that the address asks for: `?sheet=poster&answers=1` is a worksheet."""
    if sheet is not None:
        return _sheet(_last(sheet), _last(answers) not in ("", "0"))
    links = [text[:_LONGEST] for text in _listed(link)]
    return _page(
        html.H1(words.text("teach.title")),
        html.P(words.text("teach.about"), className="about"),
        sections.plans(),
        sections.before(),
        sections.lessons(),
        sections.own_decks(links),
    )


def _sheet(name: str, answers: bool) -> Component:
    try:
        return _page(*worksheet.parts(name, answers=answers), kind="worksheet")
    except RefusalError as error:
        return _page(html.H1(words.text("worksheet.none")), html.P(str(error), className="error"))


def _page(*parts: Component, kind: str = "teacher") -> html.Div:
    return html.Div(
        [top("teach", stage=False), html.Main(list(parts), id=Top.MAIN, className=kind)],
        id=Teach.PAGE,
        className="reading-page",
    )


def _listed(value: object) -> list[str]:
    """What Dash reads of an address: a text, or a list where an entry is there more than once."""
    if value is None:
        return []
    return [str(each) for each in value] if isinstance(value, list) else [str(value)]


def _last(value: object) -> str:
    return (_listed(value) or [""])[-1].strip()[:40]
