"""What an answer says, besides its pictures: key figures, sentences, rows that come and go."""

from __future__ import annotations

from typing import Any, TypedDict

import dash
from dash import ALL, no_update
from dash.exceptions import PreventUpdate

from dashboard.parts.exchange.answers import Complaint, Quantity, Said
from dashboard.parts.exchange.unfit import UnfitError
from dashboard.parts.page.figures import figure_id
from dashboard.parts.page.rows import complaint_id, field_id, row_id

_NOTHING: Complaint = {"control": "", "sentence": ""}


class _Place(TypedDict):
    id: dict[str, str]


def places(topic: str, ids: Any) -> list[tuple[Any, str]]:
    """Where `tell` puts what it says: (id, property)."""
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


def tell(said: Said | None, *shown: Any) -> list[Any]:
    """What the `places` are to show; `shown` is there, and what is there already is left alone."""
    if not said:
        raise PreventUpdate
    complaint = said.get("complaint") or _NOTHING
    figures, _, _, _, _, fields, _, _, rows, sentences, *_ = dash.ctx.outputs_list
    names, under = _names(fields, "field"), _names(sentences, "complaint")
    gone = _gone(said, names, _names(rows, "row"), shown)
    here = complaint["control"] in {*names, *under} - gone

    def about(name: str) -> str:
        return complaint["sentence"] if name == complaint["control"] else ""

    wrong = [[about(name) for name in names], [about(name) for name in under]]
    message = "" if here else complaint["sentence"]
    if "controls" not in said:  # the first question of all was refused
        return _changed([*shown[:5], wrong[0], *shown[6:9], wrong[1], message], shown)
    controls, quantities = said["controls"], said["quantities"]
    asked = _names(figures, "figure")
    if not quantities.keys() >= set(asked):
        raise UnfitError("unfit.not_page", where="quantities")
    found = [quantities[name] for name in asked]
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


def _gone(said: Said, fields: list[str], rows: list[str], shown: tuple[Any, ...]) -> set[str]:
    """Controls that nobody sees: a sentence about one of them belongs above them all."""
    if "controls" in said:
        return set(said["controls"]["hidden"])
    pairs = [*zip(fields, shown[6], strict=True), *zip(rows, shown[8], strict=True)]
    return {name for name, hidden in pairs if hidden}


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
