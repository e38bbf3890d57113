"""All of our scripts, and of our styles, in one file each."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from dashboard.environment import Settings
from dashboard.factory import ASSETS, create_app
from dashboard.serving.bundles import in_order


def files(html: str, kind: str) -> list[str]:
    """Addresses of ours that a page names."""
    named = re.findall(rf'(?:src|href)="(/(?:assets|bundle)/[^"]+?\.{kind})[^"]*"', html)
    return [address for address in named if "plotly" not in address]


@pytest.mark.parametrize("kind", ["css", "js"])
def test_a_page_names_one_that_holds_all_in_the_order_of_dash(
    client: FlaskClient, kind: str
) -> None:
    html = client.get("/").text
    (address,) = files(html, kind)
    text = client.get(address).text
    developed = create_app(Settings(slow_processes=0), warm=False).server.test_client()
    one_by_one = files(developed.get("/").text, kind)
    assert len(one_by_one) > 20
    assert re.findall(r"^/\* (\S+) \*/$", text, re.MULTILINE) == [
        path.removeprefix("/assets/") for path in one_by_one
    ]
    for path in one_by_one:
        assert (ASSETS / path.removeprefix("/assets/")).read_text(encoding="utf-8") in text


def test_what_comes_from_elsewhere_stays_apart(tmp_path: Path) -> None:
    for name in ("b.js", "a/c.js", "a/plotly-1.js", "a.js", "a/x.css", "a-b/c.js", "a/b/c.js"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    found = [path.relative_to(tmp_path).as_posix() for path in in_order(tmp_path, "js")]
    assert found == ["a.js", "b.js", "a/c.js", "a-b/c.js", "a/b/c.js"]


@pytest.mark.parametrize("name", ["x.html", "x", "../app.py", "x.jsx", ".js", ""])
def test_there_are_no_others(client: FlaskClient, name: str) -> None:
    assert client.get(f"/bundle/{name}").status_code == 404
