"""The contract between the layout, the callbacks and the page's own JavaScript."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any

import dash
from dash._utils import stringify_id
from dash.development.base_component import Component

from dashboard.environment import Settings
from dashboard.factory import create_app
from tests.dashboard.parts.pages import (
    ROOM,
    SCRIPTS,
    each_page,
    everything,
    id_text,
    ids_of,
    matches,
    plots_of,
)


def _places(callback: dict[str, Any]) -> list[tuple[str, str]]:
    """(id, property) of everything that a callback of Dash's names."""
    output = callback["output"]
    outputs = output.strip(".").split("...") if output.startswith("..") else [output]
    named = [tuple(part.rsplit(".", 1)) for part in outputs if "." in part]
    for kind in ("inputs", "state"):
        named += [(part["id"], part["property"]) for part in callback[kind]]
    return [(place, name.split("@")[0]) for place, name in named]


@each_page
def test_a_page_names_its_plots_its_route_and_its_store(
    app: dash.Dash, pages: dict[str, list[Component]], topic: str
) -> None:
    """What page.js is told of a page is there."""
    properties = [part.to_plotly_json()["props"] for part in pages[topic]]
    (told,) = [json.loads(part["data-page"]) for part in properties if "data-page" in part]
    assert set(told["graphs"]) == set(plots_of(pages[topic]))
    assert told["route"] in {rule.rule for rule in app.server.url_map.iter_rules()}
    assert told["answer"] in ids_of(pages[topic])
    assert told["patience"] >= 1000
    assert {*told["reasons"]} == {"silent", "refused", "failed", "busy", "unreadable", "broken"}
    for sentence in (*told["reasons"].values(), told["again"], *told["later"].values()):
        assert sentence.endswith(".")
        assert "{" not in sentence.replace("{status}", "").replace("{seconds} s", "")


def test_every_callbacks_places_exist(app: dash.Dash) -> None:
    """Every id and wildcard of every callback is in app.validation_layout, with that property."""
    parts = list(everything(app.validation_layout))
    by_key: dict[str, list[Component]] = {}
    for part in parts:
        if getattr(part, "id", None):
            by_key.setdefault(id_text(part.id), []).append(part)
    callbacks = app.server.test_client().get("/_dash-dependencies").json
    assert len(callbacks) > 25
    for callback in callbacks:
        for place, name in _places(callback):
            found = matches(place, set(by_key))
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
    names = set(ids_of(pages[topic]))
    found = {name for place in inputs for name in matches(place, names)}
    kinds = ('"field":', '"choice":')
    assert found >= {name for name in names if any(kind in name for kind in kinds)}
    assert str(ROOM[topic].ANSWER) in found


@each_page
def test_a_page_can_be_drawn_anew_where_it_has_a_seed(
    pages: dict[str, list[Component]], topic: str
) -> None:
    names = ids_of(pages[topic])
    seed = stringify_id({"page": topic, "field": "seed"})
    assert (seed in names) is (stringify_id({"page": topic, "row": "draw"}) in names)


def test_every_clientside_function_exists(app: dash.Dash) -> None:
    callbacks = app.server.test_client().get("/_dash-dependencies").json
    ours = [c["clientside_function"] for c in callbacks if c.get("clientside_function")]
    named = {f["function_name"] for f in ours if f["namespace"] == "deepLinear"}
    start = "const callbacks = {"
    inside = [text[text.index(start) :] for text in SCRIPTS.values() if start in text]
    made = set(re.findall(r"^    (\w+): (?:async )?\(", "\n".join(inside), flags=re.MULTILINE))
    for text in SCRIPTS.values():  # a script with a single one
        made |= set(re.findall(r"Object\.assign\(dash\.deepLinear \?\? {}, { (\w+) }\)", text))
    assert named == made


def test_unknown_ids_are_an_error_in_the_browser_of_whoever_develops(app: dash.Dash) -> None:
    assert app.config.suppress_callback_exceptions is False
    assert "validation_layout" in app.server.test_client().get("/").text


def test_a_page_for_everyone_does_not_carry_all_others() -> None:
    page = create_app(Settings(slow_processes=0)).server.test_client().get("/").text
    assert "validation_layout" not in page
    assert len(page) < 100_000
