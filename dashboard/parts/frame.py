"""What every page of a network consists of, in one order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from dash import html

from dashboard.parts.figures import key_figures
from dashboard.parts.presets import Preset
from dashboard.parts.readouts import Readout


def frame(
    ids: Any,
    *,
    title: str,
    lead: Sequence[Any],
    presets: Iterable[Preset],
    settings: str,
    figures: Iterable[Readout],
    plots: Sequence[html.Section],
) -> html.Div:
    """Presets, controls, key figures and plots; JavaScript fills them.

    Parameters
    ----------
    ids : StrEnum
        The page's ids.
    title, lead
        Heading, and the paragraph under it.
    settings : str
        JSON from which the page's JavaScript builds its controls.
    """
    return html.Div(
        [
            html.Div(
                [html.H1(title), html.P(lead), _presets(ids.PRESETS, presets)], className="intro"
            ),
            html.Div(
                [
                    _controls(ids, settings),
                    html.Div([_summary(ids, figures), *plots], className="results"),
                ],
                className="workbench",
            ),
            html.Div(
                id=ids.PLAYER, className="player", role="group", **{"aria-label": "Time cursor"}
            ),
        ],
        id=ids.PAGE,
        className="page",
    )


def _controls(ids: Any, settings: str) -> html.Form:
    return html.Form(
        [
            html.Div(id=ids.MESSAGE, role="alert", className="message"),
            html.Div(id=ids.CONTROLS, **{"data-settings": settings}),
        ],
        className="card controls",
        **{"aria-label": "Controls"},
    )


def _summary(ids: Any, figures: Iterable[Readout]) -> html.Section:
    return html.Section(
        [
            key_figures(figures, ids.READOUTS),
            html.P(id=ids.STATUS, role="status", className="status"),
            html.P(id=ids.GUARANTEE, className="guarantee"),
        ],
        className="card summary",
        **{"aria-label": "Key figures"},
    )


def _presets(element_id: str, presets: Iterable[Preset]) -> html.Nav:
    return html.Nav(
        [
            html.A(preset.name, href=f"?{preset.query}", title=preset.look, className="preset")
            for preset in presets
        ],
        id=element_id,
        className="presets",
        **{"aria-label": "Presets"},
    )
