"""What a person may set on the matrix page, and the scenario it stands for."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core import AlphaSource, MatrixScenario, network, solve
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


# ---- scenarios ----------------------------------------------------------------------------------


def start(query: str) -> list[np.ndarray]:
    return list(scenario(read(query)).start().weights)


@pytest.mark.parametrize("depth", [1, 2, 3, 5])
@pytest.mark.parametrize("kind", ["gaussian", "balanced", "spectral", "homogeneous", "imbalance"])
def test_every_kind_at_every_depth(kind: str, depth: int) -> None:
    made = scenario(read(f"init={kind}&L={depth}&n=3&m=3&h=5"))
    width = 3 if kind == "homogeneous" else 5
    # One layer has no imbalance: homogeneous and balanced are the same network.
    alone = kind == "homogeneous" and depth == 1
    assert made.initialization.kind == ("balanced" if alone else kind)
    assert made.sides == (3, *(width,) * (depth - 1), 3)
    assert made.initialization.seed == 1
    weights = made.start().weights
    assert network.product(weights).shape == (3, 3)
    solution = solve(made)
    assert solution.complete
    assert solution.excess[-1] < solution.excess[0]


@pytest.mark.parametrize("kind", ["balanced", "spectral", "homogeneous"])
def test_the_scale_is_the_largest_singular_value(kind: str) -> None:
    values = np.linalg.svd(network.product(start(f"init={kind}&scale=0.8&h=6")), compute_uv=False)
    np.testing.assert_allclose(values, [0.8, 0.6, 0.4], rtol=1e-12)


def test_gaussian_weights_have_the_variance_asked_for() -> None:
    """scale^2 h^-e: of 64 h entries the mean square is that, up to chance."""
    layers = start("n=8&m=8&h=1000000&e=0.5&scale=2")
    square = sum(float(np.sum(layer**2)) for layer in layers) / (16 * 10**6)
    assert math.isclose(square, 4 * 10**-3, rel_tol=0.01)


def test_scaled_layers_run_from_large_to_small() -> None:
    layers = start("init=imbalance&L=3&n=6&m=6&h=12&e=0&d=2&scale=3")
    sizes = [float(np.sqrt(np.mean(layer**2))) for layer in layers]
    np.testing.assert_allclose(sizes, [3 * math.e, 3, 3 / math.e], rtol=0.3)
    one = scenario(read("init=imbalance&L=1&scale=3&d=2")).initialization
    assert len(one.scales) == 1


@pytest.mark.parametrize("query", ["init=balanced", "init=spectral", "init=balanced&L=4&n=2&m=3"])
def test_balanced_is_balanced(query: str) -> None:
    for D in network.imbalances(start(f"{query}&h=4")):
        np.testing.assert_allclose(D, 0.0, atol=1e-12)


def test_homogeneous_imbalances_are_multiples_of_the_identity() -> None:
    for D in network.imbalances(start("init=homogeneous&L=4&d=-0.75")):
        np.testing.assert_allclose(D, -0.75 * np.eye(3), atol=1e-12)
    assert solve(scenario(read("init=homogeneous&L=4&d=-0.75"))).guarantee.source is (
        AlphaSource.HOMOGENEOUS
    )


@pytest.mark.parametrize("query", ["d=-3&n=2&m=4&h=9", "d=2.5&n=4&m=3", "d=0&n=3&m=1&f=logistic"])
def test_lambda_balanced_layers_of_any_shape(query: str) -> None:
    """The width follows: the one at which the imbalance may have either sign."""
    made = scenario(read(f"init=lambda&scale=0.3&{query}"))
    (D,) = network.imbalances(made.start().weights)
    d = read(query)["d"]
    np.testing.assert_allclose(D, d * np.eye(min(made.sides[0], made.sides[-1])), atol=1e-14)
    solution = solve(made)
    assert solution.complete
    assert solution.guarantee.source is AlphaSource.TWO_LAYER


def test_distance_and_size_of_the_target() -> None:
    near = solve(scenario(read("r=0.25")))
    W, target = near.scenario.start().weights, near.objective.minimiser
    product = network.product(W)
    assert math.isclose(
        np.linalg.norm(target - product), 0.25 * np.linalg.norm(product), rel_tol=1e-12
    )
    drawn = solve(scenario(read("target=drawn&s=2")))
    np.testing.assert_allclose(drawn.target_singular_values, [2.0, 1.5, 1.0], rtol=1e-12)
    # A spectral start has the target's own singular vectors, (1 + r) times as large.
    spectral = solve(scenario(read("init=spectral&h=5&scale=0.5&r=1")))
    np.testing.assert_allclose(spectral.target_singular_values, [1.0, 0.75, 0.5], rtol=1e-12)
    np.testing.assert_allclose(
        network.product(spectral.scenario.start().weights),
        spectral.objective.minimiser / 2,
        atol=1e-12,
    )


def test_objectives() -> None:
    regression = solve(scenario(read("f=regression&kappa=50&noise=0.2")))
    assert math.isclose(regression.objective.condition_number, 50.0, rel_tol=1e-9)
    assert regression.objective.minimum > 0.0
    exact = solve(scenario(read("f=regression&kappa=50&noise=0")))
    assert exact.objective.minimum == pytest.approx(0.0, abs=1e-20)
    logistic = scenario(read("f=logistic&m=1&ridge=0.3&n=4"))
    assert (logistic.objective.kind, logistic.objective.ridge) == ("logistic", 0.3)
    assert logistic.objective.samples >= 4
    assert solve(logistic).objective.minimum > 0.0


@pytest.mark.parametrize("name", ["init", "f"])
def test_a_draw_is_repeated_and_another_seed_is_another(name: str) -> None:
    for value in BY_NAME[name].options:
        query = f"{name}={value}&n=3&m=1&h=5" if value == "logistic" else f"{name}={value}&h=5"
        first, again, other = (
            solve(scenario(read(f"{query}&seed={seed}"))).objective.minimiser for seed in (3, 3, 4)
        )
        np.testing.assert_array_equal(first, again)
        assert not np.array_equal(first, other)


def test_needed_controls() -> None:
    def needed(query: str) -> set[str]:
        return set(read(query).needed())

    always = {"L", "n", "m", "init", "scale", "seed", "f"}
    assert needed("") == always | {"h", "e", "target", "r"}
    assert needed("L=1") == always | {"e", "target", "r"}
    assert needed("target=drawn") == always | {"h", "e", "target", "s", "z"}
    assert needed("init=balanced") == always | {"h", "target", "r"}
    assert needed("init=spectral") == always | {"h", "target", "r"}
    assert needed("init=spectral&target=drawn") == always | {"h", "target", "s", "z"}
    assert needed("init=homogeneous") == always | {"d", "target", "r"}
    assert needed("init=lambda&h=4") == always | {"d", "target", "r"}
    assert needed("init=imbalance") == always | {"h", "e", "d", "target", "r"}
    assert needed("f=regression") == always | {"h", "e", "target", "r", "kappa", "u", "noise"}
    assert needed("f=logistic&m=1") == always | {"h", "e", "ridge"}


@pytest.mark.parametrize("z", [0, 1, 3])
@pytest.mark.parametrize("more", ["", "&f=regression&noise=0", "&init=spectral"])
def test_missing_rank_is_missing(z: int, more: str) -> None:
    """The rest runs from the size down to half of it, as ever; so does the end, from any start."""
    solution = solve(scenario(read(f"n=4&m=5&h=8&target=drawn&s=2&z={z}{more}")))
    values = solution.target_singular_values
    np.testing.assert_allclose(values[4 - z :], 0.0, atol=1e-14)
    assert values[0] == pytest.approx(2.0)
    assert values[3 - z] == pytest.approx(2.0 if z == 3 else 1.0)
    assert solution.end.rank == 4 - z
    assert (solution.margin.margin == 0.0) or z == 0


def test_a_hidden_missing_rank_refuses_nothing() -> None:
    assert scenario(read("z=9")) == scenario(read(""))
    assert scenario(read("f=logistic&m=1&target=drawn&z=9")).objective.target is None


@pytest.mark.parametrize("preset", MATRIX, ids=lambda preset: preset.name)
def test_presets_are_canonical(preset: Any) -> None:
    assert write(read(preset.query)) == preset.query


def test_unseen_inputs_are_fewer_data() -> None:
    state = read("n=4&f=regression&target=drawn&u=2")
    product = scenario(state).start().weights[0] @ scenario(state).start().weights[1]
    objective = scenario(state).objective.make(product)
    assert not objective.unique
    assert objective.inputs.shape == (2, 4)  # type: ignore[attr-defined]
    assert scenario(read("n=4&f=regression&u=0")).objective.samples is None
    with pytest.raises(ControlError, match="fewer than rows") as refused:
        scenario(read("n=4&f=regression&u=4"))
    assert refused.value.control == "u"
