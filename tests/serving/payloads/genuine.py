"""Questions to the callbacks as Dash's own page asks them.

The ids are those of the layout, the answers those of the server, so nothing here has to be kept in
step with the pages.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

import dash
from dash.development.base_component import Component
from flask.testing import FlaskClient

ADDRESSES = {
    "scalar": "/", "matrix": "/matrix", "regimes": "/regimes", "depth": "/depth", "atlas": "/atlas",
}  # fmt: skip
#: A query of each page that is answered at once.
QUERIES = {
    "scalar": "w=0.9,0.4&y=1", "matrix": "L=2&n=1&m=1&h=1", "regimes": "", "depth": "most=3",
    "atlas": "fine=33",
}  # fmt: skip


def questions(app: dash.Dash, client: FlaskClient) -> list[dict[str, Any]]:
    """One to each callback that runs on the server."""
    components = list(_components(app))
    stores = {**{f"{topic}-answer": said(client, topic) for topic in QUERIES}, **_others(client)}
    return [
        _question(app, output, components, stores)
        for output, callback in app.callback_map.items()
        if "callback" in callback
    ]


def said(client: FlaskClient, topic: str) -> dict[str, Any]:
    """What the page keeps of an answer: all but its pictures."""
    answer = client.get(f"/api/{topic}?state={QUERIES[topic].replace('&', '%26')}").json
    return {name: part for name, part in answer.items() if name not in ("arrays", "graphs")}


def _others(client: FlaskClient) -> dict[str, Any]:
    run = client.get("/api/scalar-run", query_string={"state": QUERIES["scalar"]}).json
    pin = {"slot": 1, "name": "a", "hidden": False, "run": run, "sentence": None}
    waiting = {"slot": 6, "name": "b", "hidden": True}
    return {
        "runs-pinned": {"pins": [pin, waiting], "now": run},
        "matrix-found": {"query": "", "text": "0.5"},
        "scalar-layers": 3,
        "_pages_location": "/",
    }


def _components(app: dash.Dash) -> Iterable[Component]:
    """Those with an id, each once: the guides show the stages of other pages again."""
    found = {}
    with app.server.test_request_context():
        layouts = [page["layout"]() for page in dash.page_registry.values()]
        layouts.append(app.layout())
    for layout in layouts:
        for part in layout._traverse():
            if isinstance(part, Component) and hasattr(part, "id"):
                found.setdefault(str(part.id), part)
    return found.values()


def _question(
    app: dash.Dash, output: str, components: list[Component], stores: dict[str, Any]
) -> dict[str, Any]:
    callback = app.callback_map[output]

    def value(component: Component, name: str) -> Any:
        if name == "id":
            return component.id
        if name == "n_clicks":
            return 1
        if name == "search":
            return "?w=1"
        found = stores.get(str(getattr(component, "id", "")), getattr(component, name, None))
        return json.loads(json.dumps(found, default=lambda part: part.to_plotly_json()))

    def entry(written: str, name: str, *, valued: bool) -> Any:
        parts = json.loads(written) if written.startswith("{") else written
        wild = isinstance(parts, dict) and ["ALL"] in parts.values()
        found = []
        for component in components:
            given = getattr(component, "id", None)
            given = given if isinstance(given, dict) else str(given)
            if given == parts or (wild and _fits(parts, given)):
                kept = {"id": given, "property": name}
                found.append(
                    kept | ({"value": value(component, name.partition("@")[0])} if valued else {})
                )
        return found if wild else found[0]

    outputs = callback["output"]
    listed = outputs if isinstance(outputs, list) else [outputs]
    mark = re.search(r"@[0-9a-f]{64}", output)
    end = mark[0] if mark else ""
    places = [
        entry(o.component_id_str(), o.component_property + end * o.allow_duplicate, valued=False)
        for o in listed
    ]
    inputs = [entry(str(part["id"]), part["property"], valued=True) for part in callback["inputs"]]
    state = [entry(str(part["id"]), part["property"], valued=True) for part in callback["state"]]
    first = inputs[0][0] if isinstance(inputs[0], list) else inputs[0]
    written = first["id"]
    if isinstance(written, dict):
        written = json.dumps(written, sort_keys=True, separators=(",", ":"))
    asked = {
        "output": output,
        "outputs": places if isinstance(outputs, list) else places[0],
        "inputs": inputs,
        "changedPropIds": [f"{written}.{first['property']}"],
        "parsedChangedPropsIds": [first["id"]],
    }
    return {**asked, "state": state} if state else asked


def _fits(pattern: dict[str, Any], given: Any) -> bool:
    return (
        isinstance(given, dict)
        and given.keys() == pattern.keys()
        and all(part in (["ALL"], given[name]) for name, part in pattern.items())
    )
