"""Behind the plane of two weights, and other starts in it: true to the loss and its gradient."""

from __future__ import annotations

import json

import numpy as np
import pytest

from core import ScalarSolution, solve
from dashboard.parts.drawing.graph import Graph
from dashboard.parts.query import ControlError
from dashboard.scalar.answer import scalar_answer
from dashboard.scalar.asking import asked
from dashboard.scalar.controls import read, write
from dashboard.scalar.figures import constraint, weights
from dashboard.scalar.figures.behind import contours, field
from dashboard.scalar.starts import other_flows
from tests.dashboard.scalar.test_figures import named


def _graph(query: str) -> tuple[Graph, tuple[ScalarSolution, ...]]:
    state = read(query)
    solution, view = solve(state.scenario), state.view
    others = other_flows(solution, view.pair, view.starts)
    return constraint.graph(solution, view.pair, show=view.curves, others=others), others


@pytest.mark.parametrize("rest", [1.0, -0.7, 3.0])
def test_contours_are_level_sets_of_the_loss(rest: float) -> None:
    distances = np.array([0.25, 1.0, 2.0])  # |y| among them: there the product is 0
    a, b = contours(1.0, rest, distances, 3.0)
    there = np.isfinite(a)
    np.testing.assert_array_equal(there, np.isfinite(b))
    found = np.abs(1.0 - rest * a[there] * b[there])
    nearest = np.abs(found[:, None] - distances).min(axis=1)
    assert nearest.max() < 1e-12
    for distance in distances:
        assert (np.abs(found - distance) < 1e-9).sum() > 100
    assert not np.isfinite(contours(1.0, 0.0, distances, 3.0)).any()  # the loss is level


@pytest.mark.parametrize("target, rest", [(1.0, 1.0), (-2.0, 0.5), (1.0, -1.5)])
def test_arrows_point_down_the_loss(target: float, rest: float) -> None:
    arrows = field(target, rest, 2.0)
    (gaps,) = np.isnan(arrows[0]).nonzero()
    starts = np.concatenate([[0], gaps[:-1] + 1])
    tails, tips = arrows[:, starts].T, arrows[:, starts + 1].T
    middle, way = (tails + tips) / 2, tips - tails
    a, b = middle.T
    gap = target - rest * a * b
    down = np.stack([2 * gap * rest * b, 2 * gap * rest * a], axis=1)  # -grad
    size = np.linalg.norm(down, axis=1)
    assert (size > 0.0).all()
    cosine = (down * way).sum(axis=1) / size / np.linalg.norm(way, axis=1)
    np.testing.assert_allclose(cosine, 1.0, atol=1e-9)
    assert np.ptp(np.linalg.norm(way, axis=1)) < 1e-12  # of one length
    assert len(tails) > 200


def test_what_is_behind_is_drawn_on_demand() -> None:
    plain, _ = _graph("w=0.9,0.4&y=1")
    both, _ = _graph("w=0.9,0.4&y=1&show=contours,field")
    assert len(both.traces) == len(plain.traces) + 2
    assert [trace.name for trace in both.traces[:2]] == ["contours of the loss", "−gradient"]
    assert both.kind != plain.kind
    deep, _ = _graph("w=0.9,0.4,2,1&y=1&show=contours,field&pair=1,3")
    assert all("as at the start" in trace.name for trace in deep.traces[:2])
    lines = named(deep, "contours of")
    distances = np.abs(1.0 - 0.4 * lines.x * lines.y)  # the other two weights: 0.4 and 1
    start = abs(1.0 - 0.4 * 0.9 * 2.0)
    assert np.nanmin(np.abs(distances - start)) < 1e-12  # the start's own contour


