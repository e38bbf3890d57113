"""A scenario file in the matrix page: read, followed, or refused beside its control."""

from __future__ import annotations

import base64
import io
import itertools
import json
import urllib.request
import zlib
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np
import pytest
from flask.testing import FlaskClient
from numpy.testing import assert_allclose

from core import MatrixSolution, scenario_from_json, solve
from dashboard.environment import Settings
from dashboard.factory import create_app
from dashboard.matrix import controls as matrix_controls
from dashboard.matrix import readouts as matrix_readouts
from dashboard.matrix import scenario_file
from dashboard.matrix.controls import MAX_PRODUCT, MAX_SHOWN, MAX_WEIGHTS, read, scenario
from dashboard.matrix.scenario_file import MAX_BYTES
from dashboard.parts.query import ControlError
from dashboard.serving.limits.bodies import MAX_BODY_BYTES
from tests.conftest import Serve

REGRESSION = {
    "model": "matrix",
    "weights": [[[1.0, 0.2, 0.1], [0.3, 0.8, -0.2]], [[0.5, 0.1], [0.2, 0.6], [-0.1, 0.4]]],
    "objective": {
        "kind": "regression",
        "inputs": [[1.0, 2.0], [0.5, -1.0], [2.0, 1.0]],
        "outputs": [[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]],
    },
}


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    return create_app(Settings(slow_processes=0)).server.test_client()


def answer(client: FlaskClient, state: str, text: str, path: str = "/api/matrix") -> dict[str, Any]:
    response = client.post(path, data={"state": state, "file": text})
    assert response.status_code == 200
    found: dict[str, Any] = response.get_json()
    return found


def refusal(text: str) -> str:
    with pytest.raises(ControlError) as refused:
        scenario(read("file=a.json"), text.encode())
    assert refused.value.control == "file"
    return str(refused.value)


def test_the_picture_is_the_files(client: FlaskClient) -> None:
    found = answer(client, "file=my%20net.json", json.dumps(REGRESSION))
    solution = solve(scenario_from_json(REGRESSION))
    assert isinstance(solution, MatrixSolution)
    for readout in matrix_readouts.READOUTS:
        value = found["quantities"][readout.quantity]["value"]
        assert value == readout.value(solution), readout.quantity
    assert found["status"] == solution.status
    assert found["query"].startswith("file=my%20net.json&scenario=")
    assert found["unlinked"] == ""
    entries = {entry.name for entry in matrix_controls.ENTRIES}
    assert set(found["controls"]["hidden"]) >= entries | {"draw", "save"}
    assert found["controls"]["values"]["file"] == "my net.json"
    assert found["scenario"] is None


def test_two_files_of_one_name_are_two_pictures(client: FlaskClient) -> None:
    """The cache knows a question by all that is in it."""
    other = REGRESSION | {"objective": {"kind": "squared", "target": [[1.0, 0.0], [0.0, 1.0]]}}
    texts = [json.dumps(entries) for entries in (REGRESSION, other)]
    rates = [answer(client, "file=a", text)["quantities"]["gamma"]["value"] for text in texts]
    assert rates[1] == 2.0
    assert rates[0] != 2.0


def test_a_saved_scenario_opens_again(client: FlaskClient) -> None:
    saved = answer(client, "n=2&m=3&h=5&f=regression&T=2", "")
    again = answer(client, "file=saved.json", json.dumps(saved["scenario"]))
    assert again["quantities"] == saved["quantities"]
    assert again["status"] == saved["status"]


def test_a_link_with_the_scenario_is_the_same_run(client: FlaskClient) -> None:
    """Reloaded, sent to someone else: the file itself is no longer needed."""
    first = answer(client, "file=a.json&T=2", json.dumps(REGRESSION))
    again = client.post("/api/matrix", data={"state": first["query"], "drawn": ""}).get_json()
    assert again == first


