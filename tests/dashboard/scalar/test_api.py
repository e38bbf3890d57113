"""The one route behind the page: state in, picture out, and no input that it cannot answer."""

from __future__ import annotations

import json
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import solve
from dashboard.environment import Settings
from dashboard.factory import create_app
from dashboard.scalar import callbacks as scalar
from dashboard.scalar.controls import read
from tests.dashboard.scalar import cases
from tests.dashboard.scalar.test_controls import REFUSED, UNKNOWN

PATH = "/api/scalar"


@pytest.fixture
def client() -> FlaskClient:
    """A fresh app with an empty cache."""
    return create_app(Settings(slow_processes=0), warm=False).server.test_client()


@pytest.fixture(scope="module")
def shared() -> FlaskClient:
    return create_app(Settings(slow_processes=0)).server.test_client()


def ask(client: FlaskClient, state: str | None = None, drawn: str = "", path: str = PATH) -> Any:
    query = {"drawn": drawn} if state is None else {"state": state, "drawn": drawn}
    return client.get(path, query_string=query)


def assert_refused(response: Any) -> dict[str, str]:
    """A refusal is an answer like any other: status 200, a control and a sentence."""
    assert response.status_code == 200
    assert response.mimetype == "application/json"
    assert response.json.keys() == {"error"}
    error = response.json["error"]
    assert error.keys() == {"control", "sentence"}
    assert error["sentence"].endswith(".")
    assert "Traceback" not in response.text
    return error


@pytest.mark.parametrize("query", cases.ALL.values(), ids=cases.ALL.keys())
def test_state_in_picture_out(shared: FlaskClient, query: str) -> None:
    response = ask(shared, query)
    assert response.status_code == 200
    assert response.mimetype == "application/json"
    answer = response.json
    assert answer["quantities"]["alpha_star"]["value"] == solve(read(query).scenario).alpha_star
    assert len(answer["graphs"]) == 4
    assert all("style" in graph for graph in answer["graphs"].values())


def test_no_state_is_the_default(shared: FlaskClient) -> None:
    answers = [shared.get(PATH), ask(shared), ask(shared, ""), ask(shared, "w=0.9,0.4&y=1")]
    assert len({answer.data for answer in answers}) == 1


def test_what_is_drawn_is_not_sent_again(shared: FlaskClient) -> None:
    kinds = "|".join(graph["kind"] for graph in ask(shared, "w=1,2&y=1").json["graphs"].values())
    again = ask(shared, "w=1.1,2&y=1", kinds).json
    assert not any("style" in graph for graph in again["graphs"].values())


@pytest.mark.parametrize("query, control", REFUSED, ids=[query[:40] for query, _ in REFUSED])
def test_refusals_are_answers(shared: FlaskClient, query: str, control: str) -> None:
    assert assert_refused(ask(shared, query))["control"] == control


@pytest.mark.parametrize("letter", ["1", "é", "\x00", " ", "&", "w=1&", "😀"])
def test_ten_thousand_characters(shared: FlaskClient, letter: str) -> None:
    error = assert_refused(ask(shared, letter * 10_000))
    assert len(error["sentence"]) < 200


@pytest.mark.parametrize(
    "raw",
    [
        "state=w%3D%ff%ff,1",
        "state=w%3D1%00,2",
        "state=w%3D..%2F..%2Fetc%2Fpasswd",
        "state=w%3D1%0D%0ASet-Cookie:%20a%3Db",
        "state=w%3D%3Cscript%3Ealert(1)%3C/script%3E",
    ],
)
def test_garbage(shared: FlaskClient, raw: str) -> None:
    response = shared.get(f"{PATH}?{raw}")
    assert_refused(response)
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize(
    "raw",
    [*UNKNOWN, "\0\1\2\xff\xfe", "\ufffd", "%%%zz", "__proto__=1", "constructor=1&toString=2"],
)
def test_garbage_for_a_name_leaves_the_rest(shared: FlaskClient, raw: str) -> None:
    answer = ask(shared, f"y=2&{raw}").json
    assert answer["query"].endswith("&y=2")
    assert answer["complaint"]["control"] == ""
    assert answer["complaint"]["sentence"].endswith("unknown to this page.")


def test_garbage_about_what_is_drawn_does_no_harm(shared: FlaskClient) -> None:
    plain = ask(shared, "w=1,2&y=1")
    for drawn in ("\x00\xff", "|" * 5_000, "😀", "<script>"):
        assert ask(shared, "w=1,2&y=1", drawn).json == plain.json


def test_repeated_parameters_of_the_route(shared: FlaskClient) -> None:
    """The first one counts, as everywhere in Flask; twice inside the state is refused."""
    assert shared.get(f"{PATH}?state=w%3D1&state=w%3D2").json["controls"]["values"]["w1"] == 1.0
    assert assert_refused(ask(shared, "w=1&w=1"))["control"] == "w"


