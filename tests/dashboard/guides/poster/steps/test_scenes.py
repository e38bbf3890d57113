"""What a step shows is there: its plots and controls, and in the figure what the text names."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from core import sweep
from dashboard.depth.answer import depth_answer
from dashboard.depth.figures import loss as depth_loss
from dashboard.depth.figures import rate as depth_rate
from dashboard.depth.figures import step as depth_step
from dashboard.guides import labs
from dashboard.guides.poster.steps import STEPS
from dashboard.guides.questions import Drag, Mark
from dashboard.guides.scene import Scene
from dashboard.guides.step import PROMISE, Step
from dashboard.matrix.answer import matrix_answer
from dashboard.matrix.figures import imbalance as matrix_imbalance
from dashboard.matrix.figures import spectrum as matrix_spectrum
from dashboard.parts.drawing import palette
from dashboard.parts.drawing.graph import Graph, Trace
from dashboard.parts.page.native import NumberControl
from dashboard.regimes.answer import regimes_answer
from dashboard.regimes.controls import read as read_regimes
from dashboard.regimes.controls import width_sweep
from dashboard.regimes.figures import width as regimes_width
from dashboard.scalar.answer import scalar_answer
from dashboard.scalar.controls import read as read_scalar
from dashboard.scalar.figures import constraint, loss, rate, weights
from tests.dashboard.guides.poster.steps.known import BY_KEY, facts_of
from tests.dashboard.parts.pages import READOUTS, everything, plots_of

ANSWERS: dict[str, Any] = {
    "scalar": scalar_answer,
    "matrix": matrix_answer,
    "regimes": regimes_answer,
    "depth": depth_answer,
}
SCENES = [
    pytest.param(step, scene, id=f"{step.key} {name}")
    for step in STEPS
    for name, scene in (("before", step.scene), ("after", step.reveal_scene or step.scene))
]


def seen(key: str, *, reveal: bool = True) -> Graph:
    """The one picture of a step, as the topic's page draws it."""
    step = BY_KEY[key]
    scene = step.reveal_scene if reveal and step.reveal_scene else step.scene
    (plot,) = scene.plots
    solution: Any = scene.solution()
    if scene.topic == "scalar":
        view = read_scalar(scene.query).view
        return {
            "loss": lambda: loss.graph(solution, view.curves),
            "rate": lambda: rate.graph(solution),
            "weights": lambda: weights.graph(solution),
            "constraint": lambda: constraint.graph(solution, view.pair, show=view.curves),
        }[plot]()
    if scene.topic == "matrix":
        return {"imbalance": matrix_imbalance, "spectrum": matrix_spectrum}[plot].graph(solution)
    if scene.topic == "regimes":
        swept = sweep(width_sweep(read_regimes(scene.query), solution.scenario.made().tolist()))
        return regimes_width.drift(swept, None)
    pictures = {"rate": depth_rate, "step": depth_step}
    if plot == "loss":
        return depth_loss.graph(solution.descent)
    return pictures[plot].graph(solution.curves, solution.descent)


def drawn(graph: Graph, color: str, dash: str = "solid") -> Trace:
    """The one line of this colour and dash."""
    (found,) = [
        trace
        for trace in graph.traces
        if trace.style.get("line", {}).get("color") == color
        and trace.style["line"].get("dash", "solid") == dash
        and len(trace.x) > 1
    ]
    return found


@pytest.mark.parametrize("step, scene", SCENES)
def test_one_plot_and_one_or_two_controls(step: Step, scene: Scene, app: object) -> None:
    """All on the page; the controls matter in this state."""
    parts = list(everything(labs.page(scene.topic).layout()))
    assert len(scene.plots) == 1
    assert f"graph-{scene.plots[0]}" in plots_of(parts)
    controls = {part.name for part in parts if isinstance(part, NumberControl)}
    assert 1 <= len(scene.controls) <= 2
    assert set(scene.controls) <= controls
    state = labs.LABS[scene.topic].read(scene.query)
    moved = ANSWERS[scene.topic](state, ())["controls"]
    assert not set(scene.controls) & {*moved["hidden"], *moved["disabled"]}


