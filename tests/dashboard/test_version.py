"""A page can tell that its server has become another program."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dashboard.environment import Settings
from dashboard.factory import create_app
from dashboard.version import HEADER, version


def test_page_and_answers_name_the_same_version() -> None:
    client = create_app(Settings(slow_processes=0)).server.test_client()
    page = client.get("/")
    (written,) = re.findall(r'<html [^>]*data-version="(\w+)">', page.text)
    answers = [
        page,
        client.post("/api/scalar", data={"state": "w=1,2&y=1"}),
        client.get("/healthz"),
    ]
    assert {answer.headers[HEADER] for answer in answers} == {written} == {version()}


@pytest.mark.parametrize("change", ["content", "name", "more"])
def test_another_program_is_another_version(tmp_path: Path, change: str) -> None:
    """Whichever file of it changes; what is no part of it does not count."""
    (tmp_path / "assets").mkdir()
    script = tmp_path / "assets" / "page.js"
    script.write_text("1")
    before = version(tmp_path)
    version.cache_clear()
    (tmp_path / "assets" / "page.pyc").write_text("x")
    assert version(tmp_path) == before
    version.cache_clear()
    if change == "content":
        script.write_text("2")
    elif change == "name":
        script.rename(tmp_path / "assets" / "other.js")
    else:
        (tmp_path / "assets" / "more.css").write_text("")
    assert version(tmp_path) != before
    version.cache_clear()
