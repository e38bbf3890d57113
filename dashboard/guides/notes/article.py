"""HTML of the notes: made once, the same in every language."""

from __future__ import annotations

from functools import cache
from html import escape

from dashboard.parts.notes.document import Document, Section, Statement
from dashboard.parts.prose.markdown import inline_html_of, long_html_of


def contents(notes: Document) -> str:
    """The list of sections and statements, each a link."""
    return "".join(["<ol>", *(_listed(section) for section in notes.sections), "</ol>"])


def _listed(section: Section) -> str:
    inside = "".join(
        f"<li>{_link(each.anchor, _numbered(each.number, each.title))}</li>"
        for each in section.statements
    )
    name = _link(section.anchor, _numbered(section.number, section.title))
    return f"<li>{name}{f'<ol>{inside}</ol>' if inside else ''}</li>"


def _numbered(number: str, title: str) -> str:
    return f"<span>{escape(number)}</span> {inline_html_of(title)}"


def _link(anchor: str, inside: str, more: str = "") -> str:
    return f'<a href="#{escape(anchor)}"{more}>{inside}</a>'


def head(notes: Document) -> str:
    """What stands before the sections."""
    return f"<h1>{inline_html_of(notes.title)}</h1>{long_html_of(notes.text)}"


@cache
def section(found: Section) -> str:
    """A section with its statements."""
    number = f"{found.number}. " if found.number else ""
    return "".join(
        [
            f'<h2 id="{escape(found.anchor)}">{number}{inline_html_of(found.title)}</h2>',
            long_html_of(found.text),
            *(_statement(each) for each in found.statements),
        ]
    )


def _statement(found: Statement) -> str:
    anchor, number = escape(found.anchor), escape(found.number)
    link = _link(found.anchor, number, f' class="number" aria-label="{number}"')
    return "".join(
        [
            f'<section class="statement card" id="{anchor}" aria-labelledby="{anchor}-title">',
            f'<h3 id="{anchor}-title">{link} {inline_html_of(found.title)}</h3>',
            long_html_of(found.text),
            "<dl>",
            *(_part(name, text) for name, text in found.parts),
            "</dl></section>",
        ]
    )


def _part(name: str, text: str) -> str:
    return f"<div><dt>{escape(name)}</dt><dd>{inline_html_of(text)}</dd></div>"
