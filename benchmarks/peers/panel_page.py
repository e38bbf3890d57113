"""The four plots of the scalar page in Panel: a slider a weight, four plotly panes."""

from __future__ import annotations

import panel as pn

from benchmarks.pages.usual_page import START, figures

pn.extension("plotly")
SIZE = {"width": 525, "height": 245}
sliders = [
    pn.widgets.FloatSlider(name=f"w{layer}", start=-3.0, end=3.0, step=0.01, value=value)
    for layer, value in enumerate(START, start=1)
]
panes = [pn.pane.Plotly(figure, **SIZE) for figure in figures(*START)]


def follow(*_events: object) -> None:
    """Every pane at once, at every step."""
    for pane, figure in zip(panes, figures(*(slider.value for slider in sliders)), strict=True):
        pane.object = figure


for slider in sliders:
    slider.param.watch(follow, "value")
pn.Row(pn.Column(*sliders, width=280), pn.GridBox(*panes, ncols=2)).servable()
