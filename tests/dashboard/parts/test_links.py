"""Links that mail and chat have decorated, and entries that nobody knows."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from dashboard.depth.controls import read as read_depth
from dashboard.environment import Settings
from dashboard.factory import create_app
from dashboard.matrix.controls import read as read_matrix
from dashboard.parts.links import pairs_of
from dashboard.parts.query import ControlError, UnknownEntryError, entries_of
from dashboard.regimes.controls import read as read_regimes
from dashboard.scalar.controls import read, write

TRACKED = (
    "_gl=1*abc*_ga*x", "mc_cid=1a", "mc_eid=2b", "msclkid=3", "gbraid=4", "wbraid=5", "igshid=6",
    "igsh=7", "si=8", "ref=home", "twclid=9", "ttclid=10", "yclid=11", "_hsenc=p2A", "_hsmi=12",
    "utm_source=mail", "utm_campaign=x", "fbclid=13", "gclid=14", "_ga=2.1", "dclid=15",
    "li_fat_id=16", "srsltid=17", "mkt_tok=18", "GCLID=19", "ref_src=twsrc",
)  # fmt: skip


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    client: FlaskClient = create_app(Settings(slow_processes=0)).server.test_client()
    return client


@pytest.mark.parametrize("added", TRACKED)
def test_what_was_added_on_the_way_is_dropped(added: str) -> None:
    plain = read("w=1,2&y=3")
    assert read(f"w=1,2&y=3&{added}") == plain
    assert read(f"{added}&w=1,2&y=3") == plain
    assert read(f"w=1,2&amp;{added}&amp;y=3") == plain


def test_no_entry_of_a_page_looks_like_something_added() -> None:
    labels = {
        name for page in (read, read_matrix, read_regimes, read_depth) for name in _known(page)
    }
    assert {"w", "L", "seed", "scale", "sort", "spread"} <= labels
    assert dict(pairs_of("&".join(f"{name}=1" for name in labels))) == dict.fromkeys(labels, "1")


def _known(page) -> list[str]:
    return list(page.__globals__["_LABELS"])


@pytest.mark.parametrize(
    "end",
    [")", "]", ">", ").", '"', "'", "”", "’", "»", ".", "!", "?", "…", "*", "`", "%22",
     "%3E", "%E2%80%9D", "&gt;", "&quot;", "&amp;", "&amp;amp;", "%20", "&"],
)  # fmt: skip
@pytest.mark.parametrize("link", ["w=1,2&y=3", "y=3&w=1,2", "w=1,2&y=3&show=", "d=1&p=2&y=-0.5"])
def test_the_end_of_the_sentence_is_no_part_of_the_link(link: str, end: str) -> None:
    assert write(read(link + end)) == write(read(link))


@pytest.mark.parametrize("amp", ["&amp;", "&AMP;", "&amp;amp;", "&&"])
def test_an_ampersand_as_html_has_it(amp: str) -> None:
    assert read(f"w=1,2{amp}y=3{amp}T=4") == read("w=1,2&y=3&T=4")


def test_the_name_of_a_file_ends_as_it_likes() -> None:
    assert read_matrix("file=run%20(1)").file == "run (1)"
    assert read_matrix("file=run%20(1)&amp;utm_source=x").file == "run (1)"


def test_a_list_of_decimal_commas_is_parted_by_semicolons() -> None:
    assert read("w=0,5;−1,25;2&y=0,75") == read("w=0.5,-1.25,2&y=0.75")
    with pytest.raises(ControlError) as caught:
        read("w=0.5,")
    assert caught.value.control == "w2"


def test_an_unknown_entry_leaves_the_rest() -> None:
    with pytest.raises(UnknownEntryError) as caught:
        entries_of("w=1,2&nonsense=3&y=4&more=5", {"w": "Weights", "y": "Target"})
    assert "“nonsense”" in str(caught.value)
    assert caught.value.rest == "w=1,2&y=4"
    # Whatever else is wrong with the names comes first: there is no rest to open.
    with pytest.raises(ControlError) as other:
        entries_of("w=1&w=2&nonsense=3", {"w": "Weights"})
    assert not isinstance(other.value, UnknownEntryError)


@pytest.mark.parametrize(
    "page, query, opened",
    [
        ("scalar", "w=1,2&nonsense=3&y=4", "w=1,2&y=4"),
        ("scalar", "Y=4", "w=0.9,0.4&y=1"),
        ("matrix", "L=3&width=3&n=2&m=2", "L=3&n=2&m=2"),
        ("regimes", "<b>=1&r=0.4", "r=0.4"),
        ("depth", "fam=balanced&=1&L=5&pair=2,3", "fam=balanced&L=5&pair=2,3"),
    ],
)
def test_the_rest_opens_and_the_sentence_comes_along(
    client: FlaskClient, page: str, query: str, opened: str
) -> None:
    for ask in (client.get, client.post):
        given = {"state": query, "drawn": ""}
        answer = ask(
            f"/api/{page}", **{"query_string" if ask == client.get else "data": given}
        ).json
        assert answer["query"] == opened
        assert answer["complaint"]["control"] == ""
        assert "unknown to this page" in answer["complaint"]["sentence"]
        assert answer["graphs"]
    assert "complaint" not in client.get(f"/api/{page}?state=").json


def test_what_is_wrong_with_the_rest_is_said_instead(client: FlaskClient) -> None:
    answer = client.post("/api/scalar", data={"state": "nonsense=1&y=x"}).json
    assert answer["error"]["control"] == "y"


def test_controls_beside_such_a_link_are_answered(client: FlaskClient) -> None:
    controls = (
        '{"depth":"2","y":"−3","p":"1","T":"3","w1":"0,9","w2":"4","from":"weights","gamma":"true",'
        '"automatic":["on"],"show":["lower"],"first":"1","second":"2"}'
    )
    question = {"state": "w=1,2&amp;y=1&nonsense=1", "controls": controls, "moved": "y"}
    assert client.post("/api/scalar", data=question).json["query"] == "w=0.9,4&y=-3"
