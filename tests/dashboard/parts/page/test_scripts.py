"""Our JavaScript and style sheets: no words, no other host, no absolute path, and short."""

from __future__ import annotations

import json
import re

import dash
import pytest
from dash.development.base_component import Component

from dashboard.factory import ASSETS
from dashboard.parts.page.ids import Player
from dashboard.parts.page.native import (
    Choice,
    FileControl,
    NumberControl,
    Prose,
    Quoted,
    Range,
    RunName,
    Select,
)
from tests.dashboard.parts.pages import SCRIPTS, each_page
from words import FOLDER, catalogue

SHEETS = {path.name: path.read_text(encoding="utf-8") for path in sorted(ASSETS.rglob("*.css"))}
_HOST = re.compile(r"(?:(?:https?|wss?):)?//(?!www\.w3\.org/)[\w-]+(?:\.[\w-]+)+")


def test_our_components_are_drawn_by_functions_of_their_names() -> None:
    kinds = [NumberControl, FileControl, Choice, Select, Range, Prose, Quoted, RunName]
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


#: What browsers call keys.
KEYS = {"Escape", "Enter"}


def test_scripts_hold_no_words() -> None:
    """What is shown or said comes from Python: a text in a script names something."""
    quoted = re.compile(r"""(["'`])((?:(?!\1).)*)\1""")
    sentence = re.compile(r"^[A-Z][a-z]+( |$)|[a-z] [a-z]+ [a-z]|[^\x00-\x7f−·×∞⁻⁰¹²³⁴⁵⁶⁷⁸⁹]")
    for file, script in SCRIPTS.items():
        texts = [found[2] for found in quoted.finditer(_code(script)) if found[2] not in KEYS]
        assert [text for text in texts if sentence.search(text)] == [], file


def _code(script: str) -> str:
    """Without its comments."""
    return re.sub(r"/\*.*?\*/|(?<![:\w])//[^\n]*", "", script, flags=re.DOTALL)


def test_no_script_makes_a_control_or_holds_an_option() -> None:
    """Option texts live in Python alone; what scripts make belongs to plots."""
    made = [
        (file, line)
        for file, text in SCRIPTS.items()
        for line in re.findall("createElement.*", text)
    ]
    assert {file for file, _ in made} <= {
        "native.js", "plots/cursors.js", "plots/handles.js", "plots/labels.js", "plots/network.js",
        "plots/saving.js", "plots/space.js", "plots/ticks.js", "stage/zones.js",
        "topics/guides/marks.js",
    }  # fmt: skip
    texts = {
        text
        for file in FOLDER.glob("*.toml")
        for code, text in catalogue(file.stem).items()
        if code.startswith(("entry.", "option.")) and " " in text
    }
    assert len(texts) > 20
    for file, script in SCRIPTS.items():
        assert [text for text in texts if text in _code(script)] == [], file


def test_the_scripts_stay_small() -> None:
    """JavaScript does what speed and fingers need: one idea a file, and no more than this of it."""
    assert sum(len(text.splitlines()) for text in SCRIPTS.values()) <= 5700
    assert max(len(text.splitlines()) for text in SCRIPTS.values()) <= 300
    longest = max(len(line) for text in SCRIPTS.values() for line in text.splitlines())
    assert longest <= 120


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


def test_assets_speak_of_no_absolute_path() -> None:
    """Below a path prefix "/api" is somebody else's."""
    for file, text in SCRIPTS.items():
        assert not re.search(r"""fetch\(\s*["'`]/""", text), file
        assert not re.search(r"""["'`]/(?:api|assets|_dash)""", text), file
    for file, text in SHEETS.items():
        assert not re.search(r"url\(\s*[\"']?/", text), file
