"""The key figures, each with its meaning on hover or focus."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dash import html

from dashboard.parts.notes.links import what_is_this
from dashboard.parts.page.native import attributes
from dashboard.parts.readouts import Readout

#: The loss at the time cursor: the player writes it.
NOW = "loss"


def figure_id(topic: str, quantity: Any) -> dict[str, Any]:
    """The pattern-matching id of a key figure; `quantity` may be a wildcard."""
    return {"page": topic, "figure": quantity}


def key_figures(
    readouts: Iterable[Readout],
    element_id: str,
    topic: str,
    tabs: Mapping[str, Sequence[str]] | None = None,
) -> html.Dl:
    """A list of figures; callbacks write their values.

    Those named in `tabs` are seen on those tabs alone: assets/stage/stage.js.
    """
    figures = [_figure(readout, topic, (tabs or {}).get(readout.quantity)) for readout in readouts]
    return html.Dl(figures, id=element_id, className="figures")


def _figure(readout: Readout, topic: str, tabs: Sequence[str] | None) -> html.Div:
    tip = f"meaning-{readout.quantity}"
    name: dict[str, Any] = {}
    if readout.quantity != NOW:
        name["id"] = figure_id(topic, readout.quantity)
    value = html.Span("…", **name, **attributes(data_quantity=readout.quantity, data_value=""))
    return html.Div(
        [
            html.Dt(
                [
                    html.Button(
                        [html.Span(readout.symbol, className="symbol"), html.Span(readout.label)],
                        type="button",
                        className="meaning",
                        **attributes(aria_describedby=tip),
                    ),
                    what_is_this(readout.quantity, readout.label),
                ]
            ),
            html.Dd([value, html.Span(readout.meaning, id=tip, role="tooltip", className="tip")]),
        ],
        className="figure",
        hidden=tabs is not None and "" not in tabs,
        **attributes(**({} if tabs is None else {"data_tabs": json.dumps(tabs)})),
    )
