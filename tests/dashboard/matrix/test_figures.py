"""Pictures of matrix networks: pure, complete, and true to what they claim."""

from __future__ import annotations

import copy
import functools
import math
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

import words
from core import AlphaSource, MatrixSolution, scenario_from_json, solve
from core.network import imbalances
from dashboard.matrix.figures import imbalance as matrix_imbalance
from dashboard.matrix.figures import loss as matrix_loss
from dashboard.matrix.figures import modes as matrix_modes
from dashboard.matrix.figures import pl as matrix_pl
from dashboard.matrix.figures import ranks as matrix_ranks
from dashboard.matrix.figures import region as matrix_region
from dashboard.matrix.figures import sizes as matrix_sizes
from dashboard.matrix.figures import spectrum as matrix_spectrum
from dashboard.parts.drawing import palette
from dashboard.parts.drawing.graph import Graph
from tests.dashboard.scalar.test_figures import assert_inside, axis_of, named, plain
from words.numbers import written

NEAR = {"kind": "squared", "target": {"distance": 0.1, "seed": 1}}


def gaussian(n: int, m: int, *widths: int, **more: Any) -> dict[str, Any]:
    return {"kind": "gaussian", "n": n, "m": m, "widths": list(widths), "seed": 3, **more}


def regression(**more: Any) -> dict[str, Any]:
    return {"kind": "regression", "target": {"distance": 0.05, "seed": 1}, **more}


HOMOGENEOUS = {
    "kind": "homogeneous", "n": 3, "m": 3, "widths": [3] * 5,
    "singular_values": [1.5, 1.2, 1.0], "imbalance": [0.3, -0.2, 0.4, 0.1, -0.3],
}  # fmt: skip
BALANCED = {
    "kind": "balanced", "n": 2, "m": 2, "widths": [3, 4, 3], "singular_values": [1.4, 1.0],
}  # fmt: skip
DEFICIENT = {
    "kind": "regression", "inputs": [[1, 0, 1], [0, 2, 1]], "outputs": [[1, 0], [2, -1]],
}  # fmt: skip
ONE_LAYER = {"weights": [[[1.0, 0.2], [0.1, 0.8]]], "objective": NEAR}
AT_REST = {
    "initialization": gaussian(2, 2, 4), "objective": {"kind": "squared", "target": {"distance": 0}}
}  # fmt: skip
STATIONARY = {
    "weights": [[[0.0], [0.0]], [[0.0, 0.0]]],
    "objective": {"kind": "squared", "target": [[1, 0], [0, 2]]},
}

CASES: dict[str, dict[str, Any]] = {
    "square": {"initialization": gaussian(3, 3, 6), "objective": NEAR},
    "rectangular": {"initialization": gaussian(2, 4, 7), "objective": NEAR},
    "narrow": {"initialization": gaussian(3, 3, 3), "objective": NEAR},
    "wide": {"initialization": gaussian(3, 3, 10**9), "objective": NEAR},
    "lazy no more": {"initialization": gaussian(3, 3, 10**9, exponent=1.0), "objective": NEAR},
    "three layers": {"initialization": gaussian(2, 3, 5, 6), "objective": NEAR},
    "homogeneous": {"initialization": HOMOGENEOUS, "objective": NEAR},
    "balanced": {"initialization": BALANCED, "objective": NEAR},
    "general depth 4": {"initialization": gaussian(3, 2, 4, 5, 4), "objective": NEAR},
    "many modes": {"initialization": gaussian(12, 11, 40), "objective": NEAR},
    "no spectrum": {"initialization": gaussian(21, 20, 60), "objective": NEAR},
    "noisy regression": {
        "initialization": gaussian(3, 2, 8),
        "objective": regression(condition_number=20, noise=0.1),
    },
    "rank-deficient": {"initialization": gaussian(3, 2, 8), "objective": DEFICIENT},
    "logistic": {
        "initialization": gaussian(3, 1, 6),
        "objective": {"kind": "logistic", "ridge": 0.1, "samples": 12},
    },
    "margin 0": {
        "initialization": gaussian(3, 3, 6, scale=0.1),
        "objective": {"kind": "squared", "target": {"singular_values": [2, 1, 0.5]}},
    },
    "one layer": ONE_LAYER,
    "at rest": AT_REST,
    "stationary": STATIONARY,
    "own times": {"initialization": gaussian(2, 2, 5), "objective": NEAR, "times": [0, 0.5, 2]},
}
SHOWN = ("progressive", "ntk")
each_case = pytest.mark.parametrize("name", CASES)
ORDINARY = [name for name in CASES if name not in ("at rest", "stationary")]


