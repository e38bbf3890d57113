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

from dashboard.depth import controls as depth_controls
from dashboard.depth import presets as depth_presets
from dashboard.depth import readouts as depth_readouts
from dashboard.depth.ids import Depth
from dashboard.environment import Settings
from dashboard.factory import ASSETS, TOPICS, create_app
from dashboard.matrix import controls as matrix_controls
from dashboard.matrix import presets as matrix_presets
from dashboard.matrix import readouts as matrix_readouts
from dashboard.matrix.ids import Matrix
from dashboard.parts.entries import Entry
from dashboard.parts.ids import Shell
from dashboard.regimes import controls as regimes_controls
from dashboard.regimes import presets as regimes_presets
from dashboard.regimes import readouts as regimes_readouts
from dashboard.regimes.ids import Regimes
from dashboard.scalar import presets as scalar_presets
from dashboard.scalar import readouts as scalar_readouts
from dashboard.scalar.ids import Scalar

SCRIPTS = {path.name: path.read_text(encoding="utf-8") for path in sorted(ASSETS.glob("*.js"))}
SHEETS = {path.name: path.read_text(encoding="utf-8") for path in sorted(ASSETS.glob("*.css"))}
ROOMS = {room.__name__: room for room in (Shell, Scalar, Matrix, Regimes, Depth)}
MEMBERS = [(name, member) for name, room in ROOMS.items() for member in room]
#: What differs between the pages. Page and script of a topic bear its name.
ROOM = {
    "scalar": Scalar,
    "matrix": Matrix,
    "regimes": Regimes,
    "depth": Depth,
}
READOUTS = {
    "scalar": scalar_readouts.READOUTS,
    "matrix": matrix_readouts.READOUTS,
    "regimes": regimes_readouts.READOUTS,
    "depth": depth_readouts.READOUTS,
}
PRESETS = {
    "scalar": scalar_presets.PRESETS,
    "matrix": matrix_presets.PRESETS,
    "regimes": regimes_presets.PRESETS,
    "depth": depth_presets.PRESETS,
}
_NETWORK = {
    "alpha_star", "alpha_lower_bound", "margin", "gamma", "infimum", "decay_rate", "tightness",
    "loss",
}  # fmt: skip
LEAST = {
    "scalar": _NETWORK | {"final_rate"},
    "matrix": _NETWORK,
    "regimes": {"gain", "margin", "gamma", "loss"},
    "depth": {"alpha_star", "sharpness", "stable_step", "imbalance_drift", "loss"},
}
PLOTS = {"scalar": 4, "matrix": 6, "regimes": 5, "depth": 5}
#: Cards beside the plots: each has a heading and an equation too.
CARDS = {"regimes": 1}
each_page = pytest.mark.parametrize("topic", TOPICS)


@pytest.fixture(scope="module")
def app() -> dash.Dash:
    """An app that has answered its first request: validation_layout then has all pages."""
    return create_app(Settings())


@pytest.fixture(scope="module")
def pages(app: dash.Dash) -> dict[str, list[Component]]:
    """Everything on each page, and in the frame round them ("shell")."""
    found = {
        topic: list(_all(dash.page_registry[f"dashboard.{topic}.layout"]["layout"]()))
        for topic in TOPICS
    }
    return {**found, "shell": list(_all(app.layout()))}


@pytest.fixture(scope="module")
def components(pages: dict[str, list[Component]]) -> list[Component]:
    return [component for page in pages.values() for component in page]


def _all(component: Any) -> Iterator[Component]:
    if isinstance(component, list | tuple):
        for part in component:
            yield from _all(part)
    elif isinstance(component, Component):
        yield component
        yield from _all(getattr(component, "children", None))


def _ids(components: list[Component]) -> list[str]:
    return [str(component.id) for component in components if getattr(component, "id", None)]


def _on(pages: dict[str, list[Component]], topic: str) -> list[str]:
    """Ids that a visitor of a page has before him."""
    return [*_ids(pages[topic]), *_ids(pages["shell"])]


def scripts_of(topic: str) -> dict[str, str]:
    """The shared scripts and the page's own."""
    others = {f"{other}.js" for other in TOPICS if other != topic}
    return {file: text for file, text in SCRIPTS.items() if file not in others}


def made_by_scripts(topic: str) -> set[str]:
    """Ids that the page's JavaScript gives to elements it makes: `id: "reset"`."""
    return {
        name
        for text in scripts_of(topic).values()
        for name in re.findall(r'\bid: "([\w-]+)"', text)
    }


