"""What an answer says, besides its pictures: key figures, sentences, rows that come and go."""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict

import dash
from dash import ALL, no_update
from dash.exceptions import PreventUpdate

from dashboard.parts.exchange.answers import Answer, Complaint, Quantity
from dashboard.parts.page.figures import figure_id
from dashboard.parts.page.legend import Entry, legend
from dashboard.parts.page.rows import complaint_id, field_id, row_id

_NOTHING: Complaint = {"control": "", "sentence": ""}


class Said(Answer):
    """An answer in the page's store, without pictures; `complaint` if something is wrong.

    `legends` has the kind of each picture, and what its legend lists, by the plot's id.
    """

    legends: NotRequired[dict[str, tuple[str, list[Entry]]]]


class _Place(TypedDict):
    id: dict[str, str]


def places(topic: str, ids: Any) -> list[tuple[Any, str]]:
    """Where `tell` puts what it says, but for the legends: (id, property)."""
    figures, fields = figure_id(topic, ALL), field_id(topic, ALL)
    return [
        (figures, "children"),
        (figures, "data-value"),
        (figures, "className"),
        (ids.STATUS, "children"),
        (ids.GUARANTEE, "children"),
        (fields, "error"),
        (fields, "hidden"),
        (fields, "disabled"),
        (row_id(topic, ALL), "hidden"),
        (complaint_id(topic, ALL), "children"),
        (ids.MESSAGE, "children"),
    ]


def tell(said: Said, *shown: Any) -> list[Any]:
    """What `places`, the legends and their kinds are to show; what is there already is left alone.

    `shown` is what is there: in the `places`, and the kinds of the legends.
    """
    if not said:
        raise PreventUpdate
    *places, kinds = shown
    return [*_texts(said, *places), *_legends(said.get("legends", {}), kinds)]


def _texts(said: Said, *shown: Any) -> list[Any]:
    complaint = said.get("complaint") or _NOTHING
    figures, _, _, _, _, fields, _, _, rows, sentences, *_ = dash.ctx.outputs_list
    names, under = _names(fields, "field"), _names(sentences, "complaint")
    here = complaint["control"] in {*names, *under}

    def about(name: str) -> str:
        return complaint["sentence"] if name == complaint["control"] else ""

    wrong = [[about(name) for name in names], [about(name) for name in under]]
    message = "" if here else complaint["sentence"]
    if "controls" not in said:  # the first question of all was refused
        return _changed([*shown[:5], wrong[0], *shown[6:9], wrong[1], message], shown)
    controls = said["controls"]
    found = [said["quantities"][name] for name in _names(figures, "figure")]
    wanted = [
        [quantity["text"] for quantity in found],
        ["" if quantity["value"] is None else str(quantity["value"]) for quantity in found],
        [_kind(quantity) for quantity in found],
        said["status"],
        said["guarantee"],
        wrong[0],
        [name in controls["hidden"] for name in names],
        [name in controls["disabled"] for name in names],
        [name in controls["hidden"] for name in _names(rows, "row")],
        wrong[1],
        message,
    ]
    return _changed(wanted, shown)


def _legends(
    wanted: dict[str, tuple[str, list[Entry]]], shown: list[str | None]
) -> tuple[list[Any], list[Any]]:
    """The rows of every legend, and their kinds."""
    rows: list[Any] = []
    kinds: list[Any] = []
    for graph, before in zip(_names(dash.ctx.outputs_list[-1], "legend"), shown, strict=True):
        kind, entries = wanted.get(graph, (before, []))
        rows.append(no_update if kind == before else legend(entries))
        kinds.append(no_update if kind == before else kind)
    return rows, kinds


def _names(places: list[_Place], kind: str) -> list[str]:
    return [place["id"][kind] for place in places]


def _kind(quantity: Quantity) -> str:
    return "word" if isinstance(quantity["value"], str) else ""


def _changed(wanted: list[Any], shown: tuple[Any, ...]) -> list[Any]:
    """`wanted`, with no_update for all that is there: Dash draws the rest alone."""
    return [
        [no_update if new == old else new for new, old in zip(part, there, strict=True)]
        if isinstance(part, list)
        else (no_update if part == there else part)
        for part, there in zip(wanted, shown, strict=True)
    ]