@functools.cache
def solution_of(name: str) -> MatrixSolution:
    """A solution whose arrays cannot be written."""
    solution = solve(scenario_from_json({"model": "matrix", **CASES[name]}))
    assert isinstance(solution, MatrixSolution)
    for value in vars(solution).values():
        if isinstance(value, np.ndarray):
            value.setflags(write=False)
    return solution


def pictures(solution: MatrixSolution) -> dict[str, Graph]:
    return {
        "loss": matrix_loss.graph(solution, SHOWN),
        "region": matrix_region.graph(solution),
        "spectrum": matrix_spectrum.graph(solution),
        "modes": matrix_modes.graph(solution),
        "imbalance": matrix_imbalance.graph(solution),
        "sizes": matrix_sizes.graph(solution),
        "pl": matrix_pl.graph(solution),
        "ranks": matrix_ranks.graph(solution),
    }


@each_case
def test_pure(name: str) -> None:
    solution = solution_of(name)
    before = copy.deepcopy(solution.to_json())
    first, second = ([plain(graph.figure()) for graph in pictures(solution).values()] for _ in "12")
    assert first == second
    assert plain(before) == plain(solution.to_json())


@each_case
def test_styles_match_traces(name: str) -> None:
    for graph in pictures(solution_of(name)).values():
        style = graph.style()
        names = [trace.name for trace in graph.traces]
        assert [entry["name"] for entry in style["data"]] == names
        assert all(label["color"].startswith("#") for label in style["labels"])
        assert not any({"x", "y", "z"} & entry.keys() for entry in style["data"])
        assert graph.caption.endswith(".")
        assert not any(sign in "".join(names) for sign in "$\\_")
        for trace in graph.traces:
            assert trace.x.shape == trace.y.shape
            np.testing.assert_array_equal(np.isnan(trace.x) | np.isnan(trace.y), np.isnan(trace.y))


def test_a_kind_is_one_style() -> None:
    styles: dict[str, tuple[str, Any]] = {}
    for name in CASES:
        for picture, graph in pictures(solution_of(name)).items():
            key = f"{picture}: {graph.kind}"
            first, style = styles.setdefault(key, (name, graph.style()))
            assert graph.style() == style, f"{key} of “{first}” and “{name}”"
    assert len({key for key in styles if key.startswith("spectrum")}) > 2  # both scales among them


@each_case
def test_every_axis_is_named_and_has_a_finite_range(name: str) -> None:
    for graph in pictures(solution_of(name)).values():
        layout = graph.figure()["layout"]
        assert {key for key in layout if key[1:].startswith("axis")} == graph.ranges.keys()
        for path, (low, high) in graph.ranges.items():
            assert axis_of(layout, path)["title"]["text"].strip()
            assert -math.inf < low < high < math.inf


@each_case
def test_the_flow_lies_inside_the_ranges(name: str) -> None:
    for picture, graph in pictures(solution_of(name)).items():
        assert bool(graph.cursors) is (picture not in ("imbalance", "sizes"))
        for cursor in graph.cursors:
            assert_inside(cursor.x, graph.ranges["xaxis"], picture)
            low, high = graph.ranges["yaxis"]
            if graph.layout["yaxis"].get("type") == "log":
                assert (cursor.y > 0.0).all()
                assert_inside(np.maximum(np.log10(cursor.y), low), (low, high), picture)
            else:
                assert_inside(cursor.y, (low, high), picture)


