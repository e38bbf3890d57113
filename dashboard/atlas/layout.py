"""Maps of initializations: the page."""

from __future__ import annotations

import json
from base64 import b64encode
from typing import Any

from dash import html
from dash.development.base_component import Component

import words
from core.atlas import QUANTITIES
from dashboard.atlas import stores
from dashboard.atlas.controls import CURVES, ENTRIES, TOPIC, called
from dashboard.atlas.figures import colours
from dashboard.atlas.ids import Atlas
from dashboard.atlas.planes import PLANES
from dashboard.atlas.readouts import READOUTS
from dashboard.atlas.shelf import SHELF
from dashboard.parts.entries import Entry
from dashboard.parts.page.frame import address, frame
from dashboard.parts.page.guide import Guide
from dashboard.parts.page.native import attributes
from dashboard.parts.page.plot import plot
from dashboard.parts.page.rows import choice, number, rows, select
from dashboard.parts.page.tabs import Tab

META = {"path": "/atlas"}

#: Rows of the plane's axes, and those that are folded away with those of the cursor.
_AXES = ("x0", "x1", "y0", "y1")
_RARE = ("fine", "seed", "s", "r")
_CURSOR = ("u", "v")
#: What the line over a map says, and the values in it that the browser puts there.
_TEXTS = {
    "left": ("seconds",), "minutes": ("minutes",), "again": ("seconds",), "dear": ("dear",),
    "done": ("points",), "stopped": ("points",),
    "none": (), "nothing": (), "stop": (), "go": (), "drawn": ("points",), "halted": ("points",),
    "share": ("yes", "total"),
}  # fmt: skip


def layout(guide: Guide | None = None) -> html.Div:
    """The stage: the map, and the run at its cursor; callbacks fill it."""
    return frame(
        TOPIC,
        Atlas,
        shelf=SHELF,
        controls=[
            *_sweeps(),
            *_rows(lambda name: name not in (*_AXES, *_RARE, *_CURSOR)),
            choice(TOPIC, "show", CURVES, []),
            *(_axis(entry) for entry in ENTRIES if entry.name in _AXES),
        ],
        rare=[
            *_rows(lambda name: name in _RARE),
            *(_axis(entry) for entry in ENTRIES if entry.name in _CURSOR),
        ],
        figures=READOUTS,
        key=("alpha_star", "margin", "tightness", "loss"),
        tabs=[
            Tab(
                "",
                [
                    _map_card(),
                    plot(TOPIC, Atlas.GRAPH_LOSS, "𝓛(t)"),
                ],
            ),
            Tab(
                "ensemble",
                [
                    _draws_card(),
                    plot(TOPIC, Atlas.GRAPH_ALPHA, "α*"),
                    plot(TOPIC, Atlas.GRAPH_BANDS, "𝓛(t)"),
                ],
            ),
        ],
        guide=guide,
    )


def _rows(wanted: Any) -> list[Component]:
    return rows(TOPIC, (entry for entry in ENTRIES if wanted(entry.name)), ENTRIES)


def _sweeps() -> list[Component]:
    """Which finished sweep is shown, and what of it: only where there is a folder of them."""
    known = stores.names()
    if known is None:
        return []
    none = ("", words.text("atlas_store.none"))
    quantities = [(name, words.text(each.words)) for name, each in QUANTITIES.items()]
    return [
        select(TOPIC, "store", [none, *((name, name) for name in known)]),
        select(TOPIC, "sq", quantities, hidden=True),
    ]


def _axis(entry: Entry) -> Component:
    across, up = PLANES["weights"].sides
    side = across if entry.name[0] in "xu" else up
    return number(TOPIC, entry, called(entry.name, side))


def _settings() -> dict[str, Any]:
    """What the scripts of this page are told."""
    return {
        "chunk": address(f"{TOPIC}-chunk"),
        "point": address(f"{TOPIC}-point"),
        "draws": address(f"{TOPIC}-draws"),
        "draw": address(f"{TOPIC}-draw"),
        "colours": b64encode(colours.table().tobytes()).decode("ascii"),
        "texts": {
            name: words.text(f"atlas_page.{name}", **{part: f"{{{part}}}" for part in parts})
            for name, parts in _TEXTS.items()
        },
    }


def _map_card() -> html.Section:
    """The plot, with how far it is, what its colours mean, and what is at the pointer."""
    card = plot(TOPIC, Atlas.GRAPH_MAP, "", tools=[_told()])
    head, figure = card.children
    stage = figure.children[0]
    ground = html.Div(html.Canvas(), className="atlas-ground", **attributes(aria_hidden="true"))
    stage.children = [ground, *stage.children, _cursor()]
    card.children = [
        head,
        html.Div(
            [
                html.Div(id=Atlas.LEGEND, className="atlas-legend"),
                html.Output(
                    id=Atlas.POINTED, className="atlas-pointed", **attributes(aria_live="off")
                ),
                html.Div(_taking(), className="atlas-taking"),
            ],
            className="atlas-line",
        ),
        figure,
    ]
    return card


def _cursor() -> html.Div:
    """A place that the keyboard moves: assets/topics/atlas/cursor.js."""
    name = words.text("atlas_page.cursor")
    return html.Div(
        id=Atlas.CURSOR,
        tabIndex=0,
        role="slider",
        hidden=True,
        title=words.text("atlas_page.cursor_hint"),
        className="atlas-cursor",
        **attributes(aria_label=name, aria_valuenow="0", aria_valuemin="0", aria_valuemax="1"),
    )


def _draws_card() -> html.Section:
    """The plot of the tightness, with how many draws there are and how many have a guarantee."""
    names = (Atlas.DRAWS_BAR, Atlas.DRAWS_LEFT, Atlas.DRAWS_STOP)
    card = plot(TOPIC, Atlas.GRAPH_TIGHTNESS, "γα*/inf γτ", tools=[_progress(*names)])
    head, figure = card.children
    pick = html.Button(
        words.text("atlas_taking.pick"),
        id=Atlas.PICK,
        type="button",
        title=words.text("atlas_taking.pick_hint"),
    )
    said = html.Output(id=Atlas.SHARE, className="atlas-pointed", **attributes(aria_live="polite"))
    line = html.Div([said, html.Div(pick, className="atlas-taking")], className="atlas-line")
    card.children = [head, line, figure]
    return card


def _told() -> html.Div:
    """How far the map is, and what the scripts have to know."""
    more = attributes(data_atlas=json.dumps(_settings()))
    return _progress(Atlas.BAR, Atlas.LEFT, Atlas.STOP, id=Atlas.FILLING, **more)


def _progress(bar: str, left: str, stop: str, **more: Any) -> html.Div:
    return html.Div(
        [
            html.Progress(
                id=bar,
                max="1",
                value="0",
                **attributes(aria_label=words.text("atlas_page.bar")),
            ),
            html.Span(id=left, role="status"),
            html.Button(words.text("atlas_page.stop"), id=stop, type="button", hidden=True),
        ],
        className="atlas-filling",
        **more,
    )


def _taking() -> list[Component]:
    return [
        html.Button(
            words.text(f"atlas_taking.{name}"),
            id=element_id,
            type="button",
            title=words.text(f"atlas_taking.{name}_hint"),
        )
        for name, element_id in (
            ("visit", Atlas.VISIT),
            ("csv", Atlas.CSV),
            ("npz", Atlas.NPZ),
        )
    ]