def test_curves_reach_the_edge_of_a_wide_plane() -> None:
    graph, _ = _graph("w=0.9,0.4&y=1&show=lower,contours,field")
    half = graph.ranges["xaxis"][1]
    for name in ("w₁w₂ = y", "|w₁w₂|", "feasible", "contours"):
        assert np.nanmax(np.abs(named(graph, name).x)) > 3.0 * half, name
    assert np.nanmax(np.abs(named(graph, "−gradient").x)) > 2.0 * half


# ---- other starts -------------------------------------------------------------------------------


def test_other_starts_are_flows_of_the_same_network() -> None:
    graph, others = _graph("w=0.9,0.4&y=1&starts=0.5,1;-1,-0.2")
    assert len(others) == 2
    lines = named(graph, "from other starts")
    first = slice(0, int(np.isnan(lines.x).nonzero()[0][0]))
    np.testing.assert_allclose(lines.x[first] ** 2 - lines.y[first] ** 2, 0.25 - 1.0, rtol=1e-12)
    starts, ends = named(graph, "other starts"), named(graph, "their ends")
    assert list(zip(starts.x, starts.y, strict=True)) == [(0.5, 1.0), (-1.0, -0.2)]
    np.testing.assert_allclose(ends.x * ends.y, 1.0, rtol=1e-12)
    for other in others:
        assert other.horizon == solve(read("w=0.9,0.4&y=1").scenario).horizon


def test_another_start_moves_the_pair_alone() -> None:
    _, (other,) = _graph("w=0.9,0.4,2,1&y=1&pair=2,4&starts=7,-3")
    assert other.weights[0].tolist() == [0.9, 7.0, 2.0, -3.0]


def test_starts_do_not_move_the_picture_unless_they_are_outside() -> None:
    alone, _ = _graph("w=0.9,0.4&y=1")
    inside, _ = _graph("w=0.9,0.4&y=1&starts=0.2,1;1.5,0.3")
    outside, _ = _graph("w=0.9,0.4&y=1&starts=0.2,9")
    assert inside.ranges == alone.ranges
    assert outside.ranges["yaxis"][1] > 9.0


@pytest.mark.parametrize("depth", [2, 3, 5])
def test_starts_are_drawn_in_the_plane_and_in_space(depth: int) -> None:
    graph, _ = _graph(f"w={','.join(['0.7'] * depth)}&y=1&starts=0.2,1")
    for name in ("from other starts", "other starts", "their ends"):
        assert (named(graph, name).z is not None) is (depth == 3)


def test_starts_are_canonical() -> None:
    query = "w=0.9,0.4&y=1&starts=0.5,1;-1,-0.25"
    assert write(read(query)) == query
    assert write(read("w=0.9,0.4&y=1&starts=0.50,1.0;-1,-.25")) == query
    assert write(read("w=0.9,0.4&y=1&starts=")) == "w=0.9,0.4&y=1"
    assert write(read("w=0.9&y=1&starts=0.5,1")) == "w=0.9&y=1"  # one layer has no plane
    assert scalar_answer(read(query), ())["controls"]["values"]["starts"] == "0.5,1;-1,-0.25"


@pytest.mark.parametrize(
    "starts, words",
    [
        ("1", "two numbers each"),
        ("1,2,3", "two numbers each"),
        ("1,x", "number"),
        ("1,2;;3,4", "number"),
        (";".join(["1,2"] * 9), "at most 8"),
    ],
)
def test_starts_that_cannot_be_read_are_refused(starts: str, words: str) -> None:
    with pytest.raises(ControlError, match="Other starts") as refused:
        read(f"w=0.9,0.4&y=1&starts={starts}")
    assert refused.value.control == "starts"
    assert words in str(refused.value)


def test_a_start_beyond_double_precision_is_refused_beside_its_entry() -> None:
    with pytest.raises(ControlError) as refused:
        scalar_answer(read("w=1,1&y=1&starts=1e120,1e120"), ())
    assert refused.value.control == "starts"


