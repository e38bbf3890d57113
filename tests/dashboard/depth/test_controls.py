"""What a person may set on the depth page, and the family and run it stands for."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core import DepthFamily, ScenarioError
from dashboard.depth.controls import ENTRIES, DepthState, control_error, family, read, write
from dashboard.parts.entries import label
from dashboard.parts.query import MAX_QUERY, ControlError
from tests.dashboard.matrix.test_controls import NO_NUMBERS, allowed
from words import say

BY_NAME = {entry.name: entry for entry in ENTRIES}
NUMBERS = [entry.name for entry in ENTRIES if not entry.options]
DEFAULT = read("")


@st.composite
def states(draw: st.DrawFn) -> DepthState:
    values = tuple((entry.name, draw(allowed(entry))) for entry in ENTRIES)
    depth = dict(values)["L"]
    first = draw(st.integers(1, depth))
    second = draw(st.integers(1, depth).filter(lambda layer: layer != first))
    return DepthState(values, (first, second), draw(st.floats(0.0, 1.0)))


@given(states())
@example(DEFAULT)
def test_a_state_survives_its_link(state: DepthState) -> None:
    query = write(state)
    assert read(query) == state
    assert write(read(query)) == query
    assert set(query) <= set("abcdefghijklmnopqrstuvwxyzL0123456789=&,.-_")
    assert len(query) <= MAX_QUERY


@pytest.mark.parametrize(
    "written, canonical",
    [
        ("", ""),
        ("fam=steps&order=first&s=1&p=0.5&y=1.0&L=3&f=0.3&k=40&pair=1,2&at=0", ""),
        ("L=5&s=2", "s=2&L=5"),
        ("k=1e2&f=+2", "f=2&k=100"),
        ("L=4&pair=3,1", "L=4&pair=3,1"),
        ("L=3&pair=1,4", ""),  # a layer that was dropped takes its pair along
        ("net=matrix&n=%203%20&utm_source=mail", "net=matrix&n=3"),
        ("p=-0.0", "p=0"),
    ],
)
def test_what_a_person_writes_has_one_canonical_form(written: str, canonical: str) -> None:
    assert write(read(written)) == canonical
    assert read(written) == read(canonical)


BEYOND = {
    "n": ["0", "9", "1.5"],
    "s": ["0", "-1", "1e4"],
    "spread": ["0", "21"],
    "seed": ["-1", "4294967295", "0.5"],
    "p": ["-1e4", "1001"],
    "y": ["0", "-1", "1e4"],
    "most": ["1", "65", "2.5"],
    "L": ["0", "1", "65", "2.5"],
    "f": ["0", "-1", "1e-5", "101"],
    "k": ["0", "1001", "10.5"],
}
REFUSED = [
    *((f"{name}={bad}", name) for name in NUMBERS for bad in NO_NUMBERS),
    *((f"{name}={bad}", name) for name, values in BEYOND.items() for bad in values),
    *((f"{name}={bad}", name) for name in ("net", "fam", "order") for bad in ["", "None", "a,b"]),
    *((f"at={bad}", "at") for bad in ["x", "nan", "", "-0.1", "1.1"]),
    *((f"pair={bad}", "pair") for bad in ["1", "1,1", "0,1", "1,2,3", "1,65", "a,b", ""]),
    *((f"{name}={value}&{name}={value}", name) for name, value in DEFAULT.values),
    ("seed=" + "1" * MAX_QUERY, ""),
]
#: Entries that the page does not know: the rest opens.
UNKNOWN = [("w=1,2", ""), ("steps=3", "")]


def _refused(error: ControlError, control: str) -> None:
    sentence = str(error)
    assert error.control == control
    assert sentence.endswith(".")
    assert sentence.replace("\u202f", " ").isprintable()  # the space in 30 000
    if control in BY_NAME:
        assert sentence.startswith(say(label("depth", control))), sentence


@pytest.mark.parametrize("query, control", [*REFUSED, *UNKNOWN], ids=lambda part: part[:40] or "-")
def test_a_refusal_names_the_control(query: str, control: str) -> None:
    with pytest.raises(ControlError) as caught:
        read(query)
    _refused(caught.value, control)


@pytest.mark.parametrize(
    "query, control", [("net=matrix&p=-0.5", "p"), ("net=matrix&fam=random&p=-1", "p")]
)
def test_what_does_not_fit_is_said(query: str, control: str) -> None:
    state = read(query)
    with pytest.raises(ControlError) as caught:
        family(state)
    _refused(caught.value, control)


@given(st.text() | st.text("Lnfamorderspkyt=&,0123456789.-+e").map(str))
def test_any_text_is_a_state_or_a_sentence(query: str) -> None:
    try:
        state = read(query)
    except ControlError:
        return
    assert read(write(state)) == state


def test_the_family_of_a_state() -> None:
    wanted = DepthFamily(kind="steps", order="middle", step=2.0, product=0.25, target=3.0,
                         depths=tuple(range(2, 11)), seed=1)  # fmt: skip
    assert family(read("order=middle&s=2&p=0.25&y=3&most=10")) == wanted
    random = family(read("fam=random&spread=0.7&s=2&seed=9"))
    assert (random.kind, random.step, random.seed, random.modes) == ("random", 0.7, 9, 0)
    assert family(read("net=matrix&n=4")).modes == 4
    assert family(read("n=4")).modes == 0


def test_controls_show_what_matters() -> None:
    assert {"order", "s", "p"} <= set(DEFAULT.needed())
    assert not {"n", "seed", "spread"} & set(DEFAULT.needed())
    random = set(read("fam=random").needed())
    assert {"seed", "spread"} <= random
    assert not {"order", "s", "p"} & random
    assert {"n", "p"} <= set(read("fam=random&net=matrix").needed())
    for kind, wanted in (("general", "spread"), ("definite", "s"), ("unimodal", "s")):
        needed = set(read(f"fam={kind}").needed())
        assert {"n", "p", "seed", wanted} <= needed
        assert not ({"net", "order", "s", "spread"} - {wanted}) & needed
        assert family(read(f"fam={kind}&n=3")).modes == 3
    assert "s" not in read("fam=balanced").needed()


def test_what_core_refuses_is_said_beside_its_control() -> None:
    for field, query, control in [
        ("step", "", "s"), ("step", "fam=random", "spread"), ("product", "", "p"),
        ("target", "", "y"), ("steps", "", "k"), ("step_fraction", "", ""), ("weights", "", ""),
    ]:  # fmt: skip
        error = control_error(ScenarioError(field, "field.empty"), read(query))
        _refused(error, control)
        assert str(error).endswith(" is empty.")
