"""The scalar page built the usual way: the plots and numbers of ours, and none of our tricks.

A dcc.Slider a weight with updatemode="drag", and one callback that solves with our core and returns
four go.Figure with the default template. Size and place of the plots are those of our page, because
what a browser pays for drawing depends on them.
"""

from __future__ import annotations

import plotly.graph_objects as go
from dash import Dash, Input, Output, dcc, html

from core import ScalarScenario, solve
from dashboard import environment, serving
from dashboard.parts.drawing.graph import Graph
from dashboard.scalar.controls import DEFAULT_CURVES
from dashboard.scalar.figures import constraint, loss, rate, weights

TARGET = 2.0
START = (0.3, 0.4)
GRAPHS = ("graph-loss", "graph-constraint", "graph-rate", "graph-weights")
SIZE = {"width": "525px", "height": "245px"}
# What of an axis makes the picture what it is; ranges and all else are left to plotly.
AXIS = ("title", "type", "domain", "anchor", "scaleanchor", "scaleratio", "rangemode")


def figure(graph: Graph) -> go.Figure:
    return go.Figure(
        data=[
            go.Scatter(name=trace.name, x=trace.x, y=trace.y, **trace.style)
            for trace in graph.traces
        ],
        layout={
            name: {key: axis[key] for key in AXIS if key in axis}
            for name, axis in graph.layout.items()
            if name.startswith(("xaxis", "yaxis"))
        },
    )


def figures(first: float, second: float) -> list[go.Figure]:
    solution = solve(ScalarScenario(weights=(first, second), target=TARGET))
    return [
        figure(graph)
        for graph in (
            loss.graph(solution, DEFAULT_CURVES),
            constraint.graph(solution, (1, 2)),
            rate.graph(solution),
            weights.graph(solution),
        )
    ]


def slider(layer: int, value: float) -> html.Div:
    name = f"w{layer}"
    return html.Div(
        [
            html.Label(f"Initial weight {name}"),
            dcc.Slider(-3, 3, 0.01, value=value, marks=None, id=name, updatemode="drag"),
        ]
    )


app = Dash(__name__, update_title=None)
server = app.server
app.layout = html.Div(
    [
        html.Div(
            [slider(layer, value) for layer, value in enumerate(START, start=1)],
            style={"width": "280px", "marginTop": "100px"},
        ),
        html.Div(
            [dcc.Graph(id=name, style=SIZE) for name in GRAPHS],
            style={
                "display": "grid",
                "gridTemplateColumns": "1fr 1fr",
                "gap": "30px 10px",
                "marginTop": "80px",
            },
        ),
    ],
    style={"display": "flex", "gap": "5px"},
)
app.callback(
    [Output(name, "figure") for name in GRAPHS], Input("w1", "value"), Input("w2", "value")
)(figures)
# What any page of Dash's with a graph costs.
bare = Dash(__name__, server=server, update_title=None, url_base_pathname="/bare/")
bare.layout = dcc.Graph(id="empty")
# The one thing it borrows: without it a cold worker may refuse Dash's scripts.
serving.warm_up(app, environment.read())
