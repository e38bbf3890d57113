"""The text of a file, YAML or JSON: its entries and their lines, and what is no file of lessons."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.guides.lessons.document import MAX_BYTES, MAX_DEPTH, Entry, LineError, read


def refused(data: bytes | str) -> tuple[int, str]:
    with pytest.raises(LineError) as caught:
        read(data.encode() if isinstance(data, str) else data)
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return caught.value.line, caught.value.message.code


def at(entry: Entry, *path: str | int) -> Entry:
    for name in path:
        entry = entry.value[name]  # type: ignore[index,call-overload]
    return entry


def test_every_entry_has_its_line():
    text = "title: a\nsteps:\n  - text: |\n      one\n      two\n    link:\n      /?w=1\n  - b\n"
    entry = read(text.encode())
    assert at(entry, "title") == Entry(1, "a")
    assert at(entry, "steps", 0, "text") == Entry(3, "one\ntwo\n")
    assert at(entry, "steps", 0, "link") == Entry(6, "/?w=1")
    assert at(entry, "steps", 1) == Entry(8, "b")


def test_json_has_lines_too():
    entry = read(b'{\n\t"title": "a\\u00e9\\/\\ud83d\\ude00",\n\t"steps":\n\t[1, {"x":null}]\n}')
    assert at(entry, "title") == Entry(2, "aé/😀")
    assert at(entry, "steps", 0).line == 4
    assert entry.plain == {"title": "aé/😀", "steps": [1, {"x": None}]}


def test_texts_are_texts_whatever_they_look_like():
    entry = read(b"a: no\nb: 12\nc: 1e3\nd: ~\ne: 2026-11-29\nf: 'yes'\n")
    assert [each.value for each in entry.value.values()] == [
        "no", "12", "1e3", "~", "2026-11-29", "yes",
    ]  # fmt: skip
    assert entry.plain == {"a": False, "b": 12, "c": "1e3", "d": None, "e": "2026-11-29"} | {
        "f": "yes"
    }


@pytest.mark.parametrize(
    "data, line, code",
    [
        ("", 1, "empty"),
        ("# nothing\n", 1, "empty"),
        ("a: 1\nb: [1\n", 3, "syntax"),
        ("a: 1\n b: 2\n", 2, "syntax"),
        ("a: b: c\n", 1, "syntax"),
        ('{"a": 1,,}', 1, "syntax"),
        ("a: 1\na: 2\n", 2, "twice"),
        ("a: 1\n---\nb: 2\n", 2, "one_document"),
        ("[a, b]: 1\n", 1, "name"),
        ("a: 1\nb: !!python/object/apply:os.system [ls]\n", 2, "tag"),
        ("a: !x y\n", 1, "tag"),
        ("a: &x 1\nb: *x\n", 1, "alias"),
        ("a: 1\nb: *x\n", 2, "alias"),
        ("<<: *x\n", 1, "alias"),
        (b"a: 1\nb: \xff\n", 2, "not_utf8"),
        ("a: 1\n\nb: \x00\n", 3, "sign"),
        ('a: "\\0"\n', 1, "sign"),
        ('a: "\\e[2J"\n', 1, "sign"),
        ("a: \ufdd0\n", 1, "sign"),
        ("a:\n" * 2 + "%", 2, "twice"),
        ("%YAML 3.0\n---\na: 1\n", 1, "syntax"),
        (f"a: {'x' * MAX_BYTES}", 1, "too_large"),
        ("a: " + "[" * (MAX_DEPTH + 1), 1, "deep"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_line(data, line, code):
    assert refused(data) == (line, f"lesson.{code}")


def test_a_bomb_is_no_work():
    """Neither of depth, nor of number, nor of aliases: each is stopped where it begins."""
    assert refused("[" * 60_000)[1] == "lesson.deep"
    assert refused("{a: " * 15_000)[1] == "lesson.deep"
    assert refused("- " * 30_000)[1] == "lesson.deep"
    assert refused("[" + "1," * 30_000 + "]")[1] == "lesson.entries"
    assert refused("a: &a [x, x]\n" + "b: [*a, *a]\n" * 9)[1] == "lesson.alias"


def test_marks_of_an_editor_are_no_part_of_the_text():
    assert read(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n").plain == {"a": 1, "b": 2}


values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text('aé ß"\\/:#-', max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab", max_size=3), inner),
    max_leaves=12,
)


@given(values, st.sampled_from([None, 2, "\t"]))
def test_all_json_is_read_as_json_reads_it(value, indent):
    text = json.dumps({"x": value}, indent=indent)
    assert read(text.encode()).plain == {"x": value}


@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_no_file_is_an_error_of_the_program(data):
    try:
        read(data)
    except LineError as error:
        sentence, line = str(error), error.line
    else:
        return
    assert sentence.endswith(".")
    assert line >= 1