def test_a_file_that_is_too_large_for_a_link_stays_a_file(client: FlaskClient) -> None:
    random = np.random.default_rng(1)
    layers = [random.standard_normal(shape).tolist() for shape in ((8, 40), (40, 8))]
    recipe = {"weights": layers, "objective": {"kind": "squared", "target": np.eye(8).tolist()}}
    found = answer(client, "file=a.json", json.dumps({"model": "matrix", **recipe}))
    assert found["query"] == "file=a.json"
    assert found["unlinked"].startswith("The link does not hold this file")


def test_a_link_that_promises_too_much_is_refused(client: FlaskClient) -> None:
    """Cut, changed, no compression at all, or a bomb: a sentence beside the file."""
    bomb = base64.urlsafe_b64encode(zlib.compress(b" " * 2_500_000, 9)).decode().rstrip("=")
    whole = scenario_file.packed(scenario(read("file=a"), json.dumps(REGRESSION).encode()))
    assert len(bomb) < 4_000
    for packed in (bomb, whole[:-9], whole[:9] + "A" + whole[10:], "x", "ä", "A" * 4_001):
        with pytest.raises(ControlError) as refusal:
            scenario(read(f"file=a&scenario={quote(packed)}"))
        assert refusal.value.control == "file"
        assert "does not hold “a” whole" in str(refusal.value)


def timed(*times: float) -> bytes:
    return json.dumps(REGRESSION | {"times": times}).encode()


def test_times_of_a_file_are_a_window(client: FlaskClient) -> None:
    found = scenario(read("file=a"), timed(0.0, 0.5, 3.0))
    assert (found.times, found.horizon) == (None, 3.0)
    found = scenario(read("file=a&T=2"), timed(0.0, 0.5, 3.0))
    assert found.horizon == 2.0
    assert scenario(read("file=a"), timed(0.0)).horizon is None


def test_the_minimum_of_a_file(client: FlaskClient) -> None:
    found = answer(client, "file=a", json.dumps(REGRESSION), "/api/matrix-minimum")
    solution = solve(scenario_from_json(REGRESSION))
    assert isinstance(solution, MatrixSolution)
    assert_allclose(found["value"], solution.alpha, rtol=1e-5)
    assert found["value"] >= solution.alpha * (1 - 1e-9)


@pytest.mark.parametrize(
    "text, says",
    [
        ("", "“a.json” is empty."),
        (" \n", "“a.json” is empty."),
        ("{", "not valid JSON"),
        ("[]", "JSON object"),
        ('{"model": "scalar", "weights": [1, 2], "target": 1}', "scalar network"),
        (json.dumps(REGRESSION | {"weights": [[[1, 2], [3]]]}), "weights"),
        (json.dumps(REGRESSION | {"weights": [[[1, None]]]}), "weights"),
        (json.dumps(REGRESSION | {"weights": [[[1.0]], [[1.0, 2.0], [1.0, 2.0]]]}), "weights"),
        (json.dumps(REGRESSION | {"weight": 1}), "weight"),
    ],
)
def test_what_a_file_cannot_be(text: str, says: str) -> None:
    assert says in refusal(text)


def test_an_empty_file_is_not_a_link(client: FlaskClient) -> None:
    """A file without a text, or no file at all."""
    for path in ("/api/matrix", "/api/matrix-minimum"):
        empty = answer(client, "file=a.json", "", path)["error"]
        assert empty == {"control": "file", "sentence": "“a.json” is empty."}
        response = client.post(path, data={"state": "file=a.json"}).get_json()
        assert response["error"]["control"] == "file"
        assert "does not hold “a.json”" in response["error"]["sentence"]


@pytest.mark.parametrize(
    "sides, says",
    [
        ((MAX_SHOWN + 1, 2, 2), f"up to {MAX_SHOWN} x {MAX_SHOWN}"),
        ((2, 200, 200, 2), f"this page takes {MAX_WEIGHTS:,}".replace(",", "\u202f")),
        ((7, 7, 7, 7), f"this page takes {MAX_PRODUCT}"),
    ],
)
def test_what_would_take_too_long(sides: tuple[int, ...], says: str) -> None:
    weights = [np.ones((rows, columns)).tolist() for rows, columns in itertools.pairwise(sides)]
    target = np.eye(sides[0], sides[-1]).tolist()
    entries = {
        "model": "matrix",
        "weights": weights,
        "objective": {"kind": "squared", "target": target},
    }
    assert says in refusal(json.dumps(entries))