@each_case
def test_plotly_accepts_the_picture_and_it_is_light(name: str) -> None:
    for graph in pictures(solution_of(name)).values():
        figure = go.Figure(graph.figure())
        assert len(figure.data) == len(graph.traces) <= 12
        assert sum(trace.y.size for trace in graph.traces) <= 5000


@each_case
def test_envelopes_lie_above_the_excess(name: str) -> None:
    solution = solution_of(name)
    graph = matrix_loss.graph(solution, SHOWN)
    edges = [trace for trace in graph.traces if trace.name.startswith("lower edge")]
    assert len(edges) == bool(solution.fastest and solution.excess[0] > 0.0)
    guarantee, *progressive, prediction, flow = graph.traces[len(edges) :]
    for edge in edges:
        seen = flow.x <= edge.x[1]
        corridor = np.interp(flow.x[seen], edge.x, np.log(edge.y))
        assert (corridor <= np.log(flow.y[seen]) + 1e-7 * (1 + np.abs(corridor))).all()
    # It is another line where the rate grows with the margin on the way to the target.
    best = solution.guarantee.alpha(float(solution.target_singular_values[-1]))
    grows = solution.objective.unique and best > solution.alpha * (1 + 1e-9)
    assert grows or not progressive
    if solution.margin.margin > 0.0 and solution.alpha > 0.0 and solution.excess[0] > 0.0:
        assert bool(progressive) is grows
    for bound in (guarantee, *progressive):
        assert (bound.y >= flow.y * (1 - 1e-9)).all(), bound.name
    assert "no bound" in prediction.name
    assert ("fill" in guarantee.style) is (bool(edges) or solution.alpha > 0.0)
    assert len(matrix_loss.graph(solution, ()).traces) == 2 + len(edges)


@each_case
def test_the_trajectory_stays_in_the_possible_region(name: str) -> None:
    solution = solution_of(name)
    graph = matrix_region.graph(solution)
    known = solution.guarantee.source is not AlphaSource.NONE
    curves = [trace for trace in graph.traces if "impossible" in trace.name]
    assert bool(curves) is known
    flow = named(graph, "flow")
    size = float(solution.preconditioner_max.max())
    assert (flow.x >= solution.margin.margin - 1e-9 * max(flow.x.max(), 1e-300)).all()
    for curve in curves:
        assert curve.style["fill"] == "tozeroy"
        assert (np.diff(curve.y) >= -1e-12 * size).all()
        assert curve.x[-1] >= graph.ranges["xaxis"][1]
        # The curve is convex or nearly straight between samples: compare with alpha itself.
        alpha = solution.guarantee.floors(flow.x, solution.reach)
        assert (flow.y >= alpha - 1e-9 * size).all()
        diamond = named(graph, "guaranteed")
        assert (diamond.x[0], diamond.y[0]) == (solution.margin.margin, solution.alpha)
    target = [trace for trace in graph.traces if trace.name == "σₘᵢₙ(W*)"]
    assert bool(target) is solution.objective.unique


@each_case
def test_eigenvalues_lie_between_the_extreme_ones(name: str) -> None:
    solution = solution_of(name)
    graph = matrix_spectrum.graph(solution)
    least, most = named(graph, "λₘᵢₙ"), named(graph, "λₘₐₓ")
    every = [trace for trace in graph.traces if trace.name.startswith("all")]
    assert bool(every) is (solution.spectrum.shape[1] > 0)
    for trace in every:
        assert np.nanmin(trace.y) >= least.y.min() * (1 - 1e-9)
        assert np.nanmax(trace.y) <= most.y.max() * (1 + 1e-9)
        assert np.isnan(trace.y).sum() <= 64
    for trace in graph.traces:
        if trace.name.startswith("α"):
            floor = 10.0 ** (graph.ranges["yaxis"][0])
            assert (least.y >= min(trace.y[0], floor) * (1 - 1e-9)).all()


