"""What a person may set on the regimes page, and the comparison and sweep it stands for."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core import ScenarioError, network
from core.regimes import DRAWS, WIDTHS
from dashboard.parts.query import MAX_QUERY, ControlError
from dashboard.regimes.controls import (
    AXES,
    COLUMNS,
    CORRIDORS,
    CURVES,
    ENTRIES,
    MAX_DEPTH,
    REGIMES,
    RegimesState,
    comparison,
    control_error,
    read,
    width_sweep,
    write,
)
from dashboard.regimes.presets import PRESETS
from tests.dashboard.matrix.test_controls import allowed

DEFAULT = read("")


@st.composite
def states(draw: st.DrawFn) -> RegimesState:
    shown = draw(st.sets(st.sampled_from(CURVES)))
    return RegimesState(
        values=tuple((entry.name, draw(allowed(entry))) for entry in ENTRIES),
        horizon=draw(st.none() | st.floats(1e-100, 1e100)),
        axis=draw(st.sampled_from(AXES)),
        curves=tuple(name for name in CURVES if name in shown),
        corridor=draw(st.sampled_from(CORRIDORS)),
        sort=draw(st.sampled_from(["", *COLUMNS, *(f"-{name}" for name in COLUMNS)])),
        at=draw(st.floats(0.0, 1.0)),
    )


@given(states())
@example(DEFAULT)
def test_there_and_back(state: RegimesState) -> None:
    query = write(state)
    assert read(query) == state
    assert write(read(query)) == query
    assert len(query) < MAX_QUERY


def test_defaults_are_left_out() -> None:
    assert write(DEFAULT) == ""
    assert write(read("r=0.15&axis=log&sort=&at=0&show=guarantee,promise&corridor=balanced")) == ""


@given(states())
def test_any_state_is_a_comparison_or_a_sentence(state: RegimesState) -> None:
    """Four networks of the depth and shape asked for, the NTK's of its own width."""
    if state["k"] < min(state["n"], state["m"]):
        with pytest.raises(ControlError, match=r"at least min.*\.$"):
            comparison(state)
        return
    made = comparison(state)
    depth, k = state["L"], state["k"]
    assert tuple(start.name for start in made.starts) == (REGIMES if depth == 2 else REGIMES[:-1])
    for start in made.starts:
        recipe = start.initialization
        assert recipe is not None
        assert (recipe.n, recipe.m, recipe.depth) == (state["n"], state["m"], depth)
        wide = start.name == "NTK" and depth == 2
        if start.name == "lambda":
            assert recipe.widths == (min(state["n"], state["m"]),)
            assert recipe.imbalance == (state["lambda"],)
        else:
            assert recipe.widths == ((state["h"],) if wide else (k,) * (depth - 1))


REFUSED = [
    ("r=-1", "r"), ("r=x", "r"), ("d=21", "d"), ("L=1", "L"), (f"L={MAX_DEPTH + 1}", "L"),
    ("L=2.5", "L"), ("h=9", "h"), ("h=10000000000", "h"), ("a=2.5", "a"), ("a=-0.1", "a"),
    ("k=65", "k"), ("k=0", "k"), ("q=0", "q"), ("q=nan", "q"), ("n=5", "n"), ("m=0", "m"),
    ("seed=1000000", "seed"), ("seed=-1", "seed"), ("T=0", "T"), ("T=inf", "T"), ("T=", "T"),
    ("lambda=101", "lambda"), ("lambda=-1e3", "lambda"),
    ("axis=cubic", "axis"), ("show=all", "show"), ("sort=name", "sort"), ("sort=--rate", "sort"),
    ("corridor=all", "corridor"), ("corridor=NTK,general", "corridor"),
    ("at=2", "at"), ("r=1&r=2", "r"), ("x" * (MAX_QUERY + 1), ""),
]  # fmt: skip
#: Entries that the page does not know: the rest opens.
UNKNOWN = [("w=1,2", "")]
UNFIT = [("k=2", "k"), ("k=1&n=2&m=2", "k")]


