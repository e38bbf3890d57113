"""The table of schedules: steps to parts of the loss at the start, and the flow's time."""

from __future__ import annotations

from collections.abc import Iterator

from dash import html
from dash.development.base_component import Component

import words
from core.depth import PARTS, AlignedDescent, race
from core.descent import Schedule
from dashboard.depth.ids import Depth
from dashboard.parts.exchange.answers import Quantity
from dashboard.parts.page.native import attributes
from dashboard.parts.page.plot import card_id, reading, title_of
from dashboard.parts.readouts import written

#: Rows, in order: what is guaranteed, then what happens.
ROWS = ("guaranteed", *(str(schedule) for schedule in Schedule), "flow")
_PARTS = tuple(range(len(PARTS)))
_POWERS = ("10⁻²", "10⁻⁴", "10⁻⁶", "10⁻⁸")


def table() -> html.Section:
    """A card; the page's script writes the numbers, as those of the key figures."""
    title = title_of("depth", "race")
    return html.Section(
        [
            html.Div(
                [html.H2(title, id=f"{Depth.RACE}-title"), reading("depth", "race")],
                className="plot-head",
            ),
            html.Table(
                [
                    html.Thead(
                        html.Tr(
                            [
                                html.Th(words.text("race.to"), scope="col"),
                                *(html.Th(power, scope="col") for power in _POWERS),
                            ]
                        )
                    ),
                    html.Tbody([_row(name) for name in ROWS]),
                ],
                id=Depth.RACE,
                className="race",
                **attributes(aria_labelledby=f"{Depth.RACE}-title"),
            ),
        ],
        id=card_id(Depth.RACE),
        className="card plot table",
        **attributes(data_title=title),
    )


def cells(run: AlignedDescent | None) -> dict[str, Quantity]:
    """The numbers by their places; without a run they are still to come."""
    if run is None:
        return {_cell(name, part): _later() for name in ROWS for part in _PARTS}
    return dict(_found(run))


def _found(run: AlignedDescent) -> Iterator[tuple[str, Quantity]]:
    raced = race(run)
    counts = {str(schedule): raced.steps[schedule] for schedule in Schedule}
    for name in ROWS:
        row = {**counts, "guaranteed": raced.guaranteed, "flow": raced.flow}[name]
        for part, value in zip(_PARTS, row, strict=True):
            yield _cell(name, part), {"value": value, "text": written(value)}


def _later() -> Quantity:
    return {"value": None, "text": "…"}


def _cell(name: str, part: int) -> str:
    return f"race_{name}_{part}"


def _row(name: str) -> html.Tr:
    return html.Tr(
        [html.Th(words.text(f"race.{name}"), scope="row"), *(_number(name, p) for p in _PARTS)],
        className=f"race-{name}",
    )


def _number(name: str, part: int) -> Component:
    return html.Td(
        "…", **attributes(data_quantity=_cell(name, part), data_value="", data_label=_POWERS[part])
    )
