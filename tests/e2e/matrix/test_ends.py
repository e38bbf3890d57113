"""Where flows end: the minimiser over the size of the start, and targets of lower rank."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import expect

from core.integrate import time_limit
from core.matrix import minimisers
from dashboard.matrix.ids import Matrix
from dashboard.matrix.presets import PRESETS
from tests.e2e.drivers.matrix import MatrixPage

LINKS = {preset.key: preset.query for preset in PRESETS}
#: JavaScript: name, x and y of all that a plot shows, and the marks that it has drawn.
SHOWN = """graph => {
    const plot = document.querySelector(`#${graph} .js-plotly-plot`);
    const { xaxis, yaxis, yaxis2 } = plot._fullLayout;
    return plot.data.map(({ name, x, y, yaxis: axis }, index) => {
        const marks = [...plot.querySelectorAll(".scatterlayer .trace")]
            .find(trace => trace.__data__[0].trace.index === index).querySelectorAll(".point");
        const box = node => { const { x, y, width, height } = node.getBoundingClientRect();
            return [x + width / 2, y + height / 2]; };
        const { left, top } = plot.getBoundingClientRect();
        const up = axis === "y2" ? yaxis2 : yaxis;
        return { name, x: [...x], y: [...y], axis: axis ?? "y",
            drawn: [...marks].map(box),
            wanted: [...x].map((at, i) => [left + xaxis._offset + xaxis.c2p(xaxis.d2c(at)),
                top + up._offset + up.c2p(up.d2c(y[i]))]) };
    });
}"""


def shown(matrix: MatrixPage) -> dict[str, Any]:
    matrix.see(Matrix.GRAPH_MINIMISER)
    traces = matrix.page.evaluate(SHOWN, str(Matrix.GRAPH_MINIMISER))
    assert len({trace["name"] for trace in traces}) == len(traces)
    return {trace["name"]: trace for trace in traces}


def agrees(matrix: MatrixPage) -> dict[str, Any]:
    """The plot has what core finds: distance and rank for each width, and the network itself."""
    traces, solution = shown(matrix), matrix.solution
    with time_limit(math.inf):
        found = minimisers(solution.scenario)
    assert found is not None
    for row, width in enumerate(found.widths):
        distance, rank = (
            traces[name] for name in (f"h = {width:g}", f"rank of the end, h = {width:g}")
        )
        np.testing.assert_allclose(distance["x"], found.sizes, rtol=1e-6)
        np.testing.assert_allclose(distance["y"], found.distances[row], rtol=1e-5)
        assert rank["y"] == found.ranks[row].tolist()
        assert rank["axis"] == "y2"
    own = traces["this start"]
    end = solution.end
    assert own["x"] == pytest.approx([np.linalg.norm(solution.singular_values[0])], rel=1e-6)
    assert own["y"] == pytest.approx([end.distance_to_minimum_norm], rel=1e-5)
    for trace in traces.values():
        np.testing.assert_allclose(trace["drawn"], trace["wanted"], atol=1.0)
    return traces


def test_the_minimiser_follows_scale_and_width(matrix: MatrixPage) -> None:
    matrix.open(LINKS["unseen"])
    before = matrix.eventually(lambda: agrees(matrix))
    assert [name for name in before if name.startswith("h = ")] == ["h = 3", "h = 16", "h = 10000"]
    matrix.type("Scale", "0.03")
    matrix.settles(lambda state: state["scale"] == 0.03)
    after = matrix.eventually(lambda: agrees(matrix))
    # The same curves; the network itself has come down along its own.
    assert after["h = 16"]["y"] == pytest.approx(before["h = 16"]["y"], rel=1e-5)
    assert after["this start"]["y"][0] < before["this start"]["y"][0]
    figure = matrix.figure("distance_to_minimum_norm").get_attribute("data-value")
    assert float(figure or "nan") == pytest.approx(after["this start"]["y"][0], rel=1e-5)
    matrix.type("Width", "40")
    matrix.settles(lambda state: state["h"] == 40)
    wider = matrix.eventually(lambda: agrees(matrix))
    assert "h = 40" in wider
    assert "h = 16" not in wider


def test_a_target_of_lower_rank(matrix: MatrixPage) -> None:
    """By its control, under More, where it matters; and what is too much is said there."""
    matrix.open("n=4&m=4&h=16&scale=0.1&e=1&s=2")
    expect(matrix.row("z")).to_be_hidden()
    matrix.radio("Target", "drawn").check()
    matrix.settles(lambda state: state["target"] == "drawn")
    expect(matrix.row("z")).to_be_visible()
    assert matrix.row("z").evaluate("row => row.closest('details')?.id") == "fold"
    assert matrix.value("rank") == 4
    for _ in range(2):
        matrix.slider("Missing rank").press("ArrowRight")
    matrix.settles(lambda state: state["z"] == 2)
    assert matrix.value("rank") == 2
    matrix.type("Missing rank", "4")
    matrix.complains("Missing rank")
    expect(matrix.complaint("Missing rank")).to_contain_text("below 4")
    matrix.type("Missing rank", "3")
    matrix.complains_not("Missing rank")
    matrix.settles(lambda state: state["z"] == 3)
    assert matrix.value("rank") == 1


def test_a_link_with_too_much_says_so_over_the_picture_of_all_defaults(matrix: MatrixPage) -> None:
    matrix.open("target=drawn&z=3")
    message = matrix.page.get_by_role("alert").filter(visible=True)
    expect(message).to_have_count(1)
    expect(message).to_contain_text("Missing rank must be below 3")
    expect(matrix.row("z")).to_be_hidden()


def test_the_rank_of_the_end_is_that_of_the_target_from_small_starts_alone(
    matrix: MatrixPage,
) -> None:
    matrix.open(LINKS["low_rank"])
    traces = matrix.eventually(lambda: agrees(matrix))
    for name, trace in traces.items():
        if name.startswith("rank"):
            assert (trace["y"][0], trace["y"][-1]) == (2, 1)
    assert matrix.value("rank") == 2
    matrix.type("Scale", "0.001")
    matrix.settles(lambda state: state["scale"] == 0.001)
    matrix.eventually(lambda: agrees(matrix))
    assert matrix.value("rank") == 1
