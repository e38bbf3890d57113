"""A teacher's lesson is played as the poster is."""

from __future__ import annotations

import pytest

from core import ScalarScenario, solve
from dashboard.guides.lessons.folder import file_of
from dashboard.guides.lessons.own import OwnLesson
from dashboard.guides.lessons.playing import steps_of
from dashboard.guides.step import Step
from tests.dashboard.guides.lessons.test_own import GOOD, ROOT, lesson
from words import say

ALPHA = solve(ScalarScenario(weights=(0.5, 0.5), target=1.0)).alpha_star


def steps(language: str) -> tuple[Step, ...]:
    path = ROOT / "docs/lessons/imbalance.yaml"
    found = file_of(path.name, path.read_bytes()).holds
    assert isinstance(found, OwnLesson)
    return steps_of(found, language)


def test_the_texts_are_the_file_s_in_the_reader_s_language():
    assert steps("en")[0].title == "Balanced weights"
    assert steps("de")[0].title == "Ausgewogene Gewichte"
    assert steps("de")[1].option("2") == "Es wächst."


def test_what_is_shown_is_the_file_s():
    first, second, third = steps("en")
    assert (first.scene.canonical, first.scene.plots) == ("w=0.5,0.5&y=1", ("constraint", "rate"))
    assert first.hides == ("alpha_star", "infimum", "guarantee", "plot:rate")
    assert second.scene.canonical == "d=2&p=0.25&y=1"
    assert third.scene.controls == ("d1",)
    assert third.reveal_scene is not None
    assert third.reveal_scene.canonical == "d=2.958&p=0.25&y=1"


def test_core_judges():
    first, second, third = steps("en")
    assert first.judge(str(ALPHA)).right
    assert first.judge(str(ALPHA)).truth == ALPHA
    assert not first.judge("0").right
    assert f"{ALPHA:g}" in first.reveal
    assert (second.judge("2").right, second.judge("1").right) == (True, False)
    assert "It grows." in say(second.judge("2").message)
    assert (third.judge("2.93").right, third.judge("2").right) == (True, False)


@pytest.mark.parametrize(
    "kind, right, wrong",
    [
        ("mark: {from: 0.01, to: 10, scale: log}\n      within: 0.02", "0.52", "0.7"),
        ("drag: w1\n      scale: log\n      within: 1.1", "0.54", "0.56"),
        ("drag: w1\n      within: 0.1", "0.59", "0.61"),
    ],
)
def test_scales_and_tolerances_are_the_file_s(kind, right, wrong):
    (step,) = steps_of(lesson(GOOD.replace("mark: {from: 0, to: 2}", kind)), "en")
    assert (step.judge(right).right, step.judge(wrong).right) == (True, False)
