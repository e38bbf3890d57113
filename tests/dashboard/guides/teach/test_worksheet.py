"""Worksheets: every step with its question, and its answers of the truths that core computes."""

from __future__ import annotations

import re
from collections.abc import Iterator

import dash
import pytest
from dash.development.base_component import Component

from dashboard.environment import Settings
from dashboard.factory import create_app
from dashboard.guides.lessons.folder import BUILT_IN
from dashboard.guides.poster.steps import STEPS
from dashboard.guides.questions import Choose
from dashboard.guides.teach import worksheet
from dashboard.guides.teach.drawn import WIDTH, drawing, ruler
from dashboard.guides.teach.plans import PLANS
from tests.dashboard.guides.lessons.test_own import ROOT
from words import RefusalError, languages, speaking
from words.numbers import written


@pytest.fixture(scope="module")
def teaching() -> Iterator[dash.Dash]:
    app = create_app(Settings(lessons=str(ROOT / "docs/lessons"), slow_processes=0))
    with app.server.test_request_context():
        yield app


def text_of(component: object) -> str:
    """Everything that it says, HTML and all."""
    if isinstance(component, list | tuple):
        return " ".join(map(text_of, component))
    if isinstance(component, Component):
        return f"{text_of(getattr(component, 'children', None))}{getattr(component, 'html', '')}"
    return "" if component is None else str(component)


def sheet(name: str, *, answers: bool = False) -> str:
    return text_of(worksheet.parts(name, answers=answers))


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("answers", [False, True])
def test_the_poster_s_has_every_step(teaching: dash.Dash, language: str, answers: bool) -> None:
    with speaking(language):
        said = sheet("poster", answers=answers)
        for place, step in enumerate(STEPS, start=1):
            assert f"{place}. {step.title}" in said
            assert step.known is not None
        assert "<svg" in said
        # Wherever one stands for right, it is crossed: once a question to choose, and nowhere else.
        choices = sum(isinstance(step.question, Choose) for step in STEPS)
        assert said.count("☒") == (choices if answers else 0)


def test_answers_are_the_truths(teaching: dash.Dash) -> None:
    said = sheet("poster", answers=True)
    for step in STEPS:
        truth = step.question.truth_in(step.known)
        if not isinstance(step.question, Choose):
            assert f"Answer: {written(float(truth), 4)}" in said


def test_without_answers_nothing_is_told(teaching: dash.Dash) -> None:
    assert "Answer:" not in sheet("poster")
    assert "twice the margin" not in sheet("imbalance")
    assert "twice the margin" in sheet("imbalance", answers=True)


def test_a_plan_s_has_its_steps(teaching: dash.Dash) -> None:
    for plan in PLANS:
        said = sheet(plan.name)
        assert [step.key for step in STEPS if f". {step.title}" in said] == list(plan.steps)


@pytest.mark.parametrize("name", ["", "no-such", "../../etc/passwd", "lecture", "<b>"])
def test_what_is_no_lesson_has_none(teaching: dash.Dash, name: str) -> None:
    with pytest.raises(RefusalError) as caught:
        sheet(name)
    assert str(caught.value).endswith(".")


def test_names_of_files_are_kept_for_what_is_built_in() -> None:
    assert {"poster", "mine", *(plan.name for plan in PLANS)} == set(BUILT_IN)


# ---- pictures -----------------------------------------------------------------------------------


def answer(topic: str, query: str = "") -> dict:
    return dict(worksheet._answer(topic, query, "en"))


@pytest.mark.parametrize("topic, query", [("scalar", ""), ("scalar", "w=0.5,0.6,0.7,0.8&y=1")] + [
    (topic, "") for topic in ("matrix", "regimes", "depth")
])  # fmt: skip
def test_every_flat_picture_is_drawn_in_black(topic: str, query: str) -> None:
    found = answer(topic, query)
    for name in found["graphs"]:
        svg = drawing(found, name.removeprefix("graph-"))
        assert svg.startswith("<svg")
        assert set(re.findall(r'(?:stroke|fill)="([^"]*)"', svg)) <= {"#000", "#fff", "none"}
        numbers = re.findall(r'd="M([\d. L]+)"', svg)
        assert numbers or not found["graphs"][name]["traces"]  # a sentence alone
        assert "nan" not in svg


def test_a_picture_in_space_is_none() -> None:
    assert drawing(answer("scalar", "w=0.5,0.6,0.7&y=1"), "constraint") == ""


def test_curves_and_names_can_be_left_to_the_reader() -> None:
    found = answer("scalar")
    whole, nameless = drawing(found, "loss"), drawing(found, "loss", labels=False)
    bare = drawing(found, "loss", curves=False)
    assert "exp(−γα*t)" in whole
    assert "exp(−γα*t)" not in nameless.partition(">")[2]
    assert len(bare) < len(nameless) < len(whole)
    assert 'stroke-linejoin="round"' not in bare


def test_names_end_within_the_drawing() -> None:
    """A long one at its rim, whatever the width of its letters."""
    svg = drawing(answer("scalar"), "loss")
    names = re.findall(
        r'<text x="([\d.]+)" y="[\d.]+" text-anchor="(\w+)" stroke[^>]*>([^<]*)', svg
    )
    assert {name for _, _, name in names} == {"exp(−γα*t)", "lower edge", "𝓛(t)"}
    for x, anchor, name in names:
        assert float(x) + (7.0 * len(name) if anchor == "start" else 0.0) <= WIDTH


def test_the_curve_is_where_its_numbers_are() -> None:
    """The loss of the flow from its start on: 0.4096 is at log10 of the axis."""
    found = answer("scalar", "w=1.2,0.3&y=1")
    low, high = found["graphs"]["graph-loss"]["ranges"]["yaxis"]
    svg = drawing(found, "loss")
    frame = re.search(r'<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"', svg)
    assert frame is not None
    left, top, _, height = map(float, frame.groups())
    wanted = top + height * (high + 0.3876) / (high - low)  # log10 0.4096 = -0.3876
    starts = [tuple(map(float, start)) for start in re.findall(r'd="M([\d.]+) ([\d.]+)L', svg)]
    assert any(abs(x - left) < 0.2 and abs(y - wanted) < 0.2 for x, y in starts)


def test_a_ruler_marks_the_truth_alone_with_the_answers() -> None:
    assert ruler([(0.0, "0"), (1.0, "1")]).count("<text") == 2
    assert "z" not in re.findall(r'd="([^"]*)"', ruler([(0.0, "0")]))[-1]
    assert 'd="M' in ruler([], 0.5)
