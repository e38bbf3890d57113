"""What a person may set on the matrix page, and the scenario it stands for."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core import MatrixScenario
from dashboard.matrix.controls import (
    CURVES,
    ENTRIES,
    MAX_NAME,
    MAX_WEIGHTS,
    MatrixState,
    read,
    scenario,
    write,
)
from dashboard.matrix.presets import PRESETS as MATRIX
from dashboard.parts.entries import Entry, label
from dashboard.parts.query import MAX_QUERY, ControlError
from words import say

BY_NAME = {entry.name: entry for entry in ENTRIES}
NUMBERS = [entry.name for entry in ENTRIES if not entry.options]
DEFAULT = read("")


def allowed(entry: Entry) -> st.SearchStrategy[Any]:
    """Every value that a link may give to an entry, its ends more often."""
    if entry.options:
        return st.sampled_from(entry.options)
    if entry.whole:
        return st.sampled_from([int(entry.least), int(entry.most)]) | st.integers(
            int(entry.least), int(entry.most)
        )
    return st.floats(entry.least, entry.most).map(lambda value: value + 0.0)  # no -0


@st.composite
def states(draw: st.DrawFn) -> MatrixState:
    shown = draw(st.sets(st.sampled_from(CURVES)))
    file = draw(st.just("") | st.text(min_size=1, max_size=MAX_NAME))
    return MatrixState(
        values=DEFAULT.values
        if file
        else tuple((entry.name, draw(allowed(entry))) for entry in ENTRIES),
        horizon=draw(st.none() | st.floats(1e-100, 1e100)),
        envelopes=tuple(name for name in CURVES if name in shown),
        at=draw(st.floats(0.0, 1.0)),
        file=file.strip(),
    )


# ---- there and back -----------------------------------------------------------------------------


@given(states())
@example(DEFAULT)
def test_a_state_survives_its_link(state: MatrixState) -> None:
    query = write(state)
    assert read(query) == state
    assert write(read(query)) == query


@given(states())
def test_a_link_needs_no_escapes_and_fits(state: MatrixState) -> None:
    query = write(state)
    assert query.isascii()
    if not state.file:
        assert set(query) <= set("abcdefghijklmnopqrstuvwxyzTL0123456789=&,.-")
    assert len(query) <= MAX_QUERY


@pytest.mark.parametrize(
    "written, canonical",
    [
        ("", ""),
        ("L=2&n=3&m=3&h=64&init=gaussian&seed=1", ""),
        ("f=squared&target=near&r=0.5&e=0.50&show=progressive,ntk&at=0", ""),
        ("m=2&n=2&L=3", "L=3&n=2&m=2"),
        ("h=1e9", "h=1000000000"),
        ("h=64.0&scale=+2", "scale=2"),
        ("show=ntk,progressive,ntk,", ""),
        ("show=", "show="),
        ("T=1e20&at=0.25", "T=1e20&at=0.25"),
        ("d=-0&r=-0.0", "d=0&r=0"),
        ("n=%202%20&utm_source=mail&fbclid=x", "n=2"),
    ],
)
def test_what_a_person_writes_has_one_canonical_form(written: str, canonical: str) -> None:
    assert read(written) == read(canonical)
    assert write(read(written)) == canonical


@given(states(), st.sampled_from(ENTRIES))
def test_what_does_not_matter_here_is_kept(state: MatrixState, entry: Entry) -> None:
    """Controls that are hidden keep their values in the link, and change no scenario."""
    if entry.name in state.needed():
        return
    values = dict(state.values) | {entry.name: entry.default}
    other = replace(state, values=tuple(values.items()))
    assert _made(state) == _made(other)


# ---- refusals -----------------------------------------------------------------------------------

NO_NUMBERS = ["x", "nan", "inf", "-inf", "1e999", "", "0x10", "1_0", "١", "1 2", "1,2,3"]
BEYOND = {
    "L": ["0", "-1", "33", "2.5", "1e30"],
    "n": ["0", "-3", "65", "1.5", "10000"],
    "m": ["0", "65", "2.5"],
    "h": ["0", "-1", "1000000001", "1.5", "1e300"],
    "scale": ["0", "-1", "1e-7", "1e7"],
    "e": ["-4.1", "4.1"],
    "d": ["-101", "101"],
    "seed": ["-1", "4294967295", "4294967296", "0.5", "1e20"],
    "r": ["-0.1", "1e5"],
    "s": ["-1", "1e5"],
    "z": ["-1", "0.5", "16"],
    "kappa": ["0", "0.99", "-1", "1e9"],
    "noise": ["-1", "1e5"],
    "ridge": ["0", "-1", "1e-9", "1e5"],
}
REFUSED = [
    *((f"{name}={bad}", name) for name in NUMBERS for bad in NO_NUMBERS),
    *((f"{name}={bad}", name) for name, values in BEYOND.items() for bad in values),
    *(
        (f"{name}={bad}", name)
        for name in ("init", "f", "target")
        for bad in ["", "Gaussian", "gaussian,balanced", "none", "1"]
    ),
    *((f"T={bad}", "T") for bad in [*NO_NUMBERS, "0", "-1", "1e101", "1e-101"]),
    *((f"at={bad}", "at") for bad in ["x", "nan", "", "-0.1", "1.1"]),
    *((f"show={bad}", "show") for bad in ["lower", "NTK", "progressive;ntk"]),
    *((f"{name}={value}&{name}={value}", name) for name, value in DEFAULT.values),
    *((f"{name}=1&{name}=1", name) for name in ("T", "at", "show")),
    ("seed=" + "1" * MAX_QUERY, ""),
    ("weights=" + "1," * 5_000, ""),
]
#: Entries that the page does not know: the rest opens.
UNKNOWN = [
    (query, "") for query in ("w=1,2", "l=2", "width=2", "=1", "n=2&<script>alert(1)</script>=1")
]
#: Good entries that do not fit each other.
UNFIT = [
    ("f=logistic", "m"),
    ("f=logistic&m=3", "m"),
    ("f=logistic&m=2&init=spectral", "m"),
    ("init=homogeneous&n=3&m=2", "m"),
    ("init=homogeneous&n=3&m=1&f=logistic", "m"),
    ("init=lambda&L=3", "L"),
    ("init=lambda&L=1", "L"),
    ("target=drawn&z=3", "z"),
    ("f=regression&target=drawn&n=2&m=5&z=2", "z"),
    ("init=balanced&h=2", "h"),
    ("init=spectral&h=1", "h"),
    ("init=balanced&h=4097", "h"),
    ("init=imbalance&h=1000000000", "h"),
    ("L=3&h=1000000000", "h"),
    ("L=3&h=10000", "h"),
    ("L=3&n=6&m=6&h=1000", "h"),
    ("L=3&n=8&m=8&h=4", "n"),
    ("L=32&h=60", "h"),
]


def assert_sentence(error: ControlError, control: str) -> None:
    sentence = str(error)
    assert error.control == control
    assert sentence.endswith(".")
    assert sentence.replace("\u202f", " ").isprintable()  # the space in 30 000
    assert len(sentence) < 200
    if control:
        assert sentence.startswith(say(label("matrix", control))), sentence


@pytest.mark.parametrize("query, control", [*REFUSED, *UNKNOWN], ids=lambda part: part[:40] or "-")
def test_a_refusal_names_the_control(query: str, control: str) -> None:
    with pytest.raises(ControlError) as caught:
        read(query)
    assert_sentence(caught.value, control)


@pytest.mark.parametrize("query, control", UNFIT, ids=[query for query, _ in UNFIT])
def test_what_does_not_fit_is_said_beside_one_of_them(query: str, control: str) -> None:
    state = read(query)  # each of them alone is fine, and the page keeps it
    with pytest.raises(ControlError) as caught:
        scenario(state)
    assert_sentence(caught.value, control)


@pytest.mark.parametrize(
    "query",
    ["n=10000&m=10000", "L=3&h=10000", "L=32&h=1000000000", "L=4&n=64&m=64&h=1000000"],
)
def test_too_much_work_is_refused_before_any(query: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A 10 000 x 10 000 weight in a link: nothing is drawn, nothing allocated."""

    def drawn(*_: object) -> None:
        pytest.fail("numbers were drawn")

    monkeypatch.setattr(np.random, "default_rng", drawn)
    with pytest.raises(ControlError):
        scenario(read(query))


@given(st.text() | st.text("Lnmhinitfseedrk=&,0123456789.-+e").map(str))
def test_any_text_is_a_state_or_a_sentence(query: str) -> None:
    try:
        state = read(query)
    except ControlError:
        return
    assert read(write(state)) == state


def _made(state: MatrixState) -> MatrixScenario | str:
    try:
        return scenario(state)
    except ControlError as error:
        return f"{error.control}: {error}"


@given(states())
def test_any_state_is_a_scenario_or_a_sentence(state: MatrixState) -> None:
    """And never more weights than the page can follow."""
    made = _made(state)
    if isinstance(made, str):
        assert made.endswith(".")
        return
    sides = made.sides
    assert sides == (state["n"], *made.initialization.widths, state["m"])
    if len(sides) != 3:
        assert sum(a * b for a, b in itertools.pairwise(sides)) <= MAX_WEIGHTS


@pytest.mark.parametrize("preset", MATRIX, ids=lambda preset: preset.name)
def test_presets_are_canonical(preset: Any) -> None:
    assert write(read(preset.query)) == preset.query
