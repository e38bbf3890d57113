"""Every id is there once, and whoever looks one up finds it."""

from __future__ import annotations

import json
import re
from collections import Counter

import pytest
from dash.development.base_component import Component

from dashboard.factory import TOPICS
from dashboard.guides.teach.ids import Bar
from dashboard.parts.page.ids import Player, Runs, Shell, Stage, Top
from dashboard.parts.taking.ids import Share
from tests.dashboard.parts.pages import READOUTS, ROOM, SCRIPTS, each_page, ids_of, on_page

ROOMS = {room.__name__: room for room in (Shell, Top, Stage, Player, Runs, *ROOM.values())}
ROOMS |= {"Share": Share}
MEMBERS = [(name, member) for name, room in ROOMS.items() for member in room]


def used_by_scripts() -> set[tuple[str, str]]:
    """(file, id) of everything that JavaScript looks up or sets, templates and guides aside."""
    patterns = [
        r'(?:getElementById|set_props|plotOf|layer)\("([\w-]+)"',
        r'(?:querySelector(?:All)?|closest|matches)(?:\?\.)?\(\s*["\'`]#([\w-]+)',
    ]
    return {
        (file, name)
        for file, text in SCRIPTS.items()
        if not file.startswith("topics/guides/")
        for pattern in patterns
        for name in re.findall(pattern, text)
    }


@each_page
def test_ids_are_unique(pages: dict[str, list[Component]], topic: str) -> None:
    """On a page and the frame round it; only one page is there at a time."""
    names = on_page(pages, topic)
    assert [name for name, count in Counter(names).items() if count > 1] == []


@pytest.mark.parametrize("room", ROOMS)
def test_members_of_a_room_are_unique(room: str) -> None:
    """A StrEnum makes a second name of the same value an alias, without a word."""
    assert len(ROOMS[room].__members__) == len(list(ROOMS[room]))


@pytest.mark.parametrize("room, member", MEMBERS, ids=repr)
def test_every_member_of_ids_is_on_its_page(
    room: str, member: str, pages: dict[str, list[Component]]
) -> None:
    place = "shell" if room == "Share" else room.lower()
    for topic in TOPICS if room in ("Top", "Stage", "Player", "Runs") else [place]:
        assert str(member) in ids_of(pages[topic])


@each_page
def test_every_id_of_the_layout_is_a_member_or_derived_from_one(
    pages: dict[str, list[Component]], topic: str
) -> None:
    """`graph-loss-caption` belongs to graph-loss, `meaning-margin` to the key figure."""
    known = {
        *(str(member) for room in (Shell, Top, Stage, Player, Runs) for member in room),
        *map(str, Share),
        *map(str, Bar),
        *map(str, ROOM[topic]),
        *(f"meaning-{readout.quantity}" for readout in READOUTS[topic]),
    }
    for name in on_page(pages, topic):
        if name.startswith("_pages"):  # Dash's own
            continue
        if name.startswith("{"):  # a control, a row, a figure: of this page
            assert json.loads(name)["page"] == topic
            continue
        if re.fullmatch(r"(tab|panel)-\w+", name):  # of plots
            continue
        assert name in known or name.rsplit("-", 1)[0] in known, name


@pytest.mark.parametrize("file, name", sorted(used_by_scripts()))
def test_ids_that_scripts_look_up_exist(
    file: str, name: str, pages: dict[str, list[Component]]
) -> None:
    """On every page, if the script is every page's; what only one page has is prefixed with it."""
    homes = [topic for topic in TOPICS if name.startswith(f"{topic}-")] or TOPICS
    for topic in homes:
        assert name in {*on_page(pages, topic), "_dash-config"}, file


def test_the_search_for_ids_in_scripts_finds_them() -> None:
    """A test of the test: no page can work without looking these up."""
    assert {"player", "time", "now", "switch", "theme"} <= {name for _, name in used_by_scripts()}
