"""One time cursor through all four plots."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from playwright.sync_api import Locator, expect

from dashboard.parts.page.ids import Player
from dashboard.scalar.ids import Scalar
from tests.e2e.drivers.scalar import GRAPHS, ScalarPage
from tests.e2e.drivers.tab import MARKS


def button(scalar: ScalarPage, name: str) -> Locator:
    return scalar.by_id(Player.PLAYER).get_by_role("button", name=name, exact=True)


def marks(scalar: ScalarPage) -> list[str]:
    return scalar.page.evaluate(MARKS, GRAPHS)


def assert_loss_now(scalar: ScalarPage) -> None:
    """The figure is core's loss at the sample of the cursor."""
    loss = float(scalar.solution.loss[scalar.sample()])
    shown = scalar.value("loss")
    assert shown is not None
    assert math.isclose(shown, loss, rel_tol=1e-12)


def test_play_moves_the_cursor_through_all_plots_to_the_horizon(scalar: ScalarPage) -> None:
    scalar.open("w=0.9,0.4&y=1&T=0.8&at=0.6")  # so short that everything moves all the time
    last = scalar.solution.times.size - 1
    assert int(scalar.slider("Time").get_attribute("max") or 0) == last
    assert scalar.solution.times[scalar.sample()] == pytest.approx(
        0.6 * scalar.solution.horizon, rel=0.01
    )
    before, sample, text = marks(scalar), scalar.sample(), scalar.figure("loss").inner_text()
    assert all(before)
    button(scalar, "Play").click()
    expect(button(scalar, "Pause")).to_be_visible()
    for _ in range(3):  # it moves, and moves on, in every plot
        scalar.page.wait_for_function(
            f"""([graphs, old]) => {{
                const marks = ({MARKS})(graphs);
                return marks.every((mark, index) => mark !== old[index]);
            }}""",
            arg=[GRAPHS, before],
        )
        before = marks(scalar)
    assert scalar.sample() > sample
    expect(button(scalar, "Play")).to_be_visible(timeout=30_000)
    expect(scalar.slider("Time")).to_have_value(str(last))
    scalar.settles(lambda state: state.view.at == 1.0)
    assert_loss_now(scalar)
    assert scalar.figure("loss").inner_text() != text
    # From the end it starts again.
    button(scalar, "Play").click()
    scalar.page.wait_for_function(
        "last => document.getElementById('time').value < last / 2", arg=last
    )
    button(scalar, "Pause").click()
    expect(button(scalar, "Play")).to_be_visible()


def test_pause_step_scrub_and_keys(scalar: ScalarPage) -> None:
    scalar.open("w=0.9,0.4&y=1&at=0.1")
    start = scalar.sample()
    button(scalar, "Play").click()
    scalar.page.wait_for_function("at => document.getElementById('time').value > at", arg=start)
    button(scalar, "Pause").click()
    sample = scalar.sample()
    scalar.settles(lambda state: state.view.at > 0.1)
    assert scalar.sample() == sample  # it stays
    assert_loss_now(scalar)

    before = marks(scalar)
    button(scalar, "Step forward").click()
    scalar.steps_to(sample + 1)
    assert all(mark != old for mark, old in zip(marks(scalar), before, strict=True))
    assert_loss_now(scalar)
    button(scalar, "Step back").click()
    button(scalar, "Step back").click()
    scalar.steps_to(sample - 1)
    assert_loss_now(scalar)

    time = scalar.slider("Time")
    time.focus()
    for key, wanted in [
        ("End", 240), ("ArrowRight", 240), ("ArrowLeft", 239), ("Home", 0), ("ArrowLeft", 0),
        ("ArrowUp", 1),
    ]:  # fmt: skip
        time.press(key)
        assert scalar.sample() == wanted
        assert_loss_now(scalar)
    button(scalar, "Step back").focus()
    scalar.page.keyboard.press("Enter")
    scalar.steps_to(0)

    # Scrubbing with the mouse: the marks follow before the button is let go.
    before = marks(scalar)
    x, y, width = scalar.grab("Time")
    scalar.page.mouse.move(x + width / 3, y, steps=4)
    scalar.page.wait_for_function("() => document.getElementById('time').value > 60")
    assert all(mark != old for mark, old in zip(marks(scalar), before, strict=True))
    scalar.page.mouse.up()
    assert_loss_now(scalar)
    part = scalar.solution.times[scalar.sample()] / scalar.solution.horizon
    scalar.settles(lambda state: state.view.at == pytest.approx(part, rel=1e-3))


def test_the_cursor_keeps_its_part_of_the_horizon_while_controls_move(scalar: ScalarPage) -> None:
    scalar.open("w=0.9,0.4&y=1&at=0.5")
    scalar.type("Initial weight w1", "0.2")
    state = scalar.settles(lambda state: state.scenario.weights[0] == 0.2)
    assert state.view.at == pytest.approx(0.5, rel=0.01)
    times = scalar.solution.times
    assert scalar.sample() == int(np.abs(times - state.view.at * times[-1]).argmin())
    assert_loss_now(scalar)


def test_in_space_the_cursor_is_a_point_on_the_trajectory(scalar: ScalarPage) -> None:
    scalar.open("w=0.9,0.4,-1.1&y=-1")
    plot = f"document.querySelector('#{Scalar.GRAPH_CONSTRAINT} .js-plotly-plot')"
    traces = f"{plot}._fullLayout.scene._scene.traces"
    for sample in (0, 100, 240):
        scalar.slider("Time").fill(str(sample))
        point = scalar.page.evaluate(
            f"""() => {{ const now = {traces}[{plot}._fullData.at(-1).uid].data;
                return [now.x[0], now.y[0], now.z[0]]; }}"""
        )
        assert point == pytest.approx(scalar.solution.weights[sample].tolist(), rel=1e-6)
    before = marks(scalar)
    button(scalar, "Play").click()
    scalar.page.wait_for_function(f"([graphs, old]) => ({MARKS})(graphs)[0] !== old[0]",
                                  arg=[GRAPHS, before])  # fmt: skip
    button(scalar, "Pause").click()
    # It turns with the mouse, and what is turned stays turned when a control moves.
    canvas = scalar.by_id(Scalar.GRAPH_CONSTRAINT).locator("canvas").last
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    eye = f"() => JSON.stringify({plot}._fullLayout.scene._scene.getCamera().eye)"
    straight = scalar.page.evaluate(eye)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def turn() -> None:
        """No faster than the picture looks where the mouse is, which is as fast as it is drawn."""
        scalar.page.mouse.move(x, y)
        for step in range(1, 7):
            scalar.frame()
            if step == 2:
                scalar.page.mouse.down()
            scalar.page.mouse.move(x + 10 * step, y)
        scalar.frame()
        scalar.page.mouse.up()
        scalar.frame()
        assert scalar.page.evaluate(eye) != straight

    scalar.eventually(turn)
    turned = scalar.page.evaluate(eye)
    scalar.type("Target y", "-2")
    scalar.settles(lambda state: state.scenario.target == -2.0)
    now = scalar.page.evaluate(eye)
    assert json.loads(now) == pytest.approx(json.loads(turned), abs=1e-3)
