"""What a person may write in the address, and its one canonical form."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from core import ScalarScenario, solve
from core.scalar import initial_weights
from dashboard.parts.query import MAX_QUERY
from dashboard.scalar.controls import (
    CURVES,
    ControlError,
    ScalarState,
    ScalarView,
    label,
    read,
    write,
)
from tests.core.scalar import strategies
from tests.dashboard.scalar import cases
from words import say

signs = st.sampled_from([1.0, -1.0])


def sizes(decades: float) -> st.SearchStrategy[float]:
    """Zero and every size from 10^-decades to 10^decades, all 17 digits of it."""
    positive = st.floats(10.0**-decades, 10.0**decades)
    evenly = st.floats(-decades, decades).map(lambda power: 10.0**power)
    number = st.tuples(signs, st.one_of(positive, evenly)).map(lambda pair: pair[0] * pair[1])
    return st.one_of(st.just(0.0), number)


@st.composite
def scenarios(draw: st.DrawFn, *, decades: float = 150.0, max_depth: int = 64) -> ScalarScenario:
    """Any scenario that a link can hold, at the limits of its ranges too."""
    depth = draw(st.one_of(st.integers(1, min(4, max_depth)), st.integers(1, max_depth)))
    shared = {
        "target": draw(sizes(decades)),
        "horizon": draw(st.one_of(st.none(), st.floats(1e-100, 1e100))),
        "gamma": draw(st.sampled_from(["true", "poster"])),
    }
    if draw(st.booleans()):
        each = sizes(decades / depth * 0.999)  # the product must be in range as well
        weights = tuple(draw(st.lists(each, min_size=depth, max_size=depth)))
        return ScalarScenario(weights=weights, **shared)
    each = sizes(decades)
    imbalance = tuple(draw(st.lists(each, min_size=depth - 1, max_size=depth - 1)))
    return ScalarScenario(imbalance=imbalance, product=draw(sizes(decades)), **shared)


starts = st.tuples(sizes(150.0), sizes(150.0))


@st.composite
def states(draw: st.DrawFn) -> ScalarState:
    scenario = draw(scenarios())
    pair = ScalarView().pair
    if scenario.depth > 1:
        layers = st.integers(1, scenario.depth)
        pair = draw(st.tuples(layers, layers).filter(lambda pair: pair[0] != pair[1]))
    shown = draw(st.sets(st.sampled_from(CURVES)))
    view = ScalarView(
        curves=tuple(name for name in CURVES if name in shown),
        pair=pair,
        starts=tuple(draw(st.lists(starts, max_size=8))) if scenario.depth > 1 else (),
        at=draw(st.floats(0.0, 1.0)),
    )
    return ScalarState(scenario=scenario, view=view)


# ---- there and back -----------------------------------------------------------------------------


@given(states())
@example(ScalarState(scenario=ScalarScenario(weights=(1e-150, 1e150), target=-1e150)))
@example(ScalarState(scenario=ScalarScenario(weights=(0.1 + 0.2,), target=5e-150)))
@example(
    ScalarState(
        scenario=ScalarScenario(imbalance=(), product=1e150, target=0.0, horizon=1e-100),
        view=ScalarView(at=5e-324),
    )
)
def test_a_state_survives_its_link(state: ScalarState) -> None:
    query = write(state)
    assert read(query) == state
    assert write(read(query)) == query


@given(states())
def test_a_link_needs_no_escapes_and_fits(state: ScalarState) -> None:
    """Mail programs and chats break links at odd characters."""
    query = write(state)
    # A semicolon, between other starts, is one of RFC 3986's own, and never the last letter.
    assert set(query) <= set("abcdefghijklmnopqrstuvwxyzT0123456789=&,.-;")
    assert not query.endswith(";")
    assert len(query) <= MAX_QUERY


@pytest.mark.parametrize("query", cases.ALL.values(), ids=cases.ALL.keys())
def test_the_canonical_form_is_stable(query: str) -> None:
    state = read(query)
    assert read(write(state)) == state
    assert write(read(write(state))) == write(state)


@pytest.mark.parametrize(
    "written, canonical",
    [
        ("", "w=0.9,0.4&y=1"),
        ("y=2", "w=0.9,0.4&y=2"),
        ("w=1.0,+2,3e0", "w=1,2,3&y=1"),
        ("w=+1,%2B2", "w=1,2&y=1"),
        ("w=%201,%202%20", "w=1,2&y=1"),
        ("w=1%2C2", "w=1,2&y=1"),
        ("y=1&w=1,2", "w=1,2&y=1"),
        ("w=-0.0,1", "w=0,1&y=1"),
        ("w=1,2&gamma=true&at=0&pair=1,2&show=lower", "w=1,2&y=1"),
        ("w=1,2&show=progressive,lower", "w=1,2&y=1&show=lower,progressive"),
        ("w=1,2&show=lower,lower,", "w=1,2&y=1"),
        ("w=1,2&show=", "w=1,2&y=1&show="),
        ("w=1,2&T=1e20", "w=1,2&y=1&T=1e20"),
        ("w=1,2&y=1e+20", "w=1,2&y=100000000000000000000"),
        ("d=&p=2", "d=&p=2&y=1"),
        ("w=1,2&pair=3,4", "w=1,2&y=1"),  # layers that are not there
        ("w=1,2,3,4&pair=3,4&depth=3", "w=1,2,3&y=1"),
        ("w=1,2&utm_source=mail&fbclid=x&gclid=y", "w=1,2&y=1"),
    ],
)
def test_what_a_person_writes_has_one_canonical_form(written: str, canonical: str) -> None:
    assert read(written) == read(canonical)
    assert read(write(read(written))) == read(canonical)


# ---- refusals -----------------------------------------------------------------------------------

BAD_NUMBERS = ["x", "nan", "inf", "-inf", "1e999", "1e151", "1e-151", "", "0x10", "1_0", "١", "1 2"]
REFUSED = [
    *((f"w=1,{bad}", "w2") for bad in BAD_NUMBERS),
    *((f"w={bad},1,2", "w1") for bad in BAD_NUMBERS),
    *((f"y={bad}", "y") for bad in BAD_NUMBERS),
    *((f"d=1,{bad}&p=1", "d2") for bad in BAD_NUMBERS),
    *((f"d=1&p={bad}", "p") for bad in BAD_NUMBERS),
    *((f"T={bad}", "T") for bad in ["x", "nan", "inf", "", "0", "-1", "1e101", "1e-101"]),
    *((f"at={bad}", "at") for bad in ["x", "nan", "", "-0.1", "1.1"]),
    *((f"depth={bad}", "depth") for bad in ["x", "nan", "inf", "", "0", "-1", "65", "2.5", "1e30"]),
    *((f"gamma={bad}", "gamma") for bad in ["", "4", "True", "poster,true"]),
    *((f"show={bad}", "show") for bad in ["upper", "lower;progressive", "Lower"]),
    *((f"pair={bad}", "pair") for bad in ["", "1", "1,1", "0,1", "1,65", "1.5,2", "a,b", "1,2,3"]),
    *((f"from={bad}", "from") for bad in ["", "product", "weights,imbalance"]),
    ("w=", "w"),
    ("w=1;x", "w2"),
    ("w=" + ",".join(["1"] * 65), "w"),
    ("d=" + ",".join(["1"] * 64) + "&p=1", "d"),
    ("d=" + ",".join(["1"] * 65) + "&p=1", "d"),
    ("w=1e100,1e100", "w"),
    ("w=1e-100,1e-100", "w"),
    ("w=1,2&d=3&p=1", "w"),
    ("w=1,2&p=1", "w"),
    ("d=1", "p"),
    ("p=1", "d"),
    *((f"{name}=1&{name}=1", name) for name in ("w", "d", "p", "y", "T", "at", "depth", "pair")),
    ("w=" + "1" * MAX_QUERY, ""),
]
#: Entries that the page does not know: the rest opens.
UNKNOWN = ["W=1", "weights=1,2", "=1", "w=1,2&<script>alert(1)</script>=1"]


@pytest.mark.parametrize(
    "query, control",
    [*REFUSED, *((query, "") for query in UNKNOWN)],
    ids=lambda part: part[:40] or "-",
)
def test_a_refusal_names_the_box(query: str, control: str) -> None:
    with pytest.raises(ControlError) as caught:
        read(query)
    assert caught.value.control == control
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert sentence.replace("\u202f", " ").isprintable()  # the space in 30 000
    assert len(sentence) < 200
    if control and control != "w":
        assert say(label(control)) in sentence


@given(st.text() | st.text("wdpyT=&,0123456789.-+e%").map(lambda text: text.replace("%", "%25")))
def test_any_text_is_a_state_or_a_sentence(query: str) -> None:
    try:
        state = read(query)
    except ControlError:
        return
    assert read(write(state)) == state


# ---- another depth ------------------------------------------------------------------------------


@given(scenarios(decades=20.0), st.integers(1, 64))
def test_depth_keeps_what_describes_the_other_layers(scenario: ScalarScenario, depth: int) -> None:
    """Layers of weight 1 are added, the last ones dropped, nothing else moves by a bit."""
    state = ScalarState(scenario=scenario)
    try:
        changed = read(f"{write(state)}&depth={depth}").scenario
    except ControlError:
        assert scenario.imbalance is not None  # what is left may be out of range, as a link may be
        assume(False)
    kept = min(depth, scenario.depth)
    assert changed.depth == depth
    assert replace(changed, weights=None, imbalance=(), product=0.0) == replace(
        scenario, weights=None, imbalance=(), product=0.0
    )
    if scenario.weights is not None:
        added = (1.0,) * (depth - kept)
        assert changed.weights == scenario.weights[:kept] + added
    else:
        assert changed.imbalance[: kept - 1] == scenario.imbalance[: kept - 1]
        if depth >= scenario.depth:
            assert changed.product == scenario.product


@given(strategies.weights(max_depth=8), strategies.targets, st.integers(1, 12))
def test_depth_keeps_the_weights_of_a_network_given_by_imbalance(
    weights: tuple[float, ...], target: float, depth: int
) -> None:
    given_by_imbalance = read(
        f"{write(ScalarState(scenario=ScalarScenario(weights=weights, target=target)))}"
        "&from=imbalance"
    )
    before = initial_weights(given_by_imbalance.scenario)
    after = initial_weights(read(f"{write(given_by_imbalance)}&depth={depth}").scenario)
    kept = min(depth, len(weights))
    assert_allclose(after[:kept], before[:kept], rtol=1e-7, atol=1e-7 * max(1.0, *before))
    assert_allclose(after[kept:], 1.0, rtol=1e-7)


def test_depth_there_and_back_is_the_same_link() -> None:
    for query in ("w=0.3,-0.7&y=1", "d=0.25&p=0.25&y=1"):
        there = write(read(f"{query}&depth=5"))
        assert write(read(f"{there}&depth=2")) == query


# ---- the other way to say it --------------------------------------------------------------------


@given(strategies.weights(), strategies.targets)
def test_the_same_network_from_imbalance_and_back(
    weights: tuple[float, ...], target: float
) -> None:
    state = ScalarState(scenario=ScalarScenario(weights=weights, target=target, gamma="poster"))
    there = read(f"{write(state)}&from=imbalance").scenario
    assert there.weights is None
    assert there.product == pytest.approx(math.prod(weights), rel=1e-14, abs=0.0)
    assert there.imbalance == tuple(solve(state.scenario).network.imbalance.tolist())
    assert (there.target, there.gamma, there.horizon) == (target, "poster", None)
    back = read(f"{write(ScalarState(scenario=there))}&from=weights").scenario
    assert back.imbalance is back.product is None
    # The square of the smallest weight comes out of sums of d: its rounding is what is left.
    scale = max(map(abs, weights))
    squares = [weight**2 for weight in back.weights]
    assert_allclose(squares, [weight**2 for weight in weights], rtol=1e-12, atol=1e-13 * scale**2)
    assert all(weight >= 0.0 for weight in back.weights[1:])


@given(scenarios(decades=20.0, max_depth=8))
def test_from_what_it_is_already_changes_nothing(scenario: ScalarScenario) -> None:
    way = "weights" if scenario.weights is not None else "imbalance"
    query = write(ScalarState(scenario=scenario))
    assert write(read(f"{query}&from={way}")) == query


def test_depth_and_from_together() -> None:
    state = read("w=0.5,2&y=1&depth=3&from=imbalance")
    assert state.scenario.imbalance == (0.25 - 4.0, 3.0)
    assert state.scenario.product == 1.0


def test_labels_name_every_control() -> None:
    assert say(label("w3")) == "Initial weight w3"
    assert say(label("d12")) == "Imbalance d12"
    assert [say(label(name)) for name in ("depth", "y", "p", "T")] == [
        "Depth", "Target y", "Product w(0)", "Horizon",
    ]  # fmt: skip
