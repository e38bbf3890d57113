"""Pictures are pure functions of solutions, complete, and hold what they show."""

from __future__ import annotations

import copy
import math
from collections.abc import Collection
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given

from core import ScalarScenario, ScalarSolution, solve
from dashboard.parts.drawing import palette
from dashboard.parts.drawing.graph import Graph, span
from dashboard.scalar.controls import ScalarState, read
from dashboard.scalar.figures import constraint, loss, rate, weights
from tests.core.scalar import strategies
from tests.dashboard.scalar import cases

each_case = pytest.mark.parametrize("query", cases.ALL.values(), ids=cases.ALL.keys())


def frozen(scenario: ScalarScenario) -> ScalarSolution:
    """A solution whose arrays cannot be written."""
    solution = solve(scenario)
    for holder in (solution, solution.network):
        for value in vars(holder).values():
            if isinstance(value, np.ndarray):
                value.setflags(write=False)
    return solution


def pictures(state: ScalarState) -> dict[str, Graph]:
    solution = frozen(state.scenario)
    return {
        "loss": loss.graph(solution, state.view.curves),
        "constraint": constraint.graph(solution, state.view.pair, show=state.view.curves),
        "rate": rate.graph(solution),
        "weights": weights.graph(solution),
    }


def plain(value: Any) -> Any:
    """With arrays as lists of exact numbers, so that == compares all of it."""
    if isinstance(value, np.ndarray):
        return [float(number).hex() for number in value.ravel()]
    if isinstance(value, dict):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    return value


def axis_of(layout: dict[str, Any], path: str) -> dict[str, Any]:
    for part in path.split("."):
        layout = layout[part]
    return layout


@each_case
def test_pure(query: str) -> None:
    """The same solution gives the same picture, and is left as it was."""
    state = read(query)
    solution = frozen(state.scenario)
    before = copy.deepcopy(solution)
    first, second = (
        [
            plain(graph.figure())
            for graph in (
                loss.graph(solution, state.view.curves),
                constraint.graph(solution, state.view.pair, show=state.view.curves),
                rate.graph(solution),
                weights.graph(solution),
            )
        ]
        for _ in range(2)
    )
    assert first == second
    assert plain(vars(before.network)) == plain(vars(solution.network))
    assert plain(before.to_json()) == plain(solution.to_json())


@each_case
def test_as_many_styles_as_traces_and_labels_of_them(query: str) -> None:
    for graph in pictures(read(query)).values():
        style = graph.style()
        assert len(style["data"]) == len(graph.traces) > 0
        names = [trace.name for trace in graph.traces]
        assert [entry["name"] for entry in style["data"]] == names
        assert style["labels"]
        assert all(label["color"].startswith("#") for label in style["labels"])
        # Numbers and style do not mix: a style sent once serves all pictures of its kind.
        assert not any({"x", "y", "z"} & entry.keys() for entry in style["data"])


def test_a_kind_is_one_style() -> None:
    """The page keeps the style of a kind: no number may be in it, nothing may be missing."""
    styles: dict[str, tuple[str, Any]] = {}
    more = {
        "other numbers": "w=-3,7&y=-2",
        "in space": "w=5,-0.01,2&y=-2",
        "a pair": "w=5,-0.01,2,9&y=-2&gamma=poster",
        "depth 8": "w=1,2,3,4,5,6,7,8&y=-3&T=1e-9",
        "depth 64": f"w={','.join(['1.01'] * 64)}&y=-3",
        "the other 64": f"d={','.join(['0.1'] * 63)}&p=1&y=2",
        "poster's γ, large": "w=9,4,15&y=1&gamma=poster&show=lower,progressive",
    }
    for name, query in (cases.ALL | more).items():
        for picture, graph in pictures(read(query)).items():
            key = f"{picture}: {graph.kind}"
            first, style = styles.setdefault(key, (name, graph.style()))
            assert graph.style() == style, f"{key} of “{first}” and “{name}”"


