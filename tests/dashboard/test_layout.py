"""The contract between layout, callbacks, ids and the page's own JavaScript, without a browser."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import dash
import pytest
from dash.development.base_component import Component

from dashboard import ids, presets, readouts
from dashboard.environment import Settings
from dashboard.factory import ASSETS, create_app

SCRIPTS = {path.name: path.read_text(encoding="utf-8") for path in sorted(ASSETS.glob("*.js"))}
SHEETS = {path.name: path.read_text(encoding="utf-8") for path in sorted(ASSETS.glob("*.css"))}
MEMBERS = [
    member
    for room in vars(ids).values()
    if isinstance(room, type) and room.__module__ == ids.__name__
    for member in room
]
# Endings that components/plot.py and the controls add to an id.
_DERIVED = re.compile(r"\$\{[^}]*\}")


@pytest.fixture(scope="module")
def app() -> dash.Dash:
    """An app that has answered its first request: validation_layout then has all pages."""
    return create_app(Settings())


@pytest.fixture(scope="module")
def components(app: dash.Dash) -> list[Component]:
    layouts = [app.validation_layout] if isinstance(app.validation_layout, Component) else list(
        app.validation_layout
    )  # fmt: skip
    return [component for layout in layouts for component in _all(layout)]


@pytest.fixture(scope="module")
def layout_ids(components: list[Component]) -> list[str]:
    return [str(component.id) for component in components if getattr(component, "id", None)]


def _all(component: Any) -> Iterator[Component]:
    if isinstance(component, list | tuple):
        for part in component:
            yield from _all(part)
    elif isinstance(component, Component):
        yield component
        yield from _all(getattr(component, "children", None))


def made_by_scripts() -> set[str]:
    """Ids that the page's JavaScript gives to elements it makes: `id: "reset"`."""
    return {name for text in SCRIPTS.values() for name in re.findall(r'\bid: "([\w-]+)"', text)}


def used_by_scripts() -> set[tuple[str, str]]:
    """(file, id) of everything that JavaScript looks up, templates aside."""
    patterns = [
        r'(?:getElementById|byId|plotOf|layer)\("([\w-]+)"\)',
        r'(?:querySelector(?:All)?|closest|matches)(?:\?\.)?\(\s*["\'`]#([\w-]+)',
    ]
    return {
        (file, name)
        for file, text in SCRIPTS.items()
        for pattern in patterns
        for name in re.findall(pattern, text)
    }


def test_ids_are_unique(layout_ids: list[str]) -> None:
    assert [name for name, count in Counter(layout_ids).items() if count > 1] == []
    assert len(set(MEMBERS)) == len(MEMBERS)


def test_ids_made_by_scripts_are_not_the_layouts(layout_ids: list[str]) -> None:
    assert made_by_scripts() & set(layout_ids) == set()


@pytest.mark.parametrize("member", MEMBERS, ids=repr)
def test_every_member_of_ids_is_on_the_page(member: str, layout_ids: list[str]) -> None:
    """In the layout, or made by JavaScript under the very same name."""
    assert str(member) in {*layout_ids, *made_by_scripts()}


def test_every_id_of_the_layout_is_a_member_or_derived_from_one(
    components: list[Component], layout_ids: list[str]
) -> None:
    """`graph-loss-legend` belongs to graph-loss, `meaning-margin` to the key figure."""
    known = {*map(str, MEMBERS), *(f"meaning-{readout.quantity}" for readout in readouts.SCALAR)}
    for name in layout_ids:
        if name.startswith("_pages"):  # Dash's own
            continue
        assert name in known or name.rsplit("-", 1)[0] in known, name


@pytest.mark.parametrize("file, name", sorted(used_by_scripts()))
def test_ids_that_scripts_look_up_exist(file: str, name: str, layout_ids: list[str]) -> None:
    assert name in {*layout_ids, *made_by_scripts(), "_dash-config"}, file


def test_the_search_for_ids_in_scripts_finds_them() -> None:
    """A test of the test: the page cannot work without looking these up."""
    names = {name for _, name in used_by_scripts()}
    assert {"controls", "status", "guarantee", "message", "presets"} <= names


def test_graphs_named_in_scripts_are_the_layouts(components: list[Component]) -> None:
    in_layout = set(_plots(components))
    named = {name for text in SCRIPTS.values() for name in re.findall(r'"(graph-[a-z]+)"', text)}
    assert named == in_layout == {str(m) for m in MEMBERS if str(m).startswith("graph-")}


def test_every_callbacks_ids_exist(app: dash.Dash, layout_ids: list[str]) -> None:
    callbacks = app.server.test_client().get("/_dash-dependencies").json
    assert callbacks
    for callback in callbacks:
        outputs = callback["output"].strip(".").split("...")
        places = [output.rsplit(".", 1)[0] for output in outputs]
        places += [part["id"] for kind in ("inputs", "state") for part in callback[kind]]
        for place in places:
            assert place in layout_ids, f"{callback['output']} names {place}"