@pytest.mark.parametrize("name", ORDINARY)
def test_modes_run_to_the_target(name: str) -> None:
    solution = solution_of(name)
    graph = matrix_modes.graph(solution)
    levels = [trace for trace in graph.traces if trace.name.endswith("of W*")]
    assert bool(levels) is solution.objective.unique
    for trace in levels:
        heights = trace.y[~np.isnan(trace.y)]
        np.testing.assert_array_equal(
            np.unique(heights), np.unique(solution.target_singular_values)
        )
    margins = [trace for trace in graph.traces if trace.name == "margin"]
    assert bool(margins) is (solution.margin.margin > 0.0)  # a line at 0 says nothing
    for margin in margins:
        assert (graph.traces[-1].y >= margin.y[0] - 1e-9).all()


@each_case
def test_both_sides_of_the_pl_inequality(name: str) -> None:
    bound, square, one, ratio = matrix_pl.graph(solution_of(name)).traces
    assert (square.y >= bound.y * (1 - 1e-9)).all()
    assert square.style["fill"] == "tonexty"
    assert (one.y == 1.0).all()
    assert (ratio.y[~np.isnan(ratio.y)] >= 1 - 1e-9).all()


@pytest.mark.parametrize("name", ["square", "rectangular", "narrow", "wide", "stationary"])
def test_brackets_span_the_differences(name: str) -> None:
    solution = solution_of(name)
    n, m = solution.objective.shape
    parts = solution.guarantee.two_layer(n, m, solution.margin.margin)
    assert parts is not None
    graph = matrix_imbalance.graph(solution)
    if name == "stationary":  # D = 0: nothing spans anything
        assert not graph.traces
        (words,) = graph.layout["annotations"]
        assert words["text"] == "balanced: all zero"
        assert "every imbalance is 0" in graph.caption
        return
    assert not graph.layout["annotations"]
    for label, size in (
        ("Δ = ", parts.delta), ("Δ₊", parts.delta_plus), ("Δ₋", parts.delta_minus)
    ):  # fmt: skip
        bracket = named(graph, label)
        assert np.ptp(bracket.y) == pytest.approx(size, abs=1e-12 * (1.0 + abs(bracket.y).max()))
    eigenvalues = named(graph, "eigenvalues")
    assert (np.diff(eigenvalues.y) <= 0.0).all()
    assert ("others are 0" in graph.caption) is (solution.width > n + m)


def test_imbalances_of_deep_networks() -> None:
    graph = matrix_imbalance.graph(solution_of("homogeneous"))
    np.testing.assert_allclose(named(graph, "dₗ").y, HOMOGENEOUS["imbalance"], atol=1e-9)
    balanced = matrix_imbalance.graph(solution_of("balanced"))
    assert not balanced.traces
    assert [note["text"] for note in balanced.layout["annotations"]] == ["balanced: all zero"]
    for name in ("three layers", "general depth 4"):
        solution = solution_of(name)
        trace = named(matrix_imbalance.graph(solution), "eigenvalues")
        for layer, D in enumerate(imbalances(solution.scenario.start().weights), start=1):
            shown = trace.y[np.abs(trace.x - layer) < 0.4]
            np.testing.assert_allclose(shown, np.linalg.eigvalsh(D)[::-1], atol=1e-9)