def test_what_does_not_fit_the_objective_is_the_files_fault(client: FlaskClient) -> None:
    entries = REGRESSION | {"objective": {"kind": "squared", "target": [[1.0, 2.0, 3.0]]}}
    found = answer(client, "file=a", json.dumps(entries))
    assert found["error"]["control"] == "file"
    assert "objective.target" in found["error"]["sentence"]


def test_a_link_names_a_file_or_values() -> None:
    with pytest.raises(ControlError, match="either a scenario file or"):
        read("file=a&n=2")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_file_is_read_as_the_command_line_reads_it(client: FlaskClient, encoding: str) -> None:
    """In any encoding of JSON, sent as a file or as the text in it."""
    text = json.dumps(REGRESSION)
    found = answer(client, "file=a", text)
    sent = (io.BytesIO(text.encode(encoding)), "a")
    response = client.post("/api/matrix", data={"state": "file=a", "file": sent})
    assert response.get_json() == found


def padded(size: int) -> bytes:
    """A good scenario of so many bytes, on many short lines."""
    text = json.dumps(REGRESSION).encode()
    return text + (b" " * 9 + b"\n") * ((size - len(text)) // 10) + b" " * ((size - len(text)) % 10)


@pytest.mark.parametrize("as_file", [True, False], ids=["file", "text"])
def test_a_file_of_the_size_that_is_promised(
    serve: Serve, free_port: int, tmp_path: Path, as_file: bool
) -> None:
    """Of a real server: 400 kB to the very limit are answered; one byte more is told the limit."""
    with serve(free_port, log=tmp_path / "log"):
        url = f"http://127.0.0.1:{free_port}/api/matrix"
        for size in (400_000, 600_000, MAX_BYTES):
            found = ask(url, padded(size), as_file)
            assert "error" not in found, found
            assert found["query"].startswith("file=a.json&scenario=")
        assert ask(url, padded(MAX_BYTES + 1), as_file)["error"] == {
            "control": "file",
            "sentence": "“a.json” has 900\u202f001 bytes; 900\u202f000 are the limit here.",
        }


def test_a_question_that_is_too_large_is_a_sentence(client: FlaskClient) -> None:
    for path in ("/api/matrix", "/api/matrix-minimum"):
        refused = answer(client, "file=a.json", "x" * MAX_BODY_BYTES, path)["error"]
        assert refused["control"] == "file"
        assert f"{MAX_BODY_BYTES:,}".replace(",", "\u202f") in refused["sentence"]


def ask(url: str, data: bytes, as_file: bool) -> dict[str, Any]:
    """What a browser sends: a form in parts, each line of a text ended by CR LF."""
    name = b'; filename="a.json"\r\nContent-Type: application/json' if as_file else b""
    body = (
        b'--xx\r\nContent-Disposition: form-data; name="state"\r\n\r\nfile=a.json\r\n'
        b'--xx\r\nContent-Disposition: form-data; name="file"' + name + b"\r\n\r\n"
        + (data if as_file else data.replace(b"\n", b"\r\n")) + b"\r\n--xx--\r\n"
    )  # fmt: skip
    headers = {"Content-Type": "multipart/form-data; boundary=xx"}
    request = urllib.request.Request(url, body, headers)
    with urllib.request.urlopen(request, timeout=60) as response:
        found: dict[str, Any] = json.load(response)
    return found


def test_the_largest_file_fits_into_a_request() -> None:
    """Whatever is in it: bytes that are no text arrive as three each."""
    assert 3 * MAX_BYTES + 50_000 < MAX_BODY_BYTES
