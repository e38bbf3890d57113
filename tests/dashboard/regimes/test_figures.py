"""The pictures of the regimes page."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

import words
from core.regimes import expected_slope
from dashboard.regimes.controls import CORRIDORS, CURVES
from dashboard.regimes.figures import loss as regimes_loss
from dashboard.regimes.figures import width as regimes_width
from dashboard.regimes.figures.common import TimeAxis
from tests.dashboard.regimes.cases import QUERIES, each_query, pictures, shown
from tests.dashboard.scalar.test_figures import assert_inside, axis_of, plain


@each_query
def test_pictures_are_whole(query: str) -> None:
    """Pure, named, with finite ranges, with labels, light, and good for plotly."""
    first, second = ([plain(g.figure()) for g in pictures(query).values()] for _ in "12")
    assert first == second
    for graph in pictures(query).values():
        style, layout = graph.style(), graph.figure()["layout"]
        assert style["labels"]
        assert graph.caption.endswith(".")
        assert not any(sign in "".join(trace.name for trace in graph.traces) for sign in "$\\_")
        for path, (low, high) in graph.ranges.items():
            assert axis_of(layout, path)["title"]["text"].strip()
            assert -math.inf < low < high < math.inf
        assert len(go.Figure(graph.figure()).data) == len(graph.traces) <= 16
        assert sum(trace.y.size for trace in graph.traces) <= 5000
        for trace in graph.traces:
            assert trace.x.shape == trace.y.shape


def test_a_kind_is_one_style() -> None:
    styles: dict[str, Any] = {}
    for query in QUERIES.values():
        for name, graph in pictures(query).items():
            style = styles.setdefault(f"{name} {graph.kind}", graph.style())
            assert graph.style() == style, (name, query)


@each_query
def test_cursors_lie_inside_the_ranges(query: str) -> None:
    for name, graph in pictures(query).items():
        assert bool(graph.cursors) is (name in ("loss", "modes", "kernel"))
        for cursor in graph.cursors:
            for axis, values in (("xaxis", cursor.x), ("yaxis", cursor.y)):
                low, high = graph.ranges[axis]
                if graph.layout[axis].get("type") == "log":
                    assert (values > 0.0).all()
                    # What is too small for the picture lies below it.
                    assert_inside(np.maximum(np.log10(values), low), (low, high), name)
                else:
                    assert_inside(values, (low, high), name)


@each_query
def test_guarantees_lie_above_the_losses(query: str) -> None:
    """In the picture itself, lower edges below them, and alpha* below lambda_min(T)."""
    for name in CORRIDORS:
        _check_losses(query, name)
    kernel = pictures(query)["kernel"].traces
    for bound, least in zip(kernel[::2], kernel[1::2], strict=True):
        assert bound.y[0] <= least.y.min() * (1 + 1e-6)


def _check_losses(query: str, corridor: str) -> None:
    found = shown(query).comparison
    graph = regimes_loss.graph(found, TimeAxis(found, "log"), CURVES, corridor)
    shaded = [trace for trace in graph.traces if "fill" in trace.style["line"] | trace.style]
    between = [each.name for each in found.regimes if each.rate and each.solution.excess[0]]
    assert len(shaded) == (corridor in between)
    bottom = 10.0 ** graph.ranges["yaxis"][0]
    losses = {
        trace.name: np.maximum(trace.y, bottom)
        for trace in graph.traces
        if trace.style["line"]["width"] == 3
    }
    for trace in graph.traces:
        name, seen = trace.name.split(":")[0], np.maximum(trace.y, bottom)
        if "guaranteed" in trace.name:
            assert (seen >= losses[name] * (1 - 1e-6)).all(), trace.name
        elif "promise" in trace.name and name in ("spectral", "balanced"):
            assert (seen >= losses[name] * (1 - 1e-4)).all(), trace.name
        elif "lower edge" in trace.name:
            assert name == words.text(f"regime.{corridor}")
            assert (seen <= losses[name] * (1 + 1e-6)).all(), trace.name
            assert shaded in (
                [],
                [graph.traces[1]],
            )  # whose area reaches down to the trace before it


def test_the_axis_of_time() -> None:
    """The same numbers; on the logarithmic one t = 0 stands at its left edge."""
    compared = shown("").comparison
    log, linear = TimeAxis(compared, "log"), TimeAxis(compared, "linear")
    assert linear.shown(compared.times)[0] == 0.0
    np.testing.assert_array_equal(linear.shown(compared.times)[1:], log.shown(compared.times)[1:])
    assert 10 ** log.range[0] == pytest.approx(log.shown(compared.times)[0])
    assert 10 ** log.range[1] == pytest.approx(linear.range[1])


@pytest.mark.parametrize("exponent", [0.5, 0.75, 1.0])
def test_the_band_holds_every_draw_and_the_dashed_line_is_the_power(exponent: float) -> None:
    swept = shown(f"a={exponent}").sweep
    graph = regimes_width.drift(swept, 1000)
    largest, smallest, power, median, mark = graph.traces
    assert (smallest.y <= median.y).all()
    assert (median.y <= largest.y).all()
    for draw in swept.drift.T:
        assert (smallest.y <= draw).all()
        assert (draw <= largest.y).all()
    slope = np.diff(np.log(power.y)) / np.diff(np.log(power.x))
    np.testing.assert_allclose(slope, expected_slope(exponent), atol=1e-9)
    assert mark.x.tolist() == [1000.0, 1000.0]
    assert len(regimes_width.drift(swept, None).traces) == 4


def test_the_mark_lies_on_the_curve_over_lambda() -> None:
    """At the page's lambda, where the curve is; without one where the network is deeper."""
    for name in ("lambda-drift", "lambda-rate"):
        graph = pictures("lambda=-10")[name]
        curve, upright, mark = graph.traces
        assert mark.x == upright.x[0] == pytest.approx(-math.log10(101.0))
        seen = np.exp(np.interp(mark.x, curve.x, np.log(curve.y)))
        assert mark.y == pytest.approx(seen, rel=0.02)
        assert curve.y.argmax() == len(curve.y) // 2
        unmarked = words.text("picture.no_lambda_here")
        assert unmarked not in graph.caption
        deeper = pictures(QUERIES["three layers"])[name]
        assert len(deeper.traces) == 1
        assert deeper.caption.endswith(unmarked)


def test_the_modes_are_headed_by_what_holds_at_any_depth() -> None:
    """The sigmoid is that of two balanced layers only, and says so."""
    law, sigmoid = words.text("plot.regimes.modes.equation").split("two balanced layers:")
    assert r"\sum_l\prod_{i\ne l}s_i^2" in law
    assert r"e^{2s^*t}" not in law
    assert r"s(t)=\frac{s^*e^{2s^*t}}" in sigmoid


@each_query
def test_the_caption_says_which_promises_were_kept(query: str) -> None:
    found = shown(query).comparison
    parts = pictures(query)["loss"].caption.removesuffix(".").split(". ")
    told = {words.text(f"regime.{regime.name}"): regime for regime in found.regimes}
    said = [part for part in parts if part.split(":")[0] in told]
    assert [part.split(":")[0] for part in said] == list(told)
    for part in said:
        regime = told[part.split(":")[0]]
        ratio = regime.ratio(regime.own.rate) if regime.own else None
        if regime.decay_rate is None:
            assert "starts at the minimum" in part
        elif ratio is not None and abs(ratio - 1.0) > 1e-3:
            assert ("was broken" in part) is (ratio > 1.0)
            assert ("was kept" in part) is (ratio < 1.0)