@pytest.mark.parametrize("query, control", [*REFUSED, *UNKNOWN], ids=lambda part: part[:20] or "-")
def test_what_is_refused(query: str, control: str) -> None:
    with pytest.raises(ControlError) as caught:
        read(query)
    assert caught.value.control == control
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize("query, control", UNFIT)
def test_what_does_not_fit(query: str, control: str) -> None:
    with pytest.raises(ControlError) as caught:
        comparison(read(query))
    assert caught.value.control == control


def test_what_core_refuses_is_said_in_the_words_of_the_page() -> None:
    for field, control in (("horizon", "T"), ("initializations[0]", ""), ("target", "")):
        error = control_error(ScenarioError(field, "field.empty"))
        assert error.control == control
        assert str(error).endswith("is empty.")
        assert "initializations" not in str(error)


def starts(query: str) -> dict[str, list[np.ndarray]]:
    made = comparison(read(query))
    return {
        start.name: list(one.start().weights)
        for start, one in zip(made.starts, made.networks(), strict=True)
    }


@pytest.mark.parametrize("query", ["", "L=4&n=2&m=3"])
def test_each_start_is_what_it_is_called(query: str) -> None:
    found, made = starts(query), comparison(read(query))
    for name in ("spectral", "balanced"):
        for D in network.imbalances(found[name]):
            np.testing.assert_allclose(D, 0.0, atol=1e-12)
    assert any(np.linalg.norm(D) > 0.1 for D in network.imbalances(found["general"]))
    target = made.made()
    left, _, right = np.linalg.svd(target)
    turned = left.T @ network.product(found["spectral"]) @ right.T
    np.testing.assert_allclose(turned, np.eye(*turned.shape) * turned, atol=1e-12)
    distance = np.linalg.norm(target - network.product(found["balanced"]))
    assert distance == pytest.approx(0.15 * np.linalg.norm(network.product(found["balanced"])))


def test_one_slider_changes_one_start() -> None:
    """Imbalance the general, width and exponent the NTK's; the size both that are small."""
    base = starts("")
    for query, names in (
        ("d=2", {"general"}), ("h=50", {"NTK"}), ("a=1", {"NTK"}), ("lambda=-3", {"lambda"}),
        ("q=0.1", {"spectral", "lambda"}),
    ):  # fmt: skip
        other = starts(query)
        for each, layers in base.items():
            same = all(np.array_equal(a, b) for a, b in zip(layers, other[each], strict=True))
            assert same is (each not in names), (query, each)


def test_the_lambda_start_is_small_and_has_its_lambda() -> None:
    """The product is that of the balanced start, but for its size."""
    found = starts("lambda=-7&q=0.2&n=2&m=4")
    (D,) = network.imbalances(found["lambda"])
    np.testing.assert_allclose(D, -7.0 * np.eye(2), atol=1e-13)
    small, balanced = (network.product(found[name]) for name in ("lambda", "balanced"))
    np.testing.assert_allclose(small, 0.2 * balanced, atol=1e-13)
    assert "lambda" not in starts("L=3&n=2&m=2")


@pytest.mark.parametrize("depth", [2, 3, 6])
def test_the_exponent_means_the_same_at_every_depth(depth: int) -> None:
    """Entries of the product have variance width^((L - 1) (1 - 2a)): 1 at a = 1/2."""
    squares = []
    for seed in range(40):
        layers = starts(f"L={depth}&h=30&k=30&a=0.5&seed={seed}")["NTK"]
        squares.append(np.mean(network.product(layers) ** 2))
    assert 0.4 < float(np.mean(squares)) < 2.0


def test_the_sweep_has_the_target_and_draws_of_its_own() -> None:
    one, two = (width_sweep(read(query), [[1.0]]) for query in ("a=0.75&seed=1", "a=0.75&seed=2"))
    assert (one.exponent, one.widths, one.draws, one.target) == (0.75, WIDTHS, DRAWS, ((1.0,),))
    assert not set(range(one.seed, one.seed + DRAWS)) & set(range(two.seed, two.seed + DRAWS))
    last: Any = width_sweep(read("seed=999999"), [[1.0]])
    assert last.seed + DRAWS < 2**32


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_presets_are_canonical(preset: Any) -> None:
    assert write(read(preset.query)) == preset.query