@pytest.mark.parametrize("step", STEPS, ids=[step.key for step in STEPS])
def test_guess_and_truth_have_a_place(step: Step) -> None:
    question = step.question
    if isinstance(question, Drag):
        assert question.control in step.scene.controls
    if isinstance(question, Mark) and question.plot:
        assert question.plot in (step.reveal_scene or step.scene).plots
    if isinstance(question, Mark):
        assert 0.05 < question.part(question.truth_in(step.known)) < 0.95


#: Beside key figures: what can be hidden (assets/topics/guides/scene.js).
HIDDEN = {"guarantee", "status", "curves", "labels", "now", "descent", PROMISE}


@pytest.mark.parametrize("step", STEPS, ids=[step.key for step in STEPS])
def test_what_is_hidden_is_there(step: Step) -> None:
    figures = {readout.quantity for readout in READOUTS[step.scene.topic]}
    assert {*step.hides, *step.later} <= figures | HIDDEN


def test_what_has_not_been_explained_is_not_shown() -> None:
    """alpha* and the margin have steps of their own."""
    keys = [step.key for step in STEPS]
    for step in STEPS:
        if keys.index(step.key) < keys.index("alpha"):
            of_alpha = {"alpha_star", "gain"} & {
                figure.quantity for figure in READOUTS[step.scene.topic]
            }
            assert {*of_alpha, "guarantee"} <= {*step.later}
        if keys.index(step.key) < keys.index("pl"):
            assert PROMISE in step.later
        if keys.index(step.key) < keys.index("margin"):
            assert "margin" in step.later


@pytest.mark.parametrize("key", ["model", "pl", "margin", "progressive"])
def test_the_loss_is_blue_over_time_under_an_orange_envelope(key: str) -> None:
    graph = seen(key, reveal=key == "pl")
    blue, orange = drawn(graph, palette.FLOW), drawn(graph, palette.GUARANTEE)
    assert (blue.y <= orange.y * (1.0 + 1e-12)).all()


@pytest.mark.parametrize("key", ["preconditioner", "pl", "two"])
def test_the_rate_is_blue_over_an_orange_line(key: str) -> None:
    graph = seen(key, reveal=False)
    blue, orange = drawn(graph, palette.FLOW), drawn(graph, palette.GUARANTEE)
    assert blue.y.min() >= orange.y.max() * (1.0 - 1e-12)


def test_preconditioner_the_blue_curve_begins_at_gamma_tau() -> None:
    blue = drawn(seen("preconditioner"), palette.FLOW)
    assert blue.y[0] == pytest.approx(4.0 * facts_of("preconditioner")["tau"])


def test_pl_orange_is_down_to_a_hundredth_where_the_text_says() -> None:
    graph, facts = seen("pl"), facts_of("pl")
    orange, blue = drawn(graph, palette.GUARANTEE), drawn(graph, palette.FLOW)
    for trace, time in ((orange, facts["guaranteed"]), (blue, facts["seen"])):
        part = np.interp(time, trace.x, np.log(trace.y)) - np.log(trace.y[0])
        assert part == pytest.approx(np.log(0.01), abs=1e-3)


def test_kernel_the_line_ends_where_the_text_says() -> None:
    facts = facts_of("kernel")
    for reveal, name in ((False, "frozen"), (True, "drift")):
        graph = seen("kernel", reveal=reveal)
        (median,) = [trace for trace in graph.traces if "markers" in trace.style.get("mode", "")]
        assert median.x[-1] == facts["width"]
        assert median.y[-1] == pytest.approx(facts[name])


def test_imbalance_the_curve_holds_start_and_end() -> None:
    """At rest the start is on the target's hyperbola; then the flow runs along the curve."""
    facts, rest = facts_of("imbalance"), seen("imbalance", reveal=False)
    target = drawn(rest, palette.TARGET, "dash")
    assert np.nanmin(np.hypot(target.x - facts["w1"], target.y - facts["w2"])) < 0.05
    flow = drawn(seen("imbalance"), palette.FLOW)
    assert (flow.x[0], flow.y[0]) == pytest.approx((facts["w1"], facts["w2"]))
    assert (flow.x[-1], flow.y[-1]) == pytest.approx((facts["end1"], facts["end2"]), rel=1e-4)
    assert flow.x**2 - flow.y**2 == pytest.approx(np.full(flow.x.shape, facts["d"]))


