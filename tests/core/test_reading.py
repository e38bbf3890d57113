"""The one reader of JSON files: encodings, limits, and what it refuses in which sentence."""

from __future__ import annotations

import codecs
import json

import pytest

from core import ScenarioError, read_comparison, read_depth, read_descent, read_scenario
from core.reading import MAX_BYTES, MAX_DIGITS, MAX_VALUES, read_entries
from words.numbers import marked

GOOD = {"model": "scalar", "weights": [1.2, 0.3], "target": 1.0}


def refusal(data: bytes) -> str:
    with pytest.raises(ScenarioError) as refused:
        read_entries(data)
    return str(refused.value)


@pytest.mark.parametrize("mark", [True, False], ids=["marked", "bare"])
@pytest.mark.parametrize(
    "encoding, mark_of",
    [
        ("utf-8", codecs.BOM_UTF8),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
        ("utf-32-le", codecs.BOM_UTF32_LE),
        ("utf-32-be", codecs.BOM_UTF32_BE),
    ],
)
def test_every_encoding_of_json(encoding: str, mark_of: bytes, mark: bool) -> None:
    data = json.dumps(GOOD | {"gamma": "true"}).encode(encoding)
    assert read_scenario(mark_of * mark + data) == read_scenario(json.dumps(GOOD).encode())
    assert read_entries(mark_of * mark + '{"é": "ü€𝄞"}'.encode(encoding)) == {"é": "ü€𝄞"}


@pytest.mark.parametrize(
    "data, sentence",
    [
        (b"", "scenario: is empty."),
        (b" \r\n\t", "scenario: is empty."),
        (codecs.BOM_UTF8, "scenario: is empty."),
        (codecs.BOM_UTF16_LE, "scenario: is empty."),
        (b'{"a": "\xe9"}', "scenario: is not text in UTF-8, UTF-16 or UTF-32."),
        (codecs.BOM_UTF16_LE + b"{", "scenario: is not text in UTF-8, UTF-16 or UTF-32."),
        (b'"\x00\x00\xd8"\x00', "scenario: is not text in UTF-8, UTF-16 or UTF-32."),
        (b"[" * 200_000, "scenario: is nested too deeply."),
        (b'{"a":' * 200_000, "scenario: is nested too deeply."),
        (b'{"a": {"b": 1, "c": 2, "b": 3}}', "b: is given twice."),
        (b"[-" + b"7" * 501, "scenario: has a whole number of 501 digits; 500 are the limit."),
    ],
)  # fmt: skip
def test_what_is_refused(data: bytes, sentence: str) -> None:
    assert refusal(data) == sentence


@pytest.mark.parametrize("data", [b"\0\0\0\0", b'{"a\0": 1}', b"{", b"1 2", b"nan", b"{'a': 1}"])
def test_what_is_no_json(data: bytes) -> None:
    sentence = refusal(data)
    assert sentence.startswith("scenario: is not valid JSON (")
    assert sentence.endswith(").")
    assert sentence.isprintable()


def test_numbers_of_many_digits() -> None:
    """A whole number up to the limit is exact; a million digits are refused at once."""
    digits = "7" * MAX_DIGITS
    assert read_entries(f"[{digits}, -{digits}]".encode()) == [int(digits), -int(digits)]
    assert "1\u202f000\u202f000 digits" in refusal(b"1" * 1_000_000)
    assert read_entries(b"1." + b"1" * 1_000_000) == 1.1111111111111112


def test_the_largest_file() -> None:
    least = b"[]".ljust(MAX_BYTES)
    assert read_entries(least) == []
    most = marked(str(MAX_BYTES))
    assert refusal(least + b" ") == f"scenario: has more than {most} bytes, which is the limit."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_the_most_values(encoding: str) -> None:
    """Counted before anything is made of them: empty lists are the dearest."""
    most = "[" + "[]," * (MAX_VALUES // 2 - 1) + "1]"
    assert most.count("[") + most.count(",") == MAX_VALUES - 1
    assert "is not valid JSON" in refusal((most + "x").encode(encoding))  # it is read
    more = most.replace("1]", "[],1]").encode(encoding)
    most = marked(str(MAX_VALUES))
    assert refusal(more) == f"scenario: holds more than {most} values, which is the limit."


def test_many_entries() -> None:
    """One search of all names for each name took a minute here: see --durations."""
    names = [f"k{index}" for index in range(100_000)]
    data = "{" + ",".join(f'"{name}":1' for name in [*names, names[-1]]) + "}"
    assert refusal(data.encode()) == "k99999: is given twice."


@pytest.mark.parametrize("value", ["null", "true", "false"])
def test_a_refused_value_is_told_as_it_stands_in_the_file(value: str) -> None:
    with pytest.raises(ScenarioError, match=rf"must be a number, not {value}\.$"):
        read_scenario(f'{{"model": "scalar", "weights": [{value}], "target": 1}}'.encode())
    with pytest.raises(ScenarioError, match=rf'must be "scalar" or "matrix", not {value}\.$'):
        read_scenario(f'{{"model": {value}}}'.encode())


def test_a_saved_run_is_read_as_the_scenario_that_it_was() -> None:
    """What came out of it, and which page showed it, is no part of the recipe, by any reader."""
    notes = {"answer": {"loss": [1.0]}, "page": {"topic": "scalar"}}
    networks = [{"name": "a", "kind": "balanced", "n": 1, "m": 1, "widths": [2],
                 "singular_values": [1]}]  # fmt: skip
    recipes = {
        read_scenario: GOOD,
        read_descent: GOOD | {"step": 0.1, "steps": 3},
        read_comparison: {"target": [[1]], "initializations": networks},
        read_depth: {"depth": 3, "step_fraction": 0.5, "steps": 3},
    }
    for read, recipe in recipes.items():
        plain, saved = (json.dumps(entries).encode() for entries in (recipe, recipe | notes))
        assert read(saved) == read(plain)
    with pytest.raises(ScenarioError) as refused:
        read_scenario(json.dumps(GOOD | {"notes": 1}).encode())
    assert refused.value.field == "notes"
