"""What is on a page: presets, controls, plots and key figures, each as its table says."""

from __future__ import annotations

import json
import math
import re
from typing import Any

import dash
import pytest
from dash._utils import stringify_id
from dash.development.base_component import Component
from plotly.offline import get_plotlyjs_version

from dashboard.depth import controls as depth_controls
from dashboard.factory import ASSETS, PLOTLY_JS, TOPICS
from dashboard.matrix import controls as matrix_controls
from dashboard.parts.entries import Entry, label, option
from dashboard.parts.page.native import Prose
from dashboard.regimes import controls as regimes_controls
from tests.dashboard.parts.pages import (
    CARDS,
    LEAST,
    PLOTS,
    PRESETS,
    READOUTS,
    ROOM,
    each_page,
    id_text,
)
from words import say


def test_both_topics_are_told_apart_here() -> None:
    assert set(ROOM) == set(READOUTS) == set(PRESETS) == set(PLOTS) == set(TOPICS)


def test_every_plot_keeps_to_itself(components: list[Component]) -> None:
    """Those that figures.js draws, and every dcc.Graph."""
    plots = _configurations(components)
    assert len(plots) == sum(PLOTS.values())
    graphs = [part for part in components if isinstance(part, dash.dcc.Graph)]
    for config in [*plots, *(graph.config for graph in graphs)]:
        assert config["showSendToCloud"] is False
        assert config["displaylogo"] is False
        assert "plotlyServerURL" not in config


def test_plotly_js_is_of_the_version_that_plotly_py_has(app: dash.Dash) -> None:
    """It comes from this server, once, and no script of Dash's waits for it."""
    text = (ASSETS / PLOTLY_JS).read_text(encoding="utf-8")
    banner = text[: text.index("*/")]
    assert re.findall(r" v([\d.]+)\n", banner) == [get_plotlyjs_version()]
    assert "MIT" in banner
    assert "MIT License" in (ASSETS / "vendor" / "plotly-LICENSE.txt").read_text(encoding="utf-8")
    scripts = re.findall(r"<script[^>]*>", app.server.test_client().get("/").text)
    (tag,) = [script for script in scripts if "plotly" in script]
    assert f'src="/assets/{PLOTLY_JS}"' in tag
    assert "async" in tag


def _configurations(components: list[Component]) -> list[dict[str, Any]]:
    properties = [part.to_plotly_json()["props"] for part in components]
    return [json.loads(part["data-config"]) for part in properties if "data-config" in part]


@each_page
def test_presets_are_links(pages: dict[str, list[Component]], topic: str) -> None:
    """They work without JavaScript, in a new tab and with the middle mouse button."""
    links = {
        part.children: part.href
        for part in pages[topic]
        if isinstance(part, dash.html.A) and part.className == "preset"
    }
    tabs = {preset.name: f"&tab={preset.tab}" if preset.tab else "" for preset in PRESETS[topic]}
    assert links == {
        preset.name: f"?{preset.query}{tabs[preset.name]}" for preset in PRESETS[topic]
    }


@each_page
def test_key_figures_say_what_they_are(pages: dict[str, list[Component]], topic: str) -> None:
    properties = [part.to_plotly_json()["props"] for part in pages[topic]]
    named = [part["data-quantity"] for part in properties if "data-quantity" in part]
    named = [name for name in named if not name.startswith("race_")]  # cells of a table
    assert sorted(named) == sorted(readout.quantity for readout in READOUTS[topic])
    assert LEAST[topic] <= {*named}
    tips = {part.get("id"): part for part in properties if part.get("role") == "tooltip"}
    described = {part["aria-describedby"] for part in properties if "aria-describedby" in part}
    for readout in READOUTS[topic]:
        assert len(tips[f"meaning-{readout.quantity}"]["children"]) > 10
        assert f"meaning-{readout.quantity}" in described


@each_page
def test_every_plot_has_an_equation_a_heading_and_a_caption(
    pages: dict[str, list[Component]], topic: str
) -> None:
    components = pages[topic]
    equations = [
        part.html for part in components if isinstance(part, Prose) and part.className == "equation"
    ]
    cards = PLOTS[topic] + CARDS.get(topic, 0)
    assert sum("<math" in text for text in equations) == cards
    headings = [part.children for part in components if isinstance(part, dash.html.H2)]
    assert len(headings) == len(set(headings)) == cards
    captions = {part.id for part in components if isinstance(part, dash.html.Figcaption)}
    labelled = {
        part.to_plotly_json()["props"]["aria-labelledby"]
        for part in components
        if isinstance(part, dash.html.Figure) and getattr(part, "className", "") != "network-figure"
    }
    assert captions == labelled
    assert len(captions) == PLOTS[topic]


@pytest.mark.parametrize(
    "topic, entries",
    [
        ("matrix", matrix_controls.ENTRIES),
        ("regimes", regimes_controls.ENTRIES),
        ("depth", depth_controls.ENTRIES),
    ],
    ids=["matrix", "regimes", "depth"],
)
def test_a_pages_controls_are_its_table(
    pages: dict[str, list[Component]], topic: str, entries: tuple[Entry, ...]
) -> None:
    """Every entry once; sliders hold their default, choices offer it."""
    parts = {id_text(part.id): part for part in pages[topic] if getattr(part, "id", None)}
    keys = [
        stringify_id({"page": topic, "choice" if entry.options else "field": entry.name})
        for entry in entries
    ]
    for key, entry in zip(keys, entries, strict=True):
        part = parts[key]
        if entry.options:
            texts = [(value, option(topic, entry.name, value)) for value in entry.options]
            assert [(o["value"], o["label"]) for o in part.options] == texts
            assert part.value == entry.default
            continue
        assert (part.label, part.name) == (say(label(topic, entry.name)), entry.name)
        assert (part.min, part.max, part.step) == (entry.low, entry.high, entry.step)
        assert getattr(part, "even", 0.0) == entry.even
        ends = [
            10.0**end if entry.powers
            else math.copysign(entry.even * (10.0 ** abs(end) - 1.0), end) if entry.even
            else end
            for end in (entry.low, entry.high)
        ]  # fmt: skip
        assert ends[0] < ends[1]
        assert entry.least <= ends[0] <= entry.default <= ends[1] <= entry.most * (1 + 1e-12)
    labels = [say(label(topic, entry.name)) for entry in entries]
    assert len(set(labels)) == len(labels)


def test_the_table_of_promises_can_be_sorted_by_every_column(
    pages: dict[str, list[Component]],
) -> None:
    """A button in every heading, and a heading for every column that the server knows."""
    headings = [part for part in pages["regimes"] if isinstance(part, dash.html.Th)]
    named = [part.to_plotly_json()["props"] for part in headings]
    assert tuple(part["data-column"] for part in named) == regimes_controls.COLUMNS
    for part in named:
        assert part["aria-sort"] == "none"
        button, _what = part["children"]
        assert isinstance(button, dash.html.Button)
        assert button.title.endswith(".")
