"""What every step of the poster has to be: solvable, asked with an answer, said in full."""

from __future__ import annotations

import pytest

from dashboard.guides.poster.steps import STEPS
from dashboard.guides.questions import Choose
from dashboard.guides.step import Step
from words import catalogue, speaking

LANGUAGES = ("en", "de")
each_step = pytest.mark.parametrize("step", STEPS, ids=[step.key for step in STEPS])


@each_step
@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_is_said(step: Step, language: str) -> None:
    parts = ["title", "text", "task", "question", "reveal"]
    if isinstance(step.question, Choose):
        parts += [f"option.{name}" for name in step.question.options]
    with speaking(language):
        for part in (step.title, step.text, step.task, step.asks, step.reveal):
            assert part.strip()
    assert {f"poster.{step.key}.{part}" for part in parts} <= catalogue(language).keys()


@each_step
def test_the_truth_is_a_right_guess(step: Step) -> None:
    truth = step.question.truth_in(step.known)
    assert step.judge(str(truth)).right


@each_step
def test_the_reveal_is_on_the_same_stage(step: Step) -> None:
    if step.reveal_scene:
        assert step.reveal_scene.topic == step.scene.topic
        assert step.reveal_scene.canonical is not None


def test_no_two_steps_have_a_key() -> None:
    assert len({step.key for step in STEPS}) == len(STEPS)