@each_case
def test_layers_lie_between_their_brackets(name: str) -> None:
    """And the spectra of the imbalances between the layers that they tell apart."""
    solution = solution_of(name)
    graph = matrix_sizes.graph(solution)
    floors = named(graph, "xₗ").y[::3]
    low = 10.0 ** graph.ranges["yaxis"][0] if graph.layout["yaxis"].get("type") == "log" else 0.0
    for part in ("σᵣ(Wₗ)²", "‖Wₗ‖²"):
        least, most = (named(graph, part).y[start::3][::-1] for start in (0, 1))
        assert (least <= most).all()
        assert (np.maximum(floors, low) <= np.maximum(least, low) * (1 + 1e-7)).all()
        for trace in graph.traces:
            if trace.name == "yₗ":
                assert (most <= trace.y[::3] * (1 + 1e-7)).all()
    depth = len(floors)
    bars = [trace for trace in graph.traces if trace.name.startswith("eigenvalues of D")]
    assert bool(bars) is (depth > 1)
    for bar, D in zip(bars, imbalances(solution.scenario.start().weights), strict=False):
        np.testing.assert_array_equal(bar.x[::3], np.arange(1, depth) + 0.5)
        ends = np.linalg.eigvalsh(D)[[0, -1]]
        assert bar.y[:2] == pytest.approx(ends, abs=1e-9 * max(1.0, abs(ends).max()))


@pytest.mark.parametrize(
    "imbalance, told, thin",
    [
        ([0.3, -0.2, 0.4, 0.1, -0.3], "No layer is the thinnest: D3 has eigenvalues", None),
        ([0.3, 0.2, -0.4, -0.1, -0.3], "Layer 3 is the thinnest: D ≥ 0 before it", [3.0]),
        ([0.3, 0.2, 0.0, -0.1, -0.3], "Layers 3 to 4 tie for the thinnest", [3.0, 4.0]),
        ([0.3, 0.2, 0.1, 0.1, 0.3], "Layer 6 is the thinnest", [6.0]),
    ],
)
def test_unimodality_is_read_off(imbalance: list[float], told: str, thin: list[float]) -> None:
    start = {**HOMOGENEOUS, "imbalance": imbalance}
    scenario = {"model": "matrix", "initialization": start, "objective": NEAR, "times": [0, 1]}
    solution = solve(scenario_from_json(scenario))
    assert isinstance(solution, MatrixSolution)
    graph = matrix_sizes.graph(solution)
    assert told in graph.caption
    marked = [trace.x.tolist() for trace in graph.traces if trace.name.startswith("thinnest")]
    assert marked == ([thin] if thin else [])
    assert solution.to_json()["thinnest_layers"] == (thin or [])


def test_a_color_has_one_meaning() -> None:
    graphs = pictures(solution_of("square"))
    for graph in graphs.values():
        for trace in graph.traces:
            color = trace.style.get("line", trace.style.get("marker"))["color"]
            if trace.name.startswith(("α*", "envelope exp", "guaranteed")):
                assert color == palette.GUARANTEE
            if "W*" in trace.name:
                assert color == palette.TARGET
            if trace.name.startswith("margin"):
                assert color == palette.FEASIBLE


@pytest.mark.parametrize(
    "name", ["loss", "region", "spectrum", "modes", "imbalance", "sizes", "pl"]
)
def test_every_picture_has_an_equation_and_an_explanation(name: str) -> None:
    above, below = (words.text(f"plot.matrix.{name}.{part}") for part in ("equation", "read"))
    assert above.startswith("$\\displaystyle")
    assert above.count("$") % 2 == below.count("$") % 2 == 0
    assert len(below) > 200


@each_case
def test_captions_follow_the_state(name: str) -> None:
    solution = solution_of(name)
    graphs = pictures(solution)
    end = solution.prediction[-1] > solution.excess[-1]
    if solution.excess[0] > 0.0:
        assert ("above it" in graphs["loss"].caption) is bool(end)
        assert ("below what happens" in graphs["loss"].caption) is not bool(end)
    else:
        assert "at its minimum at all times" in graphs["loss"].caption
    assert ("The margin is 0." in graphs["modes"].caption) is (solution.margin.margin == 0.0)
    least = float(solution.singular_values[:, -1].min())
    assert f"never below {written(least, 3)}" in graphs["modes"].caption