def test_margin_the_shaded_band_reaches_zero() -> None:
    graph = seen("margin")
    (edge,) = [trace for trace in graph.traces if trace.style.get("fill") == "tonexty"]
    assert edge.y == pytest.approx(np.zeros(2), abs=1e-12)


def test_alpha_a_circle_touches_the_solid_part_at_the_diamonds() -> None:
    graph, facts = seen("alpha"), facts_of("alpha")
    circle = drawn(graph, palette.GUARANTEE)
    assert circle.x**2 + circle.y**2 == pytest.approx(np.full(circle.x.shape, facts["tau_edge"]))
    (diamonds,) = [
        trace for trace in graph.traces if trace.style.get("marker", {}).get("symbol") == "diamond"
    ]
    assert diamonds.x**2 + diamonds.y**2 == pytest.approx(
        np.full(diamonds.x.shape, facts["tau_edge"])
    )
    dashes = {
        trace.style["line"].get("dash", "solid") for trace in graph.traces if "line" in trace.style
    }
    assert "dash" in dashes


def test_many_the_bound_is_dotted_below_the_orange_line() -> None:
    graph = seen("many", reveal=False)
    dotted, orange = drawn(graph, palette.BOUND, "dot"), drawn(graph, palette.GUARANTEE)
    facts = facts_of("many")
    assert orange.y[0] == pytest.approx(4.0 * facts["alpha"])
    assert dotted.y[0] == pytest.approx(4.0 * facts["bound"])


def test_many_the_bound_meets_the_orange_line_at_equal_weights() -> None:
    """Then there is but one line."""
    graph = rate.graph(labs.solution("scalar", "w=0.8,0.8,0.8&y=1"))
    assert not [trace for trace in graph.traces if trace.style["line"].get("dash") == "dot"]


def test_matrix_a_dot_an_eigenvalue() -> None:
    facts = facts_of("matrix")
    (dots,) = [trace for trace in seen("matrix").traces if trace.style.get("mode") == "markers"]
    assert (dots.y > 0.0).sum() == facts["positive"]
    assert (dots.y < 0.0).sum() == facts["negative"]


def test_three_the_orange_line_is_the_bound_in_both() -> None:
    for reveal in (False, True):
        graph = seen("three", reveal=reveal)
        assert drawn(graph, palette.GUARANTEE).y == pytest.approx(
            facts_of("three")["bound"], rel=1e-3
        )


def test_depth_the_figure_ends_at_the_depths_that_are_told() -> None:
    facts = facts_of("depth")
    for reveal, deep, alpha in ((False, "shown", "shown_alpha"), (True, "deep", "alpha")):
        line = drawn_dotted(seen("depth", reveal=reveal))
        assert line.x[-1] == facts[deep]
        assert line.y[-1] == pytest.approx(facts[alpha])


def drawn_dotted(graph: Graph) -> Trace:
    """The orange line with a mark at each depth."""
    (found,) = [
        trace
        for trace in graph.traces
        if trace.style.get("mode") == "lines+markers"
        and trace.style["line"]["color"] == palette.GUARANTEE
    ]
    return found


def test_descent_golden_points_beside_the_flow() -> None:
    graph = seen("descent", reveal=False)
    assert any(
        trace.style.get("marker", {}).get("color") == palette.DESCENT for trace in graph.traces
    )


def test_descent_rate_times_step_is_orange_and_hardly_rises() -> None:
    facts, line = facts_of("descent"), drawn_dotted(seen("descent"))
    at = {depth: line.y[line.x == depth].item() for depth in (facts["shallow"], facts["deep"])}
    assert at[facts["deep"]] / at[facts["shallow"]] == pytest.approx(facts["gain"])
    assert line.y.max() <= facts["most"] * (1.0 + 1e-9)


def test_progressive_green_dashes_cover_the_blue_curve() -> None:
    graph = seen("progressive")
    green, blue = drawn(graph, palette.PROGRESSIVE, "dash"), drawn(graph, palette.FLOW)
    assert green.y == pytest.approx(blue.y)
    before = seen("progressive", reveal=False)
    assert palette.PROGRESSIVE not in [
        trace.style.get("line", {}).get("color") for trace in before.traces
    ]
