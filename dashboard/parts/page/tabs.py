"""The plots of a page: up to four in sight, the others on further tabs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

import words
from dashboard.parts.page.ids import Stage
from dashboard.parts.page.native import attributes

_FOUR = 4  # two by two


@dataclass(frozen=True)
class Tab:
    """Plots that are seen together; `name` is in the link, "" for the first."""

    name: str
    plots: Sequence[Component]

    @property
    def tabled(self) -> bool:
        """Whether a table stands beneath the plots: the fourth of four is beside them."""
        return len(self.plots) < _FOUR and any(
            "table" in getattr(plot, "className", "").split() for plot in self.plots
        )


def tab_list(topic: str, tabs: Sequence[Tab]) -> html.Div:
    """A button a tab; none where there is one only. assets/stage/stage.js turns them."""
    return html.Div(
        [
            html.Button(
                words.text(f"tab.{topic}.{tab.name or 'first'}"),
                id=f"tab-{tab.name or 'first'}",
                type="button",
                role="tab",
                tabIndex=0 if not place else -1,
                **attributes(
                    data_tab=tab.name,
                    aria_controls=f"panel-{tab.name or 'first'}",
                    aria_selected="false" if place else "true",
                ),
            )
            for place, tab in enumerate(tabs)
        ],
        id=Stage.TABS,
        role="tablist",
        className="tabs",
        hidden=len(tabs) < 2,
        **attributes(aria_label=words.text("stage.plots")),
    )


def panels(tabs: Sequence[Tab]) -> html.Div:
    """The plots, tab by tab, and the buttons by which a phone chooses one of them."""
    return html.Div(
        [_switch(tabs), *(_panel(tab, first=not place) for place, tab in enumerate(tabs))],
        className="panels",
    )


def _panel(tab: Tab, *, first: bool) -> html.Div:
    name = tab.name or "first"
    return html.Div(
        list(tab.plots),
        id=f"panel-{name}",
        className=f"plots of-{len(tab.plots)}{' tabled' * tab.tabled}",
        hidden=not first,
        role="tabpanel",
        **attributes(data_tab=tab.name, aria_labelledby=f"tab-{name}"),
    )


def _switch(tabs: Sequence[Tab]) -> html.Div:
    return html.Div(
        [
            html.Button(
                getattr(plot, "data-title"),
                type="button",
                hidden=place > 0,
                **attributes(data_plot=getattr(plot, "id", ""), aria_pressed="false"),
            )
            for place, tab in enumerate(tabs)
            for plot in tab.plots
        ],
        id=Stage.SWITCH,
        className="switch",
        role="group",
        **attributes(aria_label=words.text("stage.in_sight")),
    )