def used_by_scripts(topic: str) -> set[tuple[str, str]]:
    """(file, id) of everything that JavaScript looks up, templates aside."""
    patterns = [
        r'(?:getElementById|byId|plotOf|layer)\("([\w-]+)"\)',
        r'(?:querySelector(?:All)?|closest|matches)(?:\?\.)?\(\s*["\'`]#([\w-]+)',
    ]
    found = {
        (file, name)
        for file, text in scripts_of(topic).items()
        for pattern in patterns
        for name in re.findall(pattern, text)
    }
    # What the page's own script names as its root: base.js looks it up.
    file = f"{topic}.js"
    (root,) = re.findall(r'\broot: "([\w-]+)"', SCRIPTS[file])
    return found | {(file, root)}


def test_both_topics_are_told_apart_here() -> None:
    assert set(ROOM) == set(READOUTS) == set(PRESETS) == set(PLOTS) == set(TOPICS)


@each_page
def test_ids_are_unique(pages: dict[str, list[Component]], topic: str) -> None:
    """On a page and the frame round it; only one page is there at a time."""
    names = _on(pages, topic)
    assert [name for name, count in Counter(names).items() if count > 1] == []


@pytest.mark.parametrize("room", ROOMS)
def test_members_of_a_room_are_unique(room: str) -> None:
    """A StrEnum makes a second name of the same value an alias, without a word."""
    assert len(ROOMS[room].__members__) == len(list(ROOMS[room]))


@each_page
def test_ids_made_by_scripts_are_not_the_layouts(
    pages: dict[str, list[Component]], topic: str
) -> None:
    assert made_by_scripts(topic) & set(_on(pages, topic)) == set()


@pytest.mark.parametrize("room, member", MEMBERS, ids=repr)
def test_every_member_of_ids_is_on_its_page(
    room: str, member: str, pages: dict[str, list[Component]]
) -> None:
    """In the layout, or made by JavaScript under the very same name."""
    place = room.lower()
    made = made_by_scripts(place) if place in TOPICS else set()
    assert str(member) in {*_ids(pages[place]), *made}


@each_page
def test_every_id_of_the_layout_is_a_member_or_derived_from_one(
    pages: dict[str, list[Component]], topic: str
) -> None:
    """`graph-loss-legend` belongs to graph-loss, `meaning-margin` to the key figure."""
    known = {
        *map(str, Shell),
        *map(str, ROOM[topic]),
        *(f"meaning-{readout.quantity}" for readout in READOUTS[topic]),
    }
    for name in _on(pages, topic):
        if name.startswith("_pages"):  # Dash's own
            continue
        assert name in known or name.rsplit("-", 1)[0] in known, name


@pytest.mark.parametrize(
    "topic, file, name",
    sorted((topic, *use) for topic in TOPICS for use in used_by_scripts(topic)),
)
def test_ids_that_scripts_look_up_exist(
    topic: str, file: str, name: str, pages: dict[str, list[Component]]
) -> None:
    assert name in {*_on(pages, topic), *made_by_scripts(topic), "_dash-config"}, file


@each_page
def test_the_search_for_ids_in_scripts_finds_them(topic: str) -> None:
    """A test of the test: the page cannot work without looking these up."""
    names = {name for _, name in used_by_scripts(topic)}
    assert {"controls", "status", "guarantee", "message", "presets", "player"} <= names
    assert str(ROOM[topic].PAGE) in names


@each_page
def test_graphs_named_in_scripts_are_the_layouts(
    pages: dict[str, list[Component]], topic: str
) -> None:
    in_layout = set(_plots(pages[topic]))
    named = {
        name
        for text in scripts_of(topic).values()
        for name in re.findall(r'"(graph-[a-z]+)"', text)
    }
    assert named == in_layout == {str(m) for m in ROOM[topic] if str(m).startswith("graph-")}


@each_page
def test_the_route_named_in_scripts_is_served(app: dash.Dash, topic: str) -> None:
    named = {
        route
        for text in scripts_of(topic).values()
        for route in re.findall(r'"(api/[\w-]+)"', text)
    }
    assert f"api/{topic}" in named
    rules = {rule.rule for rule in app.server.url_map.iter_rules()}
    assert {f"/{route}" for route in named} <= rules


def test_every_callbacks_ids_exist(app: dash.Dash, components: list[Component]) -> None:
    layout_ids = _ids(components)
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
    assert len(ours) == len(TOPICS)
    assert "window.dash_clientside.deepLinear = {" in SCRIPTS["base.js"]
    for function in ours:
        name = re.escape(function["function_name"])
        made = [file for file, text in SCRIPTS.items() if re.search(rf'register\("{name}"', text)]
        assert len(made) == 1, function


def test_unknown_ids_are_an_error_in_the_browser_too(app: dash.Dash) -> None:
    assert app.config.suppress_callback_exceptions is False


