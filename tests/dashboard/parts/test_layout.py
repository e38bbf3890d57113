"""The contract between layout, callbacks, ids and the page's own JavaScript, without a browser."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import dash
import pytest
from dash._utils import stringify_id
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
from dashboard.parts.page.ids import Player, Shell
from dashboard.parts.page.native import FileControl, NumberControl, Range, Select
from dashboard.regimes import controls as regimes_controls
from dashboard.regimes import presets as regimes_presets
from dashboard.regimes import readouts as regimes_readouts
from dashboard.regimes.ids import Regimes
from dashboard.scalar import presets as scalar_presets
from dashboard.scalar import readouts as scalar_readouts
from dashboard.scalar.ids import Scalar

SCRIPTS = {path.name: path.read_text(encoding="utf-8") for path in sorted(ASSETS.glob("*.js"))}
SHEETS = {path.name: path.read_text(encoding="utf-8") for path in sorted(ASSETS.glob("*.css"))}
ROOMS = {room.__name__: room for room in (Shell, Player, Scalar, Matrix, Regimes, Depth)}
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
    return [_key(component.id) for component in components if getattr(component, "id", None)]


def _on(pages: dict[str, list[Component]], topic: str) -> list[str]:
    """Ids that a visitor of a page has before him."""
    return [*_ids(pages[topic]), *_ids(pages["shell"])]


def _key(component_id: Any) -> str:
    """An id as a callback of Dash writes it."""
    return component_id if isinstance(component_id, str) else stringify_id(component_id)


def _matches(pattern: str, names: set[str]) -> list[str]:
    """The ids of a layout that a callback names: one, or all that fit its wildcards."""
    if not pattern.startswith("{"):
        return [name for name in names if name == pattern]
    wanted = json.loads(pattern)
    found = []
    for name in names:
        given = json.loads(name) if name.startswith("{") else {}
        fits = given.keys() == wanted.keys()
        if fits and all(value in (["ALL"], given[key]) for key, value in wanted.items()):
            found.append(name)
    return found


def _places(callback: dict[str, Any]) -> list[tuple[str, str]]:
    """(id, property) of everything that a callback of Dash's names."""
    output = callback["output"]
    outputs = output.strip(".").split("...") if output.startswith("..") else [output]
    named = [tuple(part.rsplit(".", 1)) for part in outputs if "." in part]
    for kind in ("inputs", "state"):
        named += [(part["id"], part["property"]) for part in callback[kind]]
    return [(place, name.split("@")[0]) for place, name in named]


def used_by_scripts() -> set[tuple[str, str]]:
    """(file, id) of everything that JavaScript looks up or sets, templates aside."""
    patterns = [
        r'(?:getElementById|set_props|plotOf|layer)\("([\w-]+)"',
        r'(?:querySelector(?:All)?|closest|matches)(?:\?\.)?\(\s*["\'`]#([\w-]+)',
    ]
    return {
        (file, name)
        for file, text in SCRIPTS.items()
        for pattern in patterns
        for name in re.findall(pattern, text)
    }


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


@pytest.mark.parametrize("room, member", MEMBERS, ids=repr)
def test_every_member_of_ids_is_on_its_page(
    room: str, member: str, pages: dict[str, list[Component]]
) -> None:
    place = room.lower()
    for topic in TOPICS if room == "Player" else [place]:
        assert str(member) in _ids(pages[topic])


@each_page
def test_every_id_of_the_layout_is_a_member_or_derived_from_one(
    pages: dict[str, list[Component]], topic: str
) -> None:
    """`graph-loss-legend` belongs to graph-loss, `meaning-margin` to the key figure."""
    known = {
        *map(str, Shell),
        *map(str, Player),
        *map(str, ROOM[topic]),
        *(f"meaning-{readout.quantity}" for readout in READOUTS[topic]),
    }
    for name in _on(pages, topic):
        if name.startswith("_pages"):  # Dash's own
            continue
        if name.startswith("{"):  # a control, a row, a figure: of this page
            assert json.loads(name)["page"] == topic
            continue
        assert name in known or name.rsplit("-", 1)[0] in known, name


