"""A step as a page, without a browser: what is on it, and what it reveals when it is asked."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any

import dash
import pytest
from dash.development.base_component import Component

from dashboard.guides.asking import ticks_of
from dashboard.guides.ids import Panel
from dashboard.guides.path import Path
from dashboard.guides.poster.layout import layout
from dashboard.guides.poster.paths import POSTER as PATH
from dashboard.guides.poster.steps import STEPS
from dashboard.guides.questions import Mark
from dashboard.guides.step import PROMISE, Step
from dashboard.guides.walk import page, revealed
from dashboard.parts.drawing import palette
from dashboard.parts.page.native import Prose
from tests.dashboard.parts.pages import SCRIPTS, everything, ids_of

each_step = pytest.mark.parametrize("place", range(1, len(STEPS) + 1))


@pytest.fixture(scope="module")
def pages(app: dash.Dash) -> list[list[Component]]:
    return [list(everything(page(PATH, place))) for place in range(1, len(STEPS) + 1)]


def told(components: list[Component]) -> dict[str, Any]:
    settings = json.loads(components[0].to_plotly_json()["props"]["data-page"])
    guide: dict[str, Any] = settings["guide"]
    return guide


@each_step
def test_ids_are_unique(pages: list[list[Component]], place: int) -> None:
    names = ids_of(pages[place - 1])
    assert [name for name, count in Counter(names).items() if count > 1] == []


@each_step
def test_the_scripts_are_told_what_to_hide(pages: list[list[Component]], place: int) -> None:
    step, guide = STEPS[place - 1], told(pages[place - 1])
    assert guide["hides"] == list(step.hides)
    assert guide["later"] == list(step.later)
    assert ([palette.GUARANTEE, ""] in guide["veils"]) == (PROMISE in step.later)


@each_step
def test_a_page_has_one_heading(pages: list[list[Component]], place: int) -> None:
    headings = [part for part in pages[place - 1] if isinstance(part, dash.html.H1)]
    assert [part.children for part in headings] == [STEPS[place - 1].title]


@each_step
def test_plots_and_controls_of_a_scene_are_on_the_page(
    pages: list[list[Component]], place: int
) -> None:
    """A name that is none would hide everything."""
    components = pages[place - 1]
    ids = ids_of(components)
    properties = [part.to_plotly_json()["props"] for part in components]
    controls = {part.get("data-control") or part.get("name") for part in properties} | {"time"}
    step = STEPS[place - 1]
    for scene in filter(None, (step.scene, step.reveal_scene)):
        assert [name for name in scene.plots if f"graph-{name}-card" not in ids] == []
        assert set(scene.controls) <= controls
    plot = getattr(step.question, "plot", "")
    assert not plot or plot in (step.reveal_scene or step.scene).plots
    control = getattr(step.question, "control", "")
    assert not control or control in step.scene.controls


@each_step
def test_the_page_does_not_hold_the_answer(pages: list[list[Component]], place: int) -> None:
    step = STEPS[place - 1]
    guide = told(pages[place - 1])
    assert "truth" not in {*guide, *guide["question"]}
    (answer,) = [
        part
        for part in pages[place - 1]
        if isinstance(part, Prose) and getattr(part, "id", "") == Panel.ANSWER
    ]
    assert answer.html == ""
    assert revealed(step, None)["answer"] not in json.dumps(guide)


@each_step
def test_progress_leads_to_every_step(pages: list[list[Component]], place: int) -> None:
    links = {
        getattr(part, "id", None) or part.className: part.href
        for part in pages[place - 1]
        if isinstance(part, dash.html.A) and "data-turns" in part.to_plotly_json()["props"]
    }
    dots = [part.href for part in pages[place - 1] if getattr(part, "className", "") == "dot"]
    assert dots == [f"/poster?step={here}" for here in range(1, len(STEPS) + 1)]
    assert links.get(Panel.PREVIOUS) == (f"/poster?step={place - 1}" if place > 1 else None)
    assert links.get(Panel.NEXT) == (f"/poster?step={place + 1}" if place < len(STEPS) else None)


@pytest.mark.parametrize(
    "asked, place, code",
    [
        (None, 1, None),
        ("2", 2, None),
        (" 2 ", 2, None),
        ("0", 1, "guide.beyond"),
        ("-3", 1, "guide.beyond"),
        ("99", len(STEPS), "guide.beyond"),
        ("9" * 5000, len(STEPS), "guide.beyond"),
        ("abc", 1, "guide.no_step"),
        ("", 1, "guide.no_step"),
        ("2.5", 1, "guide.no_step"),
        ("²", 1, "guide.no_step"),
        (["1", "2"], 2, "guide.several"),
        (["1", "x"], 1, "guide.no_step"),
        ([], 1, "guide.no_step"),
    ],
)
def test_every_address_leads_to_a_step(asked: object, place: int, code: str | None) -> None:
    found, message = PATH.chosen(asked)
    assert found == place
    assert (message and message.code) == code


def test_what_was_wrong_with_the_address_is_said(app: dash.Dash) -> None:
    said = [part for part in everything(layout(step="abc", utm_source="x")) if is_notice(part)]
    assert len(said) == 1
    assert "abc" in said[0].children


def is_notice(part: Component) -> bool:
    return bool(getattr(part, "className", "") == "notice" and getattr(part, "children", None))


def ask(app: dash.Dash, **entries: str) -> Any:
    answer = app.server.test_client().post("/api/poster-step", data=entries)
    assert answer.status_code == 200
    return answer.json


def test_the_route_judges_and_reveals(app: dash.Dash) -> None:
    truth = str(STEPS[0].question.truth_in(STEPS[0].known))
    said = ask(app, step="1", guess=truth)["step"]
    assert said["right"] is True
    assert said["verdict"]
    assert said["truth"] == said["guess"]
    shown = ask(app, step="1")["step"]
    assert (shown["right"], shown["guess"], shown["verdict"]) == (None, None, "")
    assert shown["answer"] == said["answer"]


@pytest.mark.parametrize("entries", [{"step": "99"}, {"step": "x"}, {}, {"step": "1", "guess": ""}])
def test_the_route_refuses_with_a_sentence(app: dash.Dash, entries: dict[str, str]) -> None:
    assert ask(app, **entries)["error"]["sentence"].endswith(".")


def test_a_path_may_be_one_of_several(app: dash.Dash) -> None:
    path = Path("poster", STEPS, "lesson=mine")
    assert path.href(2) == "/poster?lesson=mine&step=2"
    assert told(list(everything(page(path, 1))))["step"] == {"lesson": "mine", "step": 1}


def test_ids_that_scripts_of_the_guides_look_up_exist(pages: list[list[Component]]) -> None:
    known = {name for components in pages for name in ids_of(components)}
    for file in ("question", "turn", "scene", "marks"):
        text = SCRIPTS[f"topics/guides/{file}.js"]
        found = re.findall(r'(?:getElementById|set_props)\("([\w-]+)"|["`]#([\w-]+)', text)
        for name in filter(None, (one or other for one, other in found)):
            assert name in known or name == "graph-", f"{file}.js: {name}"


def test_ticks_are_round() -> None:
    assert ticks_of(Mark(0.0, 10.0, 1.0)) == [0, 2, 4, 6, 8, 10]
    assert ticks_of(Mark(-1.0, 1.0, 0.5)) == [-1, -0.5, 0, 0.5, 1]
    assert ticks_of(Mark(0.01, 100.0, 1.0, "log")) == pytest.approx([0.01, 0.1, 1, 10, 100])
    assert ticks_of(Mark(1.0, 1e12, 1.0, "log")) == pytest.approx(
        [1, 1e2, 1e4, 1e6, 1e8, 1e10, 1e12]
    )
    assert ticks_of(Mark(2.0, 9.0, 3.0, "log")) == [2.0, 9.0]


@each_step
def test_ticks_are_on_the_axis(place: int) -> None:
    question = STEPS[place - 1].question
    if isinstance(question, Mark):
        parts = [question.part(value) for value in ticks_of(question)]
        assert len(parts) > 1
        assert all(-1e-9 <= part <= 1 + 1e-9 for part in parts)


def test_a_lesson_of_its_own_reveals_its_own_text() -> None:
    own = Step("mine", STEPS[0].scene, Mark(0.0, 1.0, 0.5), texts=(("reveal", "It is *half*."),))
    assert revealed(own, "0.5")["answer"] == "<p>It is <em>half</em>.</p>\n"