def test_every_plot_keeps_to_itself(components: list[Component]) -> None:
    """Those that figures.js draws, and every dcc.Graph."""
    plots = _configurations(components)
    assert len(plots) == sum(PLOTS.values())
    graphs = [part for part in components if isinstance(part, dash.dcc.Graph)]
    for config in [*plots, *(graph.config for graph in graphs)]:
        assert config["showSendToCloud"] is False
        assert config["displaylogo"] is False
        assert "plotlyServerURL" not in config


def _plots(components: list[Component]) -> list[str]:
    """Ids of the places that figures.js draws into."""
    properties = [part.to_plotly_json()["props"] for part in components]
    return [part["id"] for part in properties if "data-config" in part]


def _configurations(components: list[Component]) -> list[dict[str, Any]]:
    properties = [part.to_plotly_json()["props"] for part in components]
    return [json.loads(part["data-config"]) for part in properties if "data-config" in part]


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


@each_page
def test_presets_are_links(pages: dict[str, list[Component]], topic: str) -> None:
    """They work without JavaScript, in a new tab and with the middle mouse button."""
    links = {
        part.children: part.href
        for part in pages[topic]
        if isinstance(part, dash.html.A) and str(part.href).startswith("?")
    }
    assert links == {preset.name: f"?{preset.query}" for preset in PRESETS[topic]}


@each_page
def test_key_figures_say_what_they_are(pages: dict[str, list[Component]], topic: str) -> None:
    properties = [part.to_plotly_json()["props"] for part in pages[topic]]
    named = [part["data-quantity"] for part in properties if "data-quantity" in part]
    assert named == [readout.quantity for readout in READOUTS[topic]]
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
        part.children
        for part in components
        if isinstance(part, dash.dcc.Markdown) and getattr(part, "mathjax", False)
    ]
    cards = PLOTS[topic] + CARDS.get(topic, 0)
    assert sum(text.startswith("$") for text in equations) == cards
    headings = [part.children for part in components if isinstance(part, dash.html.H2)]
    assert len(headings) == len(set(headings)) == cards
    captions = {part.id for part in components if isinstance(part, dash.html.Figcaption)}
    labelled = {
        part.to_plotly_json()["props"]["aria-labelledby"]
        for part in components
        if isinstance(part, dash.html.Figure)
    }
    assert captions == labelled
    assert len(captions) == PLOTS[topic]


@pytest.mark.parametrize(
    "topic, entries, others",
    [
        ("matrix", matrix_controls.ENTRIES, {"T", "most_bytes"}),
        ("regimes", regimes_controls.ENTRIES, {"T"}),
        ("depth", depth_controls.ENTRIES, set()),
    ],
    ids=["matrix", "regimes", "depth"],
)
def test_a_pages_controls_are_its_table(
    pages: dict[str, list[Component]],
    topic: str,
    entries: tuple[Entry, ...],
    others: set[str],
) -> None:
    """What JavaScript builds controls from: every entry once, sliders that hold their default."""
    properties = [part.to_plotly_json()["props"] for part in pages[topic]]
    (text,) = [part["data-settings"] for part in properties if "data-settings" in part]
    settings = json.loads(text)
    assert settings.keys() == {"entries"} | others
    assert [entry["control"] for entry in settings["entries"]] == [entry.name for entry in entries]
    for entry, known in zip(settings["entries"], entries, strict=True):
        assert entry["label"].strip()
        if known.options:
            assert known.default in dict(known.options)
            continue
        assert entry["min"] < entry["max"]
        ends = [10.0**end if known.powers else end for end in (entry["min"], entry["max"])]
        assert known.least <= ends[0] <= known.default <= ends[1] <= known.most * (1 + 1e-12)
    labels = [entry["label"] for entry in settings["entries"]]
    assert len(set(labels)) == len(labels)


def test_assets_speak_of_no_absolute_path() -> None:
    """Below a path prefix "/api" is somebody else's."""
    for file, text in SCRIPTS.items():
        assert not re.search(r"""fetch\(\s*["'`]/""", text), file
        assert not re.search(r"""["'`]/(?:api|assets|_dash)""", text), file
    for file, text in SHEETS.items():
        assert not re.search(r"url\(\s*[\"']?/", text), file


def test_the_table_of_promises_can_be_sorted_by_every_column(
    pages: dict[str, list[Component]],
) -> None:
    """A button in every heading, and a heading for every column that the server knows."""
    headings = [part for part in pages["regimes"] if isinstance(part, dash.html.Th)]
    named = [part.to_plotly_json()["props"] for part in headings]
    assert tuple(part["data-column"] for part in named) == regimes_controls.COLUMNS
    for part in named:
        assert part["aria-sort"] == "none"
        assert isinstance(part["children"], dash.html.Button)
        assert part["children"].title.endswith(".")
