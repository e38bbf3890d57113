"""The notes, from the very file that is read on GitHub."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

import words
from dashboard.guides.notes import article
from dashboard.guides.notes.ids import Notes
from dashboard.parts.notes.document import document
from dashboard.parts.page.bar.top import top
from dashboard.parts.page.ids import Top
from dashboard.parts.page.native import Quoted, attributes

META = {"path": "/notes"}
#: The language of the file.
WRITTEN = "en"


def layout(**_query: object) -> Component:
    """All sections; the list of them stands beside."""
    notes = document()
    foreign = words.spoken() != WRITTEN
    return html.Div(
        [
            top("notes", stage=False),
            html.Main(
                [
                    html.Details(  # the style sheet opens it where there is room
                        [
                            html.Summary(words.text("notes.contents")),
                            html.Nav(
                                Quoted(html=article.contents(notes)),
                                lang=WRITTEN,
                                **attributes(aria_label=words.text("notes.contents")),
                            ),
                        ],
                        id=Notes.CONTENTS,
                    ),
                    html.Div(
                        [
                            *([_in_another_language()] if foreign else []),
                            html.Div(
                                [
                                    Quoted(html=article.head(notes), className="head"),
                                    *(
                                        Quoted(html=article.section(each), className="section")
                                        for each in notes.sections
                                    ),
                                ],
                                lang=WRITTEN,
                                dir="ltr",
                            ),
                        ],
                        className="article",
                    ),
                ],
                id=Top.MAIN,
                className="notes",
            ),
        ],
        id=Notes.PAGE,
        className="reading-page",
    )


def _in_another_language() -> html.P:
    return html.P(words.text("notes.language"), role="note", className="about")