def test_every_clientside_function_exists(app: dash.Dash) -> None:
    callbacks = app.server.test_client().get("/_dash-dependencies").json
    ours = [c["clientside_function"] for c in callbacks if c.get("clientside_function")]
    ours = [function for function in ours if function["namespace"] == "deepLinear"]
    assert ours
    for function in ours:
        name = re.escape(function["function_name"])
        assert any(
            "dash_clientside" in text and re.search(rf"\b{name}\b", text)
            for text in SCRIPTS.values()
        ), function


def test_unknown_ids_are_an_error_in_the_browser_too(app: dash.Dash) -> None:
    assert app.config.suppress_callback_exceptions is False


def test_every_plot_keeps_to_itself(components: list[Component]) -> None:
    """Those that figures.js draws, and every dcc.Graph."""
    plots = _plots(components)
    assert len(plots) == 4
    graphs = [part for part in components if isinstance(part, dash.dcc.Graph)]
    for config in [*plots.values(), *(graph.config for graph in graphs)]:
        assert config["showSendToCloud"] is False
        assert config["displaylogo"] is False
        assert "plotlyServerURL" not in config


def _plots(components: list[Component]) -> dict[str, dict[str, Any]]:
    """id -> configuration of the places that figures.js draws into."""
    properties = [part.to_plotly_json()["props"] for part in components]
    return {
        part["id"]: json.loads(part["data-config"]) for part in properties if "data-config" in part
    }


_HOST = re.compile(r"(?:(?:https?|wss?):)?//(?!www\.w3\.org/)[\w-]+(?:\.[\w-]+)+")


@pytest.mark.parametrize("file", sorted([*SCRIPTS, *SHEETS]))
def test_no_asset_names_another_host(file: str) -> None:
    assert _HOST.findall((SCRIPTS | SHEETS)[file]) == []


def test_no_layout_names_another_host(app: dash.Dash, components: list[Component]) -> None:
    client = app.server.test_client()
    texts = [client.get("/_dash-layout").text]
    texts += [json.dumps(part.to_plotly_json(), default=str) for part in components]
    assert [host for text in texts for host in _HOST.findall(text)] == []


def test_the_search_for_hosts_finds_them() -> None:
    for text in ("https://a.org/x", "url(//fonts.example.com/f)", "http://127.0.0.1:80"):
        assert _HOST.search(text)
    assert not _HOST.search("let x = 1; // a comment")
    assert not _HOST.search('"http://www.w3.org/2000/svg"')


def test_presets_are_links(components: list[Component]) -> None:
    """They work without JavaScript, in a new tab and with the middle mouse button."""
    links = {
        part.children: part.href
        for part in components
        if isinstance(part, dash.html.A) and str(part.href).startswith("?")
    }
    assert links == {preset.name: f"?{preset.query}" for preset in presets.SCALAR}


def test_key_figures_say_what_they_are(components: list[Component]) -> None:
    properties = [part.to_plotly_json()["props"] for part in components]
    named = {part["data-quantity"] for part in properties if "data-quantity" in part}
    assert named >= {
        "alpha_star", "alpha_lower_bound", "margin", "gamma", "measured_rate", "tightness",
        "product", "loss",
    }  # fmt: skip
    tips = {part.get("id"): part for part in properties if part.get("role") == "tooltip"}
    described = {part["aria-describedby"] for part in properties if "aria-describedby" in part}
    for readout in readouts.SCALAR:
        assert len(tips[f"meaning-{readout.quantity}"]["children"]) > 10
        assert f"meaning-{readout.quantity}" in described


def test_every_plot_has_an_equation_a_heading_and_a_caption(components: list[Component]) -> None:
    equations = [
        part.children
        for part in components
        if isinstance(part, dash.dcc.Markdown) and getattr(part, "mathjax", False)
    ]
    assert sum(text.startswith("$") for text in equations) == 4
    headings = [part.children for part in components if isinstance(part, dash.html.H2)]
    assert len(headings) == len(set(headings)) == 4
    captions = {part.id for part in components if isinstance(part, dash.html.Figcaption)}
    labelled = {
        part.to_plotly_json()["props"]["aria-labelledby"]
        for part in components
        if isinstance(part, dash.html.Figure)
    }
    assert captions == labelled
    assert len(captions) == 4


def test_assets_speak_of_no_absolute_path() -> None:
    """Below a path prefix "/api" is somebody else's."""
    for file, text in SCRIPTS.items():
        assert not re.search(r"""fetch\(\s*["'`]/""", text), file
        assert not re.search(r"""["'`]/(?:api|assets|_dash)""", text), file
    for file, text in SHEETS.items():
        assert not re.search(r"url\(\s*[\"']?/", text), file
