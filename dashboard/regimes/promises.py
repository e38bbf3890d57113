"""The table of promises: its card, its rows, and the file that they are saved in."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

import words
from dashboard.parts.notes.links import what_is_this
from dashboard.parts.page.native import attributes
from dashboard.parts.page.plot import card_id, reading, title_of
from dashboard.parts.page.rows import choice_id
from dashboard.regimes.controls import COLUMNS
from dashboard.regimes.ids import Regimes
from dashboard.regimes.table import Row

SORT = "sort"
_CELLS = COLUMNS[1:]


def heading_id(column: Any) -> dict[str, Any]:
    """The pattern-matching id of a heading's button; `column` may be a wildcard."""
    return {"page": "regimes", "heading": column}


def column_id(column: Any) -> dict[str, Any]:
    """The pattern-matching id of a heading."""
    return {"page": "regimes", "column": column}


def promises() -> html.Section:
    """A card with the table and a button that downloads it."""
    title = title_of("regimes", "table")
    return html.Section(
        [
            html.Div(
                [
                    html.H2(title, id=f"{Regimes.TABLE}-title"),
                    reading("regimes", "table"),
                    _notes(),
                    html.Button(
                        words.text("regimes_page.download"),
                        id=Regimes.DOWNLOAD,
                        type="button",
                        className="plain",
                    ),
                ],
                className="plot-head",
            ),
            # The column that it is sorted by is a control like any other.
            dcc.Input(id=choice_id("regimes", SORT), type="hidden", value=""),
            html.Table(
                [
                    html.Thead(
                        html.Tr([_heading(column) for column in COLUMNS], role="row"),
                        role="rowgroup",
                    ),
                    html.Tbody(id=Regimes.ROWS, role="rowgroup"),
                ],
                id=Regimes.TABLE,
                className="promises",
                # Said once more: a narrow screen shows blocks, which are no table by themselves.
                role="table",
                **attributes(aria_labelledby=f"{Regimes.TABLE}-title"),
            ),
            dcc.Download(id=Regimes.DOWNLOADED),
        ],
        id=card_id(Regimes.TABLE),
        className="card plot table",
        **attributes(data_title=title),
    )


def _notes() -> html.Details:
    """What the cells have no room for, whole."""
    return html.Details(
        [
            html.Summary(words.text("table.notes"), title=words.text("table.notes_of")),
            html.Div(id=Regimes.NOTES, className="beside card notes"),
        ],
        className="reading",
    )


def _label(column: str) -> str:
    return words.text(f"heading.{column}.label")


def _heading(column: str) -> html.Th:
    return html.Th(
        [
            html.Button(
                _label(column),
                id=heading_id(column),
                type="button",
                title=words.text(f"heading.{column}.meaning"),
                className="sort",
            ),
            what_is_this(column, _label(column)),
        ],
        id=column_id(column),
        scope="col",
        role="columnheader",
        **attributes(data_column=column, aria_sort="none"),
    )


def rows(table: Sequence[Row]) -> list[html.Tr]:
    """A row a regime: its name, then a number and a sentence in every cell."""
    return [
        html.Tr([_name(row), *(_cell(column, row) for column in _CELLS)], role="row")
        for row in table
    ]


def notes(table: Sequence[Row]) -> list[html.Section]:
    """The sentences of all cells, a section a regime, in the table's order."""
    return [html.Section([html.H3(_named(row)), html.Ul(_said(row), role="list")]) for row in table]


def _said(row: Row) -> list[html.Li]:
    reasons = ((_label(column), row["cells"][column]["reason"]) for column in _CELLS)
    return [html.Li([html.Strong(label), f" {reason}"]) for label, reason in reasons if reason]


def sorting(sort: str) -> list[str]:
    """Of every heading, how the table is sorted by it."""
    way = "descending" if sort.startswith("-") else "ascending"
    return [way if column == sort.removeprefix("-") else "none" for column in COLUMNS]


def next_sort(sort: str, column: str) -> str:
    """A first click on a heading puts the smallest first, a second one the largest."""
    return f"-{column}" if sort == column else column


def csv_text(table: Sequence[Row]) -> str:
    """The numbers of the table with all their digits, in its order."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(["regime", *_CELLS, *(f"{column}_note" for column in _CELLS)])
    for row in table:
        cells = [row["cells"][column] for column in _CELLS]
        writer.writerow(
            [row["regime"], *(cell["value"] for cell in cells), *(cell["reason"] for cell in cells)]
        )
    return text.getvalue()


def _name(row: Row) -> html.Th:
    return html.Th(_named(row), scope="row", role="rowheader")


def _named(row: Row) -> list[Component | str]:
    return [html.Span(className="swatch line", style={"--color": row["color"]}), row["regime"]]


def _cell(column: str, row: Row) -> html.Td:
    cell = row["cells"][column]
    parts: list[Component] = [html.Span(cell["text"])]
    if cell["reason"]:
        parts.append(html.Small(cell["reason"], title=cell["reason"]))
    value = cell["value"]
    return html.Td(
        parts,
        role="cell",
        **attributes(
            data_column=column,
            data_label=_label(column),
            data_value="" if value is None else repr(value),
        ),
    )