@each_case
def test_every_axis_is_named_and_has_a_finite_range(query: str) -> None:
    for graph in pictures(read(query)).values():
        layout = graph.figure()["layout"]
        axes = {key for key in layout if key[1:].startswith("axis")}
        axes |= {f"scene.{key}" for key in layout.get("scene", {}) if key[1:].startswith("axis")}
        assert axes == graph.ranges.keys()
        for path, (low, high) in graph.ranges.items():
            assert axis_of(layout, path)["title"]["text"].strip()
            assert math.isfinite(low)
            assert math.isfinite(high)
            assert low < high
            assert axis_of(layout, path)["range"] == [low, high]
        used = {(trace.style.get("xaxis", "x"), trace.style.get("yaxis", "y"))
                for trace in graph.traces if trace.z is None}  # fmt: skip
        for x, y in used:
            assert f"xaxis{x[1:]}" in axes
            assert f"yaxis{y[1:]}" in axes


def assert_inside(values: np.ndarray, limits: tuple[float, float], what: str) -> None:
    low, high = limits
    room = 1e-9 * (high - low)
    assert np.isfinite(values).all(), what
    assert (values >= low - room).all(), what
    assert (values <= high + room).all(), what


def check_flow_inside(graphs: dict[str, Graph]) -> None:
    for name, graph in graphs.items():
        assert graph.cursors
        for cursor in graph.cursors:
            paths = {"x": f"xaxis{cursor.axes}", "y": f"yaxis{cursor.axes}"}
            if cursor.z is not None:
                paths = {axis: f"scene.{axis}axis" for axis in "xyz"}
            for axis, path in paths.items():
                values = getattr(cursor, axis)
                if axis_of(graph.layout, path).get("type") == "log":
                    assert (values > 0.0).all()
                    low, high = graph.ranges[path]
                    deep = np.log10(values)
                    # What has fallen 16 decades has left the picture through its floor.
                    assert_inside(np.maximum(deep, low), (low, high), f"{name} {path}")
                    # Far, as axes may grow for pinned runs, but not beyond float32.
                    assert deep.min() >= min(low - 2, -37.5)
                    assert deep[0] > low or np.ptp(deep) == 0.0  # a loss of 0 all the time
                else:
                    assert_inside(values, graph.ranges[path], f"{name} {path}")


@each_case
def test_the_flow_lies_inside_the_ranges(query: str) -> None:
    check_flow_inside(pictures(read(query)))


@given(strategies.scenarios())
def test_the_flow_of_any_network_lies_inside_the_ranges(scenario: ScalarScenario) -> None:
    graphs = pictures(ScalarState(scenario=scenario))
    check_flow_inside(graphs)
    for graph in graphs.values():
        for low, high in graph.ranges.values():
            assert -math.inf < low < high < math.inf


def test_the_whole_story_is_on_the_loss_axis() -> None:
    """A fall of less than 16 decades is seen down to its end."""
    graph = pictures(read("w=0.5,0.5&y=1"))["loss"]
    low, high = graph.ranges["yaxis"]
    flow = graph.traces[-1]
    assert flow.name.startswith("loss")
    assert low <= math.log10(flow.y.min())
    assert high > math.log10(flow.y.max())


def _drawn(solution: ScalarSolution, curves: Collection[str]) -> list[str]:
    """The envelopes chosen, but for a lower bound that is alpha* itself."""
    c = solution.network.cumulative_imbalance
    equal = c.size <= 2 or solution.margin == 0.0 or not c.any()
    names = {"lower": "" if equal else "lower bound", "progressive": "progressive"}
    return [name for curve, name in names.items() if curve in curves and name]