# ---- handles ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query, names, at",
    [
        ("w=0.9,0.4&y=1", ("w1", "w2"), (0.9, 0.4)),
        ("w=0.9,0.4,2,1&y=1&pair=3,1", ("w3", "w1"), (2.0, 0.9)),
        ("w=0.9,0.4,2&y=1&pair=3,1&show=plane", ("w3", "w1"), (2.0, 0.9)),
    ],
)
def test_the_start_is_a_handle(query: str, names: tuple[str, str], at: tuple[float, float]) -> None:
    graph, _ = _graph(query)
    (handle,) = graph.handles
    assert (handle.names, handle.x, handle.y) == (names, *at)
    sent = scalar_answer(read(query), ())["graphs"]["graph-constraint"]["handles"]
    assert json.loads(json.dumps(sent)) == [{"names": [*names], "x": at[0], "y": at[1]}]


def test_the_target_is_a_handle_of_the_weights() -> None:
    solution = solve(read("w=0.9,0.4&y=-2").scenario)
    (handle,) = weights.graph(solution).handles
    assert handle.names == ("", "y")
    assert handle.y == -2.0
    assert 0.0 < handle.x < solution.horizon


def test_in_space_the_start_moves_along_the_chosen_pair() -> None:
    answer = scalar_answer(read("w=0.9,0.4,2&y=1&pair=3,1"), ())
    assert json.loads(json.dumps(answer["graphs"]["graph-constraint"]["handles"])) == [
        {"names": ["w3", "w1"], "x": 2.0, "y": 0.9, "at": [0.9, 0.4, 2.0], "along": [2, 0]}
    ]
    assert "pair" not in answer["controls"]["hidden"]


def test_fewer_than_two_layers_have_no_handle_and_no_pair_to_choose() -> None:
    assert not _graph("w=0.9&y=1")[0].handles
    for query in ("w=0.9&y=1", "w=0.9,0.4&y=1"):
        assert "pair" in scalar_answer(read(query), ())["controls"]["hidden"]


def _controls(query: str, **moved: str) -> dict[str, str | list[str]]:
    """The page's controls as they stand, and what moved."""
    values = scalar_answer(read(query), ())["controls"]["values"]
    texts = {
        name: value if isinstance(value, list | str) else repr(value)
        for name, value in values.items()
    }
    return {**texts, **moved}


def test_a_hand_on_the_start_of_imbalances_moves_weights() -> None:
    query = "d=0.65&p=0.36&y=1"
    taken = read(asked(query, _controls(query, w1="1.5"), ["w1"]))
    assert taken.scenario.weights == pytest.approx((1.5, 0.4), rel=1e-12)
    # The choice itself still goes both ways.
    assert read(asked(query, _controls(query, **{"from": "weights"}), ["from"])).scenario.weights
    assert read(asked(query, _controls(query, d1="2"), ["d1"])).scenario.imbalance == (2.0,)
    # Further on in the drag the page's choice still says imbalance, until it rests.
    further = read(asked("w=1.5,0.4&y=1", _controls(query, w1="1.6", w2="0.4"), ["w1", "w2"]))
    assert further.scenario.weights == (1.6, 0.4)
    # A choice that is made after a weight has moved is that choice.
    turned = read(asked("w=1.6,0.4&y=1", _controls(query, w1="1.6", w2="0.4"), ["w1", "from"]))
    assert turned.scenario.imbalance is not None


def test_starts_go_along_with_the_controls() -> None:
    query = "w=0.9,0.4&y=1&starts=0.5,1"
    kept = asked(query, _controls(query, w1="1.5"), ["w1"])
    assert write(read(kept)) == "w=1.5,0.4&y=1&starts=0.5,1"
    more = asked(query, _controls(query, starts="0.5,1;2,3"), ["starts"])
    assert write(read(more)) == "w=0.9,0.4&y=1&starts=0.5,1;2,3"
    none = asked(query, _controls(query, starts=""), ["starts"])
    assert write(read(none)) == "w=0.9,0.4&y=1"
