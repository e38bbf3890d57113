"""The run as files, the code of a link: what is right is sent, what is not gets a sentence."""

from __future__ import annotations

import csv
import io
import json
from xml.etree import ElementTree

import numpy as np
import pytest
from flask.testing import FlaskClient

from dashboard.parts.taking.code import MOST
from tests.dashboard.parts.taking.test_programs import STATES, answer, array

TABLES = {"scalar": ("",), "matrix": ("",), "regimes": ("", "widths"), "depth": ("", "depths")}
each_topic = pytest.mark.parametrize("topic", TABLES)


def rows(client: FlaskClient, topic: str, query: str, table: str = "") -> dict[str, list[str]]:
    asked = {"state": query, **({"table": table} if table else {})}
    response = client.get(f"/api/{topic}/run.csv", query_string=asked)
    assert response.status_code == 200, response.text
    assert response.content_type == "text/csv; charset=utf-8"
    names, *lines = list(csv.reader(io.StringIO(response.text)))
    return dict(zip(names, zip(*lines, strict=True), strict=True))


def test_columns_are_the_pages_numbers_to_the_last_digit(client: FlaskClient) -> None:
    for topic, query in STATES:
        said, columns = answer(client, topic, query), rows(client, topic, query)
        loss = "NTK_loss" if topic == "regimes" else "loss"
        assert np.array_equal(np.array(columns[loss], float), array(said, "loss"))
        assert np.array_equal(np.array(columns["time"], float), array(said, "times"))


@each_topic
def test_every_table_is_there(client: FlaskClient, topic: str) -> None:
    for table in TABLES[topic]:
        columns = rows(client, topic, "", table)
        assert len(columns) > 3
        assert len({*map(len, columns.values())}) == 1


@each_topic
def test_names_of_files_say_what_they_hold(client: FlaskClient, topic: str) -> None:
    response = client.get(f"/api/{topic}/run.json", query_string={"state": ""})
    name = response.headers["Content-Disposition"]
    assert name.startswith(f'attachment; filename="{topic}')
    assert name.endswith('.json"')
    saved = json.loads(response.data)
    assert saved["page"]["topic"] == topic
    assert saved["answer"]["model"] == saved["model"]


def test_a_name_is_made_of_harmless_letters(client: FlaskClient) -> None:
    """Whatever somebody called his file."""
    recipe = {
        "model": "matrix", "weights": [[[0.5]], [[0.5]]],
        "objective": {"kind": "squared", "target": [[1]]},
    }  # fmt: skip
    for given in ('a"b\r\nX: y', "../../x", "ü%00", "a" * 99):
        response = client.post(
            "/api/matrix/run.csv",
            data={"state": f"file={given}".replace("%", "%25"), "file": json.dumps(recipe)},
        )
        name = response.headers["Content-Disposition"].split("filename=")[1]
        assert set(name.strip('"')) <= set("abcdefghijklmnopqrstuvwxyzABCDEFX0123456789_.-,")
        assert len(name) < 100


@each_topic
@pytest.mark.parametrize("file", ["run.csv", "run.json"])
def test_a_bad_state_is_a_sentence(client: FlaskClient, topic: str, file: str) -> None:
    for query in ("y=x&L=x", "L=99&w=&n=x&p=x", "at=7", "%%%=1&" * 3000):
        response = client.get(f"/api/{topic}/{file}", query_string={"state": query})
        if response.status_code != 200:  # an entry that this page does not know is passed over
            assert response.status_code == 400
            assert response.text.strip().endswith(".")
            assert "Traceback" not in response.text
        told = client.post(f"/api/{topic}/take", data={"state": query}).json
        assert (response.status_code == 400) == ("error" in told)


def test_a_table_that_is_not_there_is_a_sentence(client: FlaskClient) -> None:
    response = client.get("/api/scalar/run.csv", query_string={"state": "", "table": "widths"})
    assert response.status_code == 400
    assert "widths" in response.text


def test_the_code_is_the_links(client: FlaskClient) -> None:
    """A picture of squares, the same for the same link, which any cache may keep."""
    link = "http://host:8050/?w=0.9,0.4&y=1"
    response = client.get("/api/code.svg", query_string={"link": link})
    assert response.content_type.startswith("image/svg+xml")
    assert "public" in response.headers["Cache-Control"]
    root = ElementTree.fromstring(response.data)
    assert root.tag.endswith("svg")
    assert "viewBox" in root.attrib
    other = client.get("/api/code.svg", query_string={"link": link + "0"})
    assert other.data != response.data
    longest = "https://h/?w=" + "1" * (MOST - 13)
    assert client.get("/api/code.svg", query_string={"link": longest}).status_code == 200


@pytest.mark.parametrize("link", ["", "javascript:alert(1)", "x" * 99, "https://h/?" + "1" * MOST])
def test_no_code_of_what_is_no_link(client: FlaskClient, link: str) -> None:
    response = client.get("/api/code.svg", query_string={"link": link})
    assert response.status_code == 400
    assert str(MOST) in response.text