@each_case
def test_envelopes_lie_above_the_loss(query: str) -> None:
    state = read(query)
    graph = pictures(state)["loss"]
    *envelopes, flow = graph.traces
    edges = [trace for trace in envelopes if trace.name.startswith("lower edge")]
    assert len(edges) == bool(frozen(state.scenario).loss[0] > 0.0)
    for edge in edges:  # three points: down to far below the picture, and along
        assert edge is envelopes.pop(0)
        seen = flow.x <= edge.x[1]
        corridor = np.interp(flow.x[seen], edge.x, np.log(edge.y))
        assert (corridor <= np.log(flow.y[seen]) + 1e-9 * (1 + np.abs(corridor))).all()
        assert edge.y[0] == pytest.approx(flow.y[0], rel=1e-12)
        assert edge.x[-1] == flow.x[-1]
    wanted = ["envelope exp", *_drawn(frozen(state.scenario), state.view.curves)]
    assert len(envelopes) == len(wanted)
    for envelope, name in zip(envelopes, wanted, strict=True):
        assert name in envelope.name
    for envelope in envelopes:
        np.testing.assert_array_equal(envelope.x, flow.x)
        # Rounding of rate times time, as an exponent, is all that may bring them together.
        assert (envelope.y >= flow.y * (1 - 1e-9)).all(), envelope.name
    # The corridor between the two edges is shaded.
    assert envelopes[0].style["fill"] == ("tonexty" if edges else "tozeroy")
    assert [envelope.style["line"]["color"] for envelope in envelopes][:1] == [palette.GUARANTEE]


@each_case
def test_the_rate_stays_above_the_guarantee(query: str) -> None:
    graph = pictures(read(query))["rate"]
    guarantee, now, *bounds = graph.traces
    assert (now.y >= guarantee.y[0] * (1 - 1e-9)).all()
    assert len(bounds) == len(_drawn(frozen(read(query).scenario), ("lower",)))
    for bound in bounds:
        assert bound.y[0] < guarantee.y[0]
    assert ("lower bound is the same" in graph.caption) is (not bounds)
    assert now.style["fill"] == "tonexty"  # the slack


@each_case
def test_plotly_accepts_the_picture(query: str) -> None:
    for graph in pictures(read(query)).values():
        figure = go.Figure(graph.figure())
        assert len(figure.data) == len(graph.traces)
        for trace, sent in zip(graph.traces, figure.data, strict=True):
            np.testing.assert_array_equal(np.asarray(sent.y), trace.y)


# ---- the constraint set -------------------------------------------------------------------------


def named(graph: Graph, name: str) -> Any:
    return next(trace for trace in graph.traces if trace.name.startswith(name))


def test_two_layers_show_hyperbola_margin_minimisers_and_circle() -> None:
    solution = frozen(read("w=1.5,0.4&y=1").scenario)
    graph = constraint.graph(solution, (1, 2))
    feasible, infeasible = named(graph, "feasible"), named(graph, "below the margin")
    for trace in (feasible, infeasible):
        gaps = np.isnan(trace.x)
        np.testing.assert_array_equal(gaps, np.isnan(trace.y))
        imbalance = trace.x[~gaps] ** 2 - trace.y[~gaps] ** 2
        np.testing.assert_allclose(imbalance, 1.5**2 - 0.4**2, rtol=1e-12)
        assert gaps.sum() == 4  # both branches, above and below
    product = np.abs(feasible.x * feasible.y)
    assert np.nanmin(product) == pytest.approx(solution.margin, rel=1e-12)
    assert np.nanmax(np.abs(infeasible.x * infeasible.y)) == pytest.approx(solution.margin)
    circle = named(graph, "circle")
    np.testing.assert_allclose(circle.x**2 + circle.y**2, solution.alpha_star, rtol=1e-12)
    minimisers = named(graph, "τ = α*")
    assert minimisers.x.size == 4
    np.testing.assert_allclose(minimisers.x**2 + minimisers.y**2, solution.alpha_star, rtol=1e-12)
    assert (graph.layout["yaxis"]["scaleanchor"], graph.layout["yaxis"]["scaleratio"]) == ("x", 1)


