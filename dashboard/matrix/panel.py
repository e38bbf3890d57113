"""The controls of the matrix page, beside its table of entries."""

from __future__ import annotations

from dash import dcc, html
from dash.development.base_component import Component

import words
from dashboard.matrix.controls import CURVES, ENTRIES, ENVELOPES, RARE
from dashboard.matrix.ids import Matrix
from dashboard.matrix.scenario_file import MAX_BYTES
from dashboard.parts.entries import label
from dashboard.parts.page.native import FileControl
from dashboard.parts.page.rows import button, choice, field_id, horizon, row_id, rows
from words import Message, say

TOPIC = "matrix"


def controls() -> list[Component]:
    """The rows, in order."""
    return rows(TOPIC, (entry for entry in ENTRIES if entry.name not in RARE), ENTRIES)


def rare() -> list[Component]:
    """The rows that are folded away."""
    return [
        *rows(TOPIC, (entry for entry in ENTRIES if entry.name in RARE), ENTRIES),
        *horizon(TOPIC),
        choice(TOPIC, "show", CURVES, ENVELOPES, legend=Message("legend.matrix.show")),
        html.Div(
            button(words.text("matrix_page.search"), id=Matrix.SEARCH),
            id=row_id(TOPIC, "search"),
            hidden=True,  # until an answer says that there is something to search
        ),
        dcc.Store(id=Matrix.FOUND),
        html.P(id=Matrix.MINIMUM, role="status", className="found"),
        FileControl(
            id=field_id(TOPIC, "file"),
            name="file",
            label=say(label(TOPIC, "file")),
            opened=words.text("matrix_page.opened", file="{file}"),
            closing=words.text("matrix_page.close"),
            accept=".json,application/json",
            most=MAX_BYTES,
            # The browser knows the file, and puts its name and size in their places.
            oversize=words.text("file.too_large", file="{file}", count="{count}", most=MAX_BYTES),
        ),
        html.P(id=Matrix.UNLINKED, role="status", className="found"),
        html.Div(button(words.text("matrix_page.save"), id=Matrix.SAVE), id=row_id(TOPIC, "save")),
        dcc.Download(id=Matrix.SAVED),
    ]
