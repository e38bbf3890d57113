"""Pictures of the depth page: pure, complete, and true to what they claim."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

import words
from core import DepthCurves, depth_curves
from core.depth import AlignedDescent
from dashboard.depth.controls import family, read
from dashboard.depth.figures import balancing as depth_balancing
from dashboard.depth.figures import constraint as depth_constraint
from dashboard.depth.figures import factors as depth_factors
from dashboard.depth.figures import imbalance as depth_imbalance
from dashboard.depth.figures import loss as depth_loss
from dashboard.depth.figures import rate as depth_rate
from dashboard.depth.figures import sharpness as depth_sharpness
from dashboard.depth.figures import sizes as depth_sizes
from dashboard.depth.figures import step as depth_step
from dashboard.parts.drawing import palette
from dashboard.parts.drawing.graph import Graph
from tests.dashboard.depth.test_api import QUERIES, each_query, run_of
from tests.dashboard.scalar.test_figures import assert_inside, axis_of, named, plain


@cache
def solved(query: str) -> tuple[DepthCurves, AlignedDescent]:
    curves, run = depth_curves(family(read(query))), run_of(query)
    for holder in (curves, run, run.at, *run.modes):
        for value in vars(holder).values():
            if isinstance(value, np.ndarray):
                value.setflags(write=False)
    return curves, run


def pictures(query: str) -> dict[str, Graph]:
    curves, run = solved(query)
    return {
        "rate": depth_rate.graph(curves, run),
        "step": depth_step.graph(curves, run),
        "loss": depth_loss.graph(run),
        "constraint": depth_constraint.graph(run, read(query).pair),
        "sharpness": depth_sharpness.graph(run),
        "sizes": depth_sizes.graph(run),
        "factors": depth_factors.graph(run),
        "imbalance": depth_imbalance.graph(run),
        "balancing": depth_balancing.graph(run),
    }


@each_query
def test_a_picture_is_complete(query: str) -> None:
    first, second = pictures(query), pictures(query)
    for name, graph in first.items():
        assert plain(graph.figure()) == plain(second[name].figure())
        style, names = graph.style(), [trace.name for trace in graph.traces]
        assert [entry["name"] for entry in style["data"]] == names
        assert style["labels"]
        assert graph.caption.endswith(".")
        layout = graph.figure()["layout"]
        assert {key for key in layout if key[1:].startswith("axis")} == graph.ranges.keys()
        for path, (low, high) in graph.ranges.items():
            assert axis_of(layout, path)["title"]["text"].strip()
            assert -math.inf < low < high < math.inf
        for trace in graph.traces:
            assert trace.x.shape == trace.y.shape
            assert not np.isinf(trace.y).any()
        assert len(go.Figure(graph.figure()).data) == len(graph.traces) <= 12


def test_a_kind_is_one_style() -> None:
    styles: dict[str, Any] = {}
    for query in QUERIES.values():
        for picture, graph in pictures(query).items():
            assert graph.style() == styles.setdefault(f"{picture}: {graph.kind}", graph.style())


@each_query
def test_curves_over_depth_lie_inside_and_are_the_cores(query: str) -> None:
    curves, run = solved(query)
    graphs = pictures(query)
    rates = {
        "α*": curves.alpha_star,
        "lower bound": curves.lower_bound,
        "product of": curves.cumulative_product,
        "(L−1)!": curves.factorial,
    }
    if curves.least is not None:
        rates = {"the largest bound": curves.proven, "least λ": curves.least}
    for name, shown in [
        ("rate", rates),
        ("step", {"gradient norm": curves.gradient_norm, "sharpness": curves.sharpness,
                  "largest stable": curves.stable_step, "rate in": curves.progress}),
    ]:  # fmt: skip
        graph = graphs[name]
        for start, values in shown.items():
            there = [trace for trace in graph.traces if trace.name.startswith(start)]
            drawable = values[np.isfinite(values) & (values > 0.0)]
            if not there:  # a lower bound that is alpha* itself says nothing
                same = start == "lower bound" and np.allclose(values, curves.alpha_star, rtol=1e-9)
                assert same or not drawable.size
                continue
            y = there[0].y
            np.testing.assert_array_equal(y[~np.isnan(y)], drawable)
            assert_inside(np.log10(drawable), graph.ranges["yaxis"], start)
            assert_inside(there[0].x, graph.ranges["xaxis"], start)
        chosen = named(graph, "depth of")
        assert chosen.x[0] == run.depth


@each_query
def test_the_run_lies_inside_the_plots_over_time(query: str) -> None:
    run = solved(query)[1]
    for name in ("loss", "imbalance"):
        graph = pictures(query)[name]
        for cursor in graph.cursors:
            assert_inside(cursor.x, graph.ranges["xaxis"], name)
            if name == "loss":
                assert (cursor.y > 0.0).all()
                low, high = graph.ranges["yaxis"]
                assert_inside(np.maximum(np.log10(cursor.y), low), (low, high), name)
            elif run.verdict != "divergent":
                assert_inside(cursor.y, graph.ranges["yaxis"], name)
    # Near the floor of the picture and above: exactly the losses.
    trace = named(pictures(query)["loss"], "gradient descent")
    loss = run.loss[np.isin(run.times, trace.x)]
    above = (loss > 0.0) & (loss >= 1e-15 * run.loss[0])
    np.testing.assert_array_equal(trace.y[above], loss[above])


@each_query
def test_the_flow_lies_on_the_set_and_in_the_window(query: str) -> None:
    run, graph = solved(query)[1], pictures(query)["constraint"]
    flow, curve = named(graph, "flow"), named(graph, "weights with")
    assert_inside(flow.x, graph.ranges["xaxis"], "x")
    assert_inside(flow.y, graph.ranges["yaxis"], "y")
    d = curve.x**2 - curve.y**2
    size = np.nanmax(curve.x**2 + curve.y**2)
    np.testing.assert_allclose(flow.x**2 - flow.y**2, d[0], atol=1e-9 * size)
    assert np.nanmax(np.abs(d - d[0])) <= 1e-9 * size
    (low_x, high_x), (low_y, high_y) = graph.ranges["xaxis"], graph.ranges["yaxis"]
    assert high_x - low_x == pytest.approx(high_y - low_y)
    assert np.nanmax(np.abs(curve.x)) >= max(abs(low_x), abs(high_x))
    descent = named(graph, "gradient descent")
    shown = descent.x.size
    assert shown == run.steps + 1 or (descent.style["mode"] == "markers" and 500 < shown <= 600)


def test_what_strays_is_counted_and_left_outside() -> None:
    graph = pictures("L=4&f=3&k=60")["constraint"]
    assert "outside the picture" in graph.caption
    assert "outside" not in pictures("")["constraint"].caption
    shown = pictures("L=4&f=3&k=60")["imbalance"]
    assert shown.ranges["yaxis"][1] < 100.0


def test_drift_is_the_cores_and_the_flows_is_zero() -> None:
    run, graph = solved("L=4&f=0.8")[1], pictures("L=4&f=0.8")["imbalance"]
    assert not named(graph, "flow").y.any()
    for layer in range(3):
        trace = graph.traces[1 + layer]
        squares = run.modes[0].weights ** 2
        d = squares[:, layer] - squares[:, layer + 1]
        np.testing.assert_allclose(trace.y, d - d[0], atol=1e-12)
        assert trace.style["line"]["color"] == palette.layer(layer)


@pytest.mark.parametrize(
    "query", ["fam=balanced&p=-1", "fam=balanced&p=0", "net=matrix&fam=balanced&p=0"]
)
def test_what_is_not_there_is_said_in_words(query: str) -> None:
    """No minimum, so no sharpness; no margin, so a rate of 0 and nothing on a logarithmic axis."""
    graphs = pictures(query)
    assert "nan" not in " ".join(graph.caption for graph in graphs.values())
    assert "reaches no minimum" in graphs["step"].caption
    (words,) = graphs["rate"].layout["annotations"]
    assert words["text"].startswith("α* is 0 at every depth")
    assert "α* is 0 at every depth" in graphs["rate"].caption
    assert len(graphs["step"].layout["annotations"]) == (0 if "-" in query else 1)
    for name in ("rate", "step"):
        assert not pictures("")[name].layout["annotations"]
        assert not pictures("fam=balanced")[name].layout["annotations"]


@pytest.mark.parametrize(
    "query, loss, plane",
    [
        ("p=1", "nothing moves", "gradient descent stays where it starts"),
        (
            "fam=balanced&p=-1000&y=1&L=3&f=0.5",
            "step 1",
            "gradient descent is cut at its first step",
        ),
        ("k=1", "In 1 step of", "the step of gradient descent leaves it"),
        ("k=2", "In 2 steps of", "the 2 steps of gradient descent leave it"),
        ("fam=balanced", "In 40 steps of", "the 40 steps of gradient descent keep to it"),
    ],
)
def test_captions_say_what_the_run_does(query: str, loss: str, plane: str) -> None:
    graphs = pictures(query)
    assert loss in graphs["loss"].caption
    assert plane in graphs["constraint"].caption
    every = " ".join(graph.caption for graph in graphs.values())
    for wrong in (" 0 steps", " 1 steps", " 1 iterates"):
        assert wrong not in every


def test_one_iterate_outside_is_one_iterate() -> None:
    captions = [pictures(f"p=2&L=3&f=3&k={steps}")["constraint"].caption for steps in range(1, 6)]
    assert not any(" 1 iterates" in caption for caption in captions)
    assert any("1 iterate lies outside the picture." in caption for caption in captions)


@pytest.mark.parametrize("name", [*pictures("")])
def test_every_picture_has_an_equation_and_an_explanation(name: str) -> None:
    above, below = (words.text(f"plot.depth.{name}.{part}") for part in ("equation", "read"))
    assert above.startswith("$\\displaystyle")
    assert above.count("$") % 2 == below.count("$") % 2 == 0
    assert len(below) > 200


def test_what_goes_to_and_fro_is_no_block() -> None:
    """Marks alone, on both sides, whatever the number of steps; the last ones are all there."""
    for steps in (150, 1000):
        graphs = pictures(f"s=0.5&L=2&f=1.15&k={steps}")
        for name in ("loss", "constraint"):
            trace, first = (named(graphs[name], start) for start in ("gradient", "its first"))
            assert trace.style["mode"] == "markers"
            assert trace.style["opacity"] < 1.0
            assert min(steps + 1, 500) <= trace.x.size <= 600
            assert first.x.size == 12
        # Both sides of the minimum from beginning to end, and not one of them alone.
        shown = named(graphs["constraint"], "gradient")
        product = shown.x * shown.y
        for part in np.array_split(product[20:], 10):
            assert part.min() < 1.0 < part.max()
    calm = pictures("s=0.5&L=2&f=0.02&k=300")
    assert named(calm["constraint"], "gradient").style["mode"] == "lines"
    assert named(calm["constraint"], "gradient").x.size == 301


def test_a_loss_that_stays_up_is_not_pressed_flat_by_the_flow() -> None:
    graph = pictures("s=0.5&L=2&f=1.15&k=150")["loss"]
    low, high = graph.ranges["yaxis"]
    assert high - low <= 6
    assert low < math.log10(named(graph, "gradient").y.min())


def test_bounds_lie_under_the_flow() -> None:
    """A line a bound, the largest in the guarantee's colour, and who gives it in the caption."""
    for kind, count in (("definite", 3), ("unimodal", 3), ("general", 2)):
        graph = pictures(f"n=3&fam={kind}&s=0.5&p=0.9&most=12&L=5")["rate"]
        bounds = [trace for trace in graph.traces if trace.name.startswith("bound ")]
        assert len(bounds) == count
        best, least = named(graph, "the largest bound"), named(graph, "least λ")
        assert (best.y <= least.y).all()
        for trace in bounds:
            there = ~np.isnan(trace.y)
            assert (trace.y[there] <= best.y[there]).all()
        assert "is proven (lower bound: " in graph.caption
    none = pictures("n=3&fam=general&p=0.1&L=5")["rate"].caption
    assert "is proven (no promise). D" in none
    assert "is indefinite: its eigenvalues run from" in none