@pytest.mark.parametrize("file, name", sorted(used_by_scripts()))
def test_ids_that_scripts_look_up_exist(
    file: str, name: str, pages: dict[str, list[Component]]
) -> None:
    """On every page, if the script is every page's; what only one page has is prefixed with it."""
    homes = [topic for topic in TOPICS if name.startswith(f"{topic}-")] or TOPICS
    for topic in homes:
        assert name in {*_on(pages, topic), "_dash-config"}, file


def test_the_search_for_ids_in_scripts_finds_them() -> None:
    """A test of the test: no page can work without looking these up."""
    assert {"player", "time", "now", "presets", "theme"} <= {name for _, name in used_by_scripts()}


@each_page
def test_a_page_names_its_plots_its_route_and_its_store(
    app: dash.Dash, pages: dict[str, list[Component]], topic: str
) -> None:
    """What page.js is told of a page is there."""
    properties = [part.to_plotly_json()["props"] for part in pages[topic]]
    (told,) = [json.loads(part["data-page"]) for part in properties if "data-page" in part]
    assert set(told["graphs"]) == set(_plots(pages[topic]))
    assert told["route"] in {rule.rule for rule in app.server.url_map.iter_rules()}
    assert told["answer"] in _ids(pages[topic])
    assert told["patience"] >= 1000
    assert {*told["reasons"]} == {"silent", "refused", "failed", "unreadable", "broken"}
    for sentence in (*told["reasons"].values(), told["again"]):
        assert sentence.endswith(".")
        assert "{" not in sentence.replace("{status}", "")


def test_every_callbacks_places_exist(app: dash.Dash) -> None:
    """Every id and wildcard of every callback is in app.validation_layout, with that property."""
    parts = list(_all(app.validation_layout))
    by_key: dict[str, list[Component]] = {}
    for part in parts:
        if getattr(part, "id", None):
            by_key.setdefault(_key(part.id), []).append(part)
    callbacks = app.server.test_client().get("/_dash-dependencies").json
    assert len(callbacks) > 25
    for callback in callbacks:
        for place, name in _places(callback):
            found = _matches(place, set(by_key))
            assert found, f"{callback['output']} names {place}"
            for part in (part for key in found for part in by_key[key]):
                known = part.available_properties
                wild = any(name.startswith(start) for start in part._valid_wildcard_attributes)
                assert name in known or wild, f"{place} has no {name}"


def test_no_two_callbacks_set_the_same(app: dash.Dash) -> None:
    """But where a callback says that it does: Dash adds "@..." to such an output."""
    callbacks = app.server.test_client().get("/_dash-dependencies").json
    outputs = [
        output
        for callback in callbacks
        for output in callback["output"].strip(".").split("...")
        if "." in output
    ]
    assert [output for output, count in Counter(outputs).items() if count > 1] == []


@each_page
def test_every_control_is_an_input_of_its_page(
    app: dash.Dash, pages: dict[str, list[Component]], topic: str
) -> None:
    """One callback takes them all, sets them all, and hears the answer."""
    callbacks = app.server.test_client().get("/_dash-dependencies").json
    exchange = [
        callback
        for callback in callbacks
        if (callback.get("clientside_function") or {}).get("function_name") == "exchange"
        and any(topic in part["id"] for part in callback["inputs"])
    ]
    assert len(exchange) == 1
    inputs = [part["id"] for part in exchange[0]["inputs"]]
    names = set(_ids(pages[topic]))
    found = {name for place in inputs for name in _matches(place, names)}
    kinds = ('"field":', '"choice":')
    assert found >= {name for name in names if any(kind in name for kind in kinds)}
    assert str(ROOM[topic].ANSWER) in found


@each_page
def test_a_page_can_be_drawn_anew_where_it_has_a_seed(
    pages: dict[str, list[Component]], topic: str
) -> None:
    names = _ids(pages[topic])
    seed = stringify_id({"page": topic, "field": "seed"})
    assert (seed in names) is (stringify_id({"page": topic, "row": "draw"}) in names)


