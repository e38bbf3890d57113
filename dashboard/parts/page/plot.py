"""A plot with its title, its equation, and room for legend and time cursor."""

from __future__ import annotations

import json
from typing import Any

from dash import dcc, html

from dashboard.parts.page import content
from dashboard.parts.page.legend import legend_id
from dashboard.parts.page.native import attributes

CONFIG: Any = {
    "displaylogo": False,
    "showSendToCloud": False,
    "responsive": True,
    "displayModeBar": False,
}

# Without these two keys dcc.Graph asks plotly.js to redraw a plot that is not there yet.
_EMPTY: dict[str, object] = {"data": [], "layout": {}}


def plotly_loader(graph_id: str) -> html.Div:
    """A hidden dcc.Graph, which makes Dash load plotly.js.

    The plots themselves are plain elements that figures.js draws into: a dcc.Graph puts its own
    figure back whenever a zoom or a hover changes one of its properties.
    """
    return html.Div(dcc.Graph(id=graph_id, figure=_EMPTY, config=CONFIG), hidden=True)


def plot(graph_id: str, title: str, topic: str, prose: str) -> html.Section:
    """A card: the topic's prose file `prose` holds the equation, then how to read the plot."""
    equation, reading = content.load(topic, prose)
    return html.Section(
        [
            html.H2(title),
            dcc.Markdown(equation, mathjax=True, className="equation"),
            html.Ul(id=legend_id(topic, graph_id), className="legend"),
            html.Figure(
                [
                    html.Div(
                        [
                            html.Div(
                                html.Div(className="canvas"),
                                id=graph_id,
                                className="graph",
                                **attributes(data_config=json.dumps(CONFIG)),
                            ),
                            html.Div(className="cursors", **attributes(aria_hidden="true")),
                        ],
                        className="stage",
                    ),
                    html.Figcaption(id=f"{graph_id}-caption", className="for-readers"),
                ],
                role="group",
                **attributes(aria_labelledby=f"{graph_id}-caption"),
            ),
            html.Details(
                [html.Summary("How to read this"), dcc.Markdown(reading, mathjax=True)],
                className="reading",
            ),
        ],
        className="card plot",
    )