def test_random_layers_are_dots_on_a_faint_line() -> None:
    def look(query: str) -> tuple[float, int]:
        style = named(pictures(query)["rate"], "α*").style
        return style["line"]["width"], style["marker"]["size"]

    assert look("fam=random&seed=2")[0] < look("")[0]
    assert look("fam=random&seed=2")[1] > look("")[1]


def test_every_step_shrinks_an_imbalance_by_the_factor_of_its_gradient() -> None:
    """d_l <- d_l (1 - step^2 f'(w)^2 prod of the other squares), worked out from the weights."""
    run, graph = solved("L=3&f=0.9&k=12")[1], pictures("L=3&f=0.9&k=12")["balancing"]
    squares = run.modes[0].weights ** 2
    gap = run.family.target - run.modes[0].products
    for layer, rest in ((0, 2), (1, 0)):
        factor = 1.0 - run.step**2 * 4.0 * gap**2 * squares[:, rest]
        shown = named(graph, f"d{'₁₂'[layer]}").y
        above = shown[1:] > 1e-9
        np.testing.assert_allclose(
            shown[1:][above], np.abs(factor[:-1] * shown[:-1])[above], rtol=1e-6
        )
    assert "above which no minimum is stable" in graph.caption
    assert "no minimum is stable" in pictures("fam=balanced&L=3&f=1.3&k=9")["balancing"].caption
    balanced = pictures("fam=balanced&L=3&f=0.5")["balancing"]
    assert [note["text"] for note in balanced.layout["annotations"]] == ["balanced: all zero"]


def test_imbalances_that_stay_are_said_and_not_drawn() -> None:
    balanced = pictures("fam=balanced")["imbalance"]
    assert [trace.name for trace in balanced.traces] == ["flow: 0"]
    assert [note["text"] for note in balanced.layout["annotations"]] == ["balanced: all zero"]
    assert "no imbalance changes" in balanced.caption
    resting = pictures("p=1")["imbalance"]
    assert [note["text"] for note in resting.layout["annotations"]] == ["no imbalance changes"]
    moving = pictures("")["imbalance"]
    assert [trace.label for trace in moving.traces] == ["flow", "d₁", "d₂", "δ"]
    assert not moving.layout["annotations"]