def test_every_clientside_function_exists(app: dash.Dash) -> None:
    callbacks = app.server.test_client().get("/_dash-dependencies").json
    ours = [c["clientside_function"] for c in callbacks if c.get("clientside_function")]
    named = {f["function_name"] for f in ours if f["namespace"] == "deepLinear"}
    text = SCRIPTS["page.js"] + SCRIPTS.get("callbacks.js", "")
    inside = text[text.index("const callbacks = {") :]
    made = set(re.findall(r"^    (\w+): (?:async )?\(", inside, flags=re.MULTILINE))
    assert named == made


def test_our_components_are_drawn_by_functions_of_their_names() -> None:
    kinds = [NumberControl, FileControl, Select, Range]
    for kind in kinds:
        assert f"app.{kind.__name__} = (" in SCRIPTS["native.js"]
    assert {*re.findall(r"app\.([A-Z]\w+) = ", SCRIPTS["native.js"])} == {
        kind.__name__ for kind in kinds
    }


@each_page
def test_the_player_is_told_what_it_says(pages: dict[str, list[Component]], topic: str) -> None:
    properties = [part.to_plotly_json()["props"] for part in pages[topic]]
    (texts,) = [json.loads(part["data-texts"]) for part in properties if "data-texts" in part]
    said = set(re.findall(r"this\.texts\.(\w+)", SCRIPTS["player.js"]))
    assert said == texts.keys()
    (button,) = [part for part in properties if part.get("id") == Player.PLAY]
    assert [button["children"], button["aria-label"]] == texts["play"]


def test_scripts_hold_no_words() -> None:
    """What is shown or said comes from Python: a text in a script names something."""
    quoted = re.compile(r"""(["'`])((?:(?!\1).)*)\1""")
    sentence = re.compile(r"^[A-Z][a-z]+( |$)|[a-z] [a-z]+ [a-z]|[^\x00-\x7f−]")
    for file, script in SCRIPTS.items():
        code = re.sub(r"/\*.*?\*/|(?<![:\w])//[^\n]*", "", script, flags=re.DOTALL)
        texts = [found[2] for found in quoted.finditer(code)]
        assert [text for text in texts if sentence.search(text)] == [], file


def test_no_script_makes_a_control_or_holds_an_option() -> None:
    """Option texts live in Python alone; what scripts make belongs to plots."""
    made = [
        (file, line)
        for file, text in SCRIPTS.items()
        for line in re.findall("createElement.*", text)
    ]
    assert {file for file, _ in made} == {"figures.js", "native.js"}
    texts = {
        text
        for topic in (matrix_controls, regimes_controls, depth_controls)
        for entry in topic.ENTRIES
        for text in (entry.label, *(text for _, text in entry.options))
        if " " in text
    }
    assert len(texts) > 20
    for file, script in SCRIPTS.items():
        assert [text for text in texts if text in script] == [], file


def test_the_scripts_stay_small() -> None:
    assert sum(len(text.splitlines()) for text in SCRIPTS.values()) <= 700
    longest = max(len(line) for text in SCRIPTS.values() for line in text.splitlines())
    assert longest <= 120


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
    """Every entry once and in order; sliders hold their default, choices offer it."""
    parts = {_key(part.id): part for part in pages[topic] if getattr(part, "id", None)}
    order = list(parts)
    keys = [
        stringify_id({"page": topic, "choice" if entry.options else "field": entry.name})
        for entry in entries
    ]
    assert [order.index(key) for key in keys] == sorted(order.index(key) for key in keys)
    for key, entry in zip(keys, entries, strict=True):
        part = parts[key]
        if entry.options:
            assert [(o["value"], o["label"]) for o in part.options] == list(entry.options)
            assert part.value == entry.default
            continue
        assert (part.label, part.name) == (entry.label, entry.name)
        assert (part.min, part.max, part.step) == (entry.low, entry.high, entry.step)
        ends = [10.0**end if entry.powers else end for end in (entry.low, entry.high)]
        assert ends[0] < ends[1]
        assert entry.least <= ends[0] <= entry.default <= ends[1] <= entry.most * (1 + 1e-12)
    labels = [entry.label for entry in entries]
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
