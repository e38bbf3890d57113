"""A plot: one line of a head, its equation and how to read it beside it, and room to draw."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

import words
from dashboard.parts.page.native import attributes
from dashboard.parts.prose.markdown import prose

CONFIG: Any = {
    "displaylogo": False,
    "showSendToCloud": False,
    "displayModeBar": False,
}


def _config() -> dict[str, Any]:
    """What plotly.js is told, with its own one sentence, which it shows after a zoom."""
    said = {"Double-click to zoom back out": words.text("stage.zoom_out")}
    language = words.spoken()
    return {**CONFIG, "locale": language, "locales": {language: {"dictionary": said}}}


# A plain element that figures.js draws into: a dcc.Graph puts its own figure back whenever a zoom
# or a hover changes one of its properties.
def plot(topic: str, graph_id: str, symbol: str, tools: Sequence[Component] = ()) -> html.Section:
    """A card; `symbol`, beside the title, is what the plot is about; then come its own `tools`.

    Its words are found by the topic and the graph's name.
    """
    name = graph_id.removeprefix("graph-")
    title = title_of(topic, name)
    return html.Section(
        [
            html.Div(
                [
                    html.H2(title),
                    html.Span(symbol, className="symbol"),
                    html.Span(
                        className="beyond",
                        hidden=True,
                        **attributes(data_text=words.text("runs.beyond", names="{names}")),
                    ),
                    *tools,
                    reading(topic, name),
                    _button(
                        "enlarge",
                        "⤢",
                        words.text("plot_card.enlarge", title=title),
                        aria_pressed="false",
                    ),
                    _button("save", "⤓", words.text("plot_card.save", title=title)),
                ],
                className="plot-head",
            ),
            html.Figure(
                [
                    html.Div(
                        [
                            html.Div(
                                html.Div(className="canvas"),
                                id=graph_id,
                                className="graph",
                                **attributes(
                                    data_config=json.dumps(_config()),
                                    data_flat=words.text("unanswered.flat"),
                                ),
                            ),
                            html.Div(className="cursors", **attributes(aria_hidden="true")),
                        ],
                        className="stage",
                    ),
                    html.Figcaption(id=f"{graph_id}-caption", className="for-readers"),
                ],
                **attributes(aria_labelledby=f"{graph_id}-caption"),
            ),
        ],
        id=card_id(graph_id),
        className="card plot",
        **attributes(data_title=title),
    )


def card_id(graph_id: str) -> str:
    """The id of a plot's card."""
    return f"{graph_id}-card"


def title_of(topic: str, name: str) -> str:
    """What a card is called."""
    return words.text(f"plot.{topic}.{name}.title")


def reading(topic: str, name: str) -> html.Details:
    """What opens beside a card: the equation, and how to read it."""
    equation, text = (words.text(f"plot.{topic}.{name}.{part}") for part in ("equation", "read"))
    label = words.text("plot_card.reading", title=title_of(topic, name))
    return html.Details(
        [
            html.Summary(
                words.text("plot_card.read"),
                title=words.text("plot_card.read_hint"),
                **attributes(aria_label=label),
            ),
            html.Div([prose(equation, "equation"), prose(text)], className="beside card"),
        ],
        className="reading",
    )


def _button(kind: str, text: str, name: str, **more: str) -> html.Button:
    return html.Button(
        text, type="button", title=name, className=kind, **attributes(aria_label=name, **more)
    )