letters = st.text(st.characters(exclude_categories=["Cs"]))  # what UTF-8 can carry


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(state=letters, drawn=letters)
def test_any_text_is_answered(shared: FlaskClient, state: str, drawn: str) -> None:
    response = ask(shared, state, drawn)
    assert response.status_code == 200
    assert response.json.keys() & {"error", "query"}


@pytest.mark.parametrize(
    "query",
    [
        "w=1e150,1e-150&y=1e150",
        "w=1e75,1e75&y=-1e150",
        "w=1e-75,1e-75&y=1e150",
        "d=1e150,-1e150&p=1e-150&y=1",
        "w=1e150&y=-1e150&T=1e100",
        f"w={','.join(['30'] * 64)}&y=1",
        f"w={','.join(['0.03'] * 64)}&y=1e150",
    ],
)
def test_the_edges_of_double_precision(shared: FlaskClient, query: str) -> None:
    response = ask(shared, query)
    assert response.status_code == 200
    if "error" in response.json:
        assert_refused(response)


def test_a_state_may_come_in_the_body(shared: FlaskClient) -> None:
    """An address has a length that servers refuse; the page asks this way."""
    state = {"state": "w=1.2,0.3&y=1", "drawn": ""}
    assert shared.post(PATH, data=state).data == ask(shared, state["state"]).data


def test_only_asking_is_allowed(shared: FlaskClient) -> None:
    assert shared.put(PATH).status_code == 405
    assert shared.delete(PATH).status_code == 405
    assert shared.get(f"{PATH}/x").status_code in (200, 404)


# ---- cache --------------------------------------------------------------------------------------


def test_the_same_question_is_computed_once(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []
    compute = scalar.scalar_answer
    monkeypatch.setattr(
        scalar, "scalar_answer", lambda *question: calls.append(question) or compute(*question)
    )
    first, second = ask(client, "w=0.3,2&y=1"), ask(client, "w=0.3,2&y=1")
    assert first.data == second.data
    assert len(calls) == 1
    assert ask(client, "w=0.3,2&y=2").data != first.data
    assert ask(client, "w=0.3,2&y=1", "rate").data != first.data
    assert len(calls) == 3


@pytest.mark.parametrize("separator", [" ", "|", "\n", "\x00", "'", '"', "&drawn=", "', '"])
def test_no_question_gets_the_answer_to_another(client: FlaskClient, separator: str) -> None:
    """A key that only glues its parts together is the same for two different questions."""
    state, drawn = "w=0.3,2&y=1", f"loss{separator}lower"
    ask(client, f"{state}{separator}loss", "lower")  # refused, and the refusal is kept
    assert "quantities" in ask(client, state, drawn).json


def test_a_refusal_is_the_same_the_second_time(client: FlaskClient) -> None:
    assert ask(client, "w=x").data == ask(client, "w=x").data
    assert_refused(ask(client, "w=x"))


# ---- elsewhere ----------------------------------------------------------------------------------


@pytest.mark.parametrize("query", ["w=0.7,0.8,1.2,0.9&y=1", "d=1&p=-2&y=1&show=progressive,lower"])
def test_any_worker_gives_the_same_answer(server_url: str, client: FlaskClient, query: str) -> None:
    """New connections reach all workers of the real server; this process is one more."""
    address = f"{server_url}{PATH}?{urllib.parse.urlencode({'state': query, 'drawn': ''})}"

    def fetch(_: int) -> bytes:
        with urllib.request.urlopen(address, timeout=30) as answer:
            return answer.read()

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(fetch, range(32)))
    assert answers == {ask(client, query).data}


def test_below_a_path_prefix(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DASH_URL_BASE_PATHNAME", "/x/")
    client = create_app().server.test_client()
    assert ask(client, "w=1,2&y=1", path=f"/x{PATH}").json["query"] == "w=1,2&y=1"
    response = client.get(PATH)
    assert response.status_code == 404
    assert _requests_prefix(client.get("/x/").text) == "/x/"


def test_below_a_prefix_that_a_proxy_strips(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DASH_REQUESTS_PATHNAME_PREFIX", "/x/")
    client = create_app().server.test_client()
    assert ask(client, "w=1,2&y=1").json["query"] == "w=1,2&y=1"
    assert _requests_prefix(client.get("/").text) == "/x/"  # what the page's JavaScript reads


def _requests_prefix(html: str) -> str:
    text = html.split('id="_dash-config"', 1)[1].split(">", 1)[1].split("</script>", 1)[0]
    return json.loads(text)["requests_pathname_prefix"]
