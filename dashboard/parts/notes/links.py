"""From what a page shows to the statement that says what it is."""

from __future__ import annotations

from functools import cache

from dash import dcc, html

import words
from dashboard.parts.notes.document import Statement, document
from dashboard.parts.page.bar.pages import pages
from dashboard.parts.page.native import attributes

_PAGE = "notes"


@cache
def statement_of(field: str) -> Statement | None:
    """The statement of a field of an answer, a key figure or a column; None if it has none.

    Parameters
    ----------
    field : str
        As it is nested: `time_to.flow`. The table of the notes may know it by its last names alone.
    """
    anchor = document().fields().get(row_of(field))
    return next((each for each in document().statements() if each.anchor == anchor), None)


def row_of(field: str) -> str:
    """The row of the notes' table that is about a field: "" if there is none."""
    fields = document().fields()
    names = field.split(".")
    tails = (".".join(names[first:]) for first in range(len(names)))
    return next((tail for tail in tails if tail in fields), "")


def what_is_this(field: str, label: str) -> dcc.Link | None:
    """A small link to the statement of what is called `label`; None where it has none."""
    found = statement_of(field)
    if found is None:
        return None
    said = words.text("notes.what", label=label, number=found.number)
    (page,) = (page for page in pages() if page.topic == _PAGE)
    return dcc.Link(
        [
            html.Span("§", **attributes(aria_hidden="true")),
            html.Span(said, className="for-readers"),
        ],
        href=f"{page.href}#{found.anchor}",
        title=said,
        className="what",
    )
