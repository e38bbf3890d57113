"""A file that is dropped on a page leads to the page that shows it."""

from __future__ import annotations

import io
import json
from typing import Any

import numpy as np
import pytest
from flask.testing import FlaskClient

from dashboard.factory import TAKINGS
from dashboard.parts.query import ControlError
from dashboard.parts.taking.opening import MAX_BYTES, place
from tests.dashboard.parts.taking.test_programs import STATES, answer

MATRIX = {
    "model": "matrix", "weights": [[[0.5, 0.1], [0, 1]], [[1, 0], [0.3, 0.5]]],
    "objective": {"kind": "squared", "target": [[1, 0], [0, 1]]},
}  # fmt: skip


def opened(client: FlaskClient, content: Any, name: str = "run.json") -> dict[str, Any]:
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    file = (io.BytesIO(data), name)
    response = client.post("/api/open", data={"file": file, "name": name})
    assert response.status_code == 200
    found: dict[str, Any] = response.json
    return found


@pytest.mark.parametrize("topic, query", STATES)
def test_a_saved_run_opens_as_it_was(client: FlaskClient, topic: str, query: str) -> None:
    saved = client.get(f"/api/{topic}/run.json", query_string={"state": query}).data
    place = opened(client, saved)["open"]
    assert place["topic"] == topic
    assert place["file"] is None
    assert place["query"] == answer(client, topic, query)["query"]


@pytest.mark.parametrize("topic, query", STATES)
def test_what_is_in_the_file_counts_not_what_it_says_of_itself(
    client: FlaskClient, topic: str, query: str
) -> None:
    """Somebody edited the recipe: then the note about the page is old."""
    saved = json.loads(client.get(f"/api/{topic}/run.json", query_string={"state": query}).data)
    saved["page"]["query"] = "r=0.77" if topic == "regimes" else "y=0.77"
    if topic == "matrix":
        saved["page"]["query"] = "n=3&m=3&r=0.77"
    found = opened(client, saved)
    assert "0.77" not in found["open"]["query"]
    first = answer(client, topic, query)
    again = answer(client, topic, found["open"]["query"])
    for name, quantity in first["quantities"].items():
        assert again["quantities"][name] == quantity, name


def test_a_scenario_of_the_command_line_opens(client: FlaskClient) -> None:
    scalar = {"model": "scalar", "weights": [1.2, 0.3], "target": 1, "times": [0, 0.5, 2]}
    place = opened(client, scalar)["open"]
    assert place == {"topic": "scalar", "query": "w=1.2,0.3&y=1&T=2", "file": None}
    place = opened(client, MATRIX, "my net.json")["open"]
    assert place["topic"] == "matrix"
    assert place["query"].startswith("file=my%20net.json&scenario=")
    assert place["file"] is None
    depth = {"model": "depth", "kind": "balanced", "depths": [2, 3, 4], "depth": 3, "steps": 9}
    place = opened(client, depth | {"step_fraction": 0.5})["open"]
    assert (place["topic"], place["query"]) == ("depth", "fam=balanced&seed=0&most=4&f=0.5&k=9")


def test_a_comparison_opens_or_says_which_entry_does_not_fit(client: FlaskClient) -> None:
    saved = json.loads(client.get("/api/regimes/run.json", query_string={"state": "L=3&d=2"}).data)
    entries = {name: value for name, value in saved.items() if name not in ("page", "answer")}
    opens = {"topic": "regimes", "query": "d=2&L=3", "file": None}
    assert opened(client, entries, "four.json")["open"] == opens
    entries["initializations"][1]["seed"] = 4
    said = opened(client, entries, "four.json")["error"]
    assert said["control"] == "file"
    assert said["sentence"].startswith("“four.json”: initializations[1].seed: it says 4;")
    # A number that is a control's, but beyond it, is told in the words of the control.
    entries["initializations"][1]["seed"] = 1
    entries["target"]["distance"] = 1e4
    said = opened(client, entries, "four.json")["error"]
    assert said["control"] == "file"
    assert said["sentence"].startswith("“four.json”: Distance of the target must be")


def test_what_no_link_holds_goes_along(client: FlaskClient) -> None:
    random = np.random.default_rng(1)
    layers = [random.standard_normal(shape).tolist() for shape in ((8, 40), (40, 8))]
    target = {"kind": "squared", "target": np.eye(8).tolist()}
    recipe = MATRIX | {"weights": layers, "objective": target}
    place = opened(client, recipe | {"answer": {"loss": [1.0] * 20_000}}, "big.json")["open"]
    assert place["query"] == "file=big.json"
    assert json.loads(place["file"]) == recipe


@pytest.mark.parametrize(
    "content, said",
    [
        (b"", "is empty"),
        (b"{", "not valid JSON"),
        (b"\xff\xfe\x00", "“run.json”"),
        (b"[1, 2]", "no page here shows"),
        (b"3", "no page here shows"),
        ({"model": "scalar", "weights": ["x"], "target": 1}, "weights[0]"),
        ({"model": "scalar", "weights": [1], "target": 1, "steps": 3, "step": 1}, "command line"),
        ({"model": "matrix"}, "objective"),
        ({"model": "depth"}, "depth"),
        ({"page": {"topic": ["scalar"], "query": 7}}, "no page here shows"),
        ({"page": {"topic": "scalar", "query": "w=x"}}, "no page here shows"),
        (b"[" * 100_000, "nested"),
    ],
)
def test_what_cannot_be_opened_gets_a_sentence(
    client: FlaskClient, content: Any, said: str
) -> None:
    found = opened(client, content)
    assert found["error"]["control"] == "file"
    assert said in found["error"]["sentence"]


def test_a_file_may_be_so_large() -> None:
    for size in (MAX_BYTES, MAX_BYTES + 1):
        with pytest.raises(ControlError) as refusal:
            place(TAKINGS, "run.json", b" " * size)
        assert ("2\u202f500\u202f000" in str(refusal.value)) == (size > MAX_BYTES)


def test_no_file_at_all(client: FlaskClient) -> None:
    assert "No file" in client.post("/api/open").json["error"]["sentence"]
