"""The folder of lessons: what is read, what is not, and the command that checks a file."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from dashboard.environment import Settings
from dashboard.factory import create_app
from dashboard.guides.lessons import shelf, states
from dashboard.guides.lessons.deck import checked
from dashboard.guides.lessons.document import LineError
from dashboard.guides.lessons.folder import MOST_FILES, Folder
from tests.dashboard.guides.lessons.test_own import GOOD, ROOT
from tests.dashboard.parts.pages import ROOM
from words import say

DECK = "title: A lecture\nlinks:\n  - /?w=0.5,0.5\n  - link: /depth?L=5\n    note: Ask.\n"


def said(folder: Folder) -> list[str]:
    return [say(message) for message in folder.wrong]


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "good.yaml").write_text(GOOD)
    return Folder(str(tmp_path)), tmp_path


def test_no_folder_is_no_lessons():
    assert Folder(None).files == ()


def test_lessons_and_decks_are_found_by_name(folder):
    found, path = folder
    (path / "talk.json").write_text('{"title": "T", "links": ["/?w=1,1"]}')
    (path / "notes.txt").write_text("no lesson")
    (path / ".hidden.yaml").write_text("no lesson")
    assert [lesson.name for lesson in found.lessons] == ["good"]
    assert [deck.name for deck in found.decks] == ["talk"]
    assert said(found) == []


def test_a_broken_file_hides_no_good_one(folder):
    found, path = folder
    (path / "bad.yaml").write_text("title: x\n")
    (path / "worse.yaml").write_bytes(b"\xff")
    assert [lesson.name for lesson in found.lessons] == ["good"]
    assert said(found) == [
        "bad.yaml, line 1: lesson lacks steps.",
        "worse.yaml, line 1: this is not written in UTF-8.",
    ]


def test_a_changed_file_is_read_again(folder):
    found, path = folder
    first = found.lessons
    assert found.lessons[0] is first[0]
    (path / "good.yaml").write_text(GOOD.replace("Balance", "Other"))
    assert found.lessons[0].title == {"": "Other"}
    (path / "good.yaml").unlink()
    assert found.lessons == ()


def test_only_files_of_the_folder_are_read(folder, tmp_path_factory):
    found, path = folder
    outside = tmp_path_factory.mktemp("outside") / "secret.yaml"
    outside.write_text(GOOD)
    (path / "away.yaml").symlink_to(outside)
    (path / "here.yaml").symlink_to("good.yaml")
    (path / "round.yaml").symlink_to("round.yaml")
    (path / "sub.yaml").mkdir()
    os.mkfifo(path / "pipe.yaml")
    assert [lesson.name for lesson in found.lessons] == ["good", "here"]
    sentences = said(found)
    assert [sentence.split(",")[0].split(":")[0] for sentence in sentences] == [
        "away.yaml", "pipe.yaml", "round.yaml", "sub.yaml",
    ]  # fmt: skip
    assert sentences[0] == "away.yaml, line 1: this is no file of the folder itself."


def test_names_are_those_of_addresses_and_no_two_are_the_same(folder):
    found, path = folder
    for name in ("My Lesson.yaml", "poster.yaml", "good.json", "ü.yaml"):
        (path / name).write_text(GOOD)
    assert [lesson.name for lesson in found.lessons] == ["good"]
    assert len(said(found)) == 4
    assert "good.yaml: good.json has this name already." in said(found)


def test_of_too_many_files_the_first_are_read(folder):
    found, path = folder
    for number in range(MOST_FILES):
        (path / f"z{number:03}.yaml").write_text("")
    assert len(found.files) == MOST_FILES + 1
    assert (
        said(found)[-1] == f"z{MOST_FILES - 1:03}.yaml: only the first 64 files of the folder "
        "are read."
    )


def test_a_folder_that_has_gone_is_a_sentence(tmp_path):
    assert said(Folder(str(tmp_path / "gone"))) == [
        "gone: cannot be read (No such file or directory)."
    ]


def test_a_deck_goes_on_past_a_link_that_cannot_be_read(folder):
    found, path = folder
    (path / "talk.yaml").write_text(DECK.replace("/?w=0.5,0.5", "/?w=a,b"))
    (deck,) = found.decks
    assert [slide.link for slide in deck.slides] == ["/?w=a,b", "/depth?L=5"]
    assert said(found) == [
        "talk.yaml, line 3: this state cannot be shown. Initial weight w1 must be a number, not "
        "“a”."
    ]


@pytest.mark.parametrize(
    "link, wanted",
    [
        ("https://a.example/lab/?w=1,1&plots=loss&present=1", "/?w=1,1&y=1&plots=loss"),
        ("/matrix?tab=balance", "/matrix?tab=balance"),
        ("/poster?step=3", "/poster?step=3"),
        ("poster", "/poster"),
        ("/depth", "/depth"),
    ],
)
def test_links_of_a_deck_begin_at_the_root(link, wanted):
    assert checked(link) == wanted


@pytest.mark.parametrize("link", ["", "/x", "ftp://a/poster", "/?w=a", "http://[/", "/" * 9000])
def test_links_that_are_none(link):
    with pytest.raises(LineError):
        checked(link)


@pytest.mark.parametrize("topic", states.PLOTS)
def test_the_plots_are_those_of_the_pages(topic):
    names = {name.removeprefix("graph-") for name in ROOM[topic] if name.startswith("graph-")}
    assert set(states.PLOTS[topic]) == names


# ---- the command --------------------------------------------------------------------------------


def check(*paths: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "dashboard.guides.lessons", *map(str, paths)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_command_says_what_is_wrong(folder):
    _, path = folder
    (path / "bad.yaml").write_text("title: x\nsteps: []\n")
    result = check(path / "good.yaml", path / "bad.yaml", path / "gone.yaml")
    assert result.returncode == 2
    assert result.stdout == "good.yaml: a lesson of one step; nothing is wrong with it.\n"
    assert result.stderr.splitlines() == [
        "bad.yaml, line 2: steps needs 1 to 40 entries, not 0.",
        f"{path / 'gone.yaml'}: cannot be read (No such file or directory).",
    ]


def test_the_command_lets_good_files_pass(folder):
    _, path = folder
    (path / "talk.yaml").write_text(DECK)
    result = check(path / "good.yaml", path / "talk.yaml")
    assert (result.returncode, result.stderr) == (0, "")


# ---- the start of the server --------------------------------------------------------------------


def test_the_app_tells_the_log_and_starts(folder, caplog):
    _, path = folder
    (path / "bad.yaml").write_text("title: x\n")
    app = create_app(Settings(lessons=str(path), slow_processes=0))
    assert [record.getMessage() for record in caplog.records if "yaml" in record.getMessage()] == [
        "bad.yaml, line 1: lesson lacks steps."
    ]
    with app.server.app_context():
        assert [lesson.name for lesson in shelf.folder().lessons] == ["good"]


def test_the_check_of_settings_says_it_too(folder):
    _, path = folder
    (path / "bad.yaml").write_text("title: x\n")
    environ = {name: text for name, text in os.environ.items() if "DEEP_LINEAR" not in name}
    result = subprocess.run(
        [sys.executable, "app.py", "--check"],
        cwd=ROOT,
        env={**environ, "DEEP_LINEAR_LESSONS": str(path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (result.returncode, result.stderr) == (0, "bad.yaml, line 1: lesson lacks steps.\n")
    assert str(path) in result.stdout