@pytest.mark.parametrize("depth", [2, 3, 4, 8])
def test_start_end_and_flow_are_on_the_set(depth: int) -> None:
    state = read(cases.BY_DEPTH[f"L = {depth}"])
    solution = frozen(state.scenario)
    graph = constraint.graph(solution, (1, 2))
    start, end = named(graph, "start"), named(graph, "end")
    flow = named(graph, "flow")
    for layer, axis in enumerate("xyz"[: 3 if depth == 3 else 2]):
        assert getattr(start, axis).tolist() == [state.scenario.weights[layer]]
        # In space the end is two strokes that cross there: no machine lacks the glyph of a line.
        at = np.nanmean(getattr(end, axis))
        assert at == pytest.approx(solution.end.weights[layer], abs=1e-12)
        if depth != 3:
            assert getattr(end, axis).tolist() == [solution.end.weights[layer]]
        np.testing.assert_array_equal(getattr(flow, axis), solution.weights[:, layer])
    if depth == 3:
        assert graph.traces[-1].name == "now"  # the one that the time cursor moves
        assert all(trace.style["type"] == "scatter3d" for trace in graph.traces)


@pytest.mark.parametrize("pair", [(1, 2), (2, 1), (3, 8), (8, 3)])
def test_deep_networks_show_the_chosen_pair_and_the_rate_profile(pair: tuple[int, int]) -> None:
    solution = frozen(read(cases.BY_DEPTH["L = 8"]).scenario)
    graph = constraint.graph(solution, pair)
    flow, profile = (trace for trace in graph.traces if trace.name == "flow")
    np.testing.assert_array_equal(flow.x, solution.weights[:, pair[0] - 1])
    np.testing.assert_array_equal(flow.y, solution.weights[:, pair[1] - 1])
    np.testing.assert_array_equal(profile.x, np.abs(solution.products))
    np.testing.assert_array_equal(profile.y, solution.preconditioner)
    assert profile.style["xaxis"] == "x2"
    titles = [graph.layout[axis]["title"]["text"] for axis in ("xaxis", "yaxis")]
    assert titles == [f"w{'₀₁₂₃₄₅₆₇₈'[layer]}" for layer in pair]


# ---- weights and imbalances ---------------------------------------------------------------------


@each_case
def test_imbalances_are_flat(query: str) -> None:
    solution = frozen(read(query).scenario)
    graph = weights.graph(solution)
    below = [trace for trace in graph.traces if trace.style.get("yaxis") == "y2"]
    balanced = not solution.network.imbalance.any()
    assert bool(below) is (solution.network.depth > 1)
    if balanced and below:  # no curve a layer, but the one line on which they all lie
        assert [trace.name for trace in below] == ["imbalances: all 0"]
        assert not below[0].y.any()
    notes = [note["text"] for note in graph.layout.get("annotations", [])]
    assert notes == (["balanced: all zero"] if balanced and solution.network.depth > 1 else [])
    largest = float(np.max(solution.weights**2))
    for trace in below:
        lines = np.split(trace.y, np.isnan(trace.y).nonzero()[0])
        layers = [line[np.isfinite(line)] for line in lines]
        assert all(np.ptp(line) <= 1e-9 * largest for line in layers if line.size)


def test_ranges() -> None:
    low, high = span(np.array([1.0, np.nan, 3.0]), 2.0)
    assert low < 1.0
    assert high > 3.0
    low, high = span(5.0)
    assert low < 5.0 < high
    low, high = span(np.array([np.nan]))
    assert math.isfinite(low)
    assert low < high
    low, high = span(0.0)
    assert low < 0.0 < high
    tiny = np.array([1e-9, 2e-9])  # small numbers are not a flat line
    low, high = span(tiny)
    assert 0.0 < low < 1e-9
    assert 2e-9 < high < 3e-9
