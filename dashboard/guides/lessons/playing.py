"""A teacher's lesson -> steps such as the poster is made of, in the language of the request."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from dashboard.guides.lessons import states
from dashboard.guides.lessons.asking import Asked
from dashboard.guides.lessons.own import OwnLesson, OwnStep, in_language, with_quantities
from dashboard.guides.questions import Choose, Drag, Facts, Mark, Question
from dashboard.guides.scene import Scene
from dashboard.guides.step import Step


def steps_of(lesson: OwnLesson, language: str) -> tuple[Step, ...]:
    """The steps of a lesson, as its reader's language has them."""
    return tuple(
        _step(step, f"{lesson.name}-{place}", language)
        for place, step in enumerate(lesson.steps, start=1)
    )


def _step(step: OwnStep, key: str, language: str) -> Step:
    def said(text: Mapping[str, str]) -> str:
        return with_quantities(in_language(text, language), step.state)

    options = {
        f"option.{number}": said(option) for number, option in enumerate(step.asked.options, 1)
    }
    texts = {
        "title": said(step.title), "text": said(step.text), "task": said(step.task),
        "question": said(step.asked.ask), "reveal": said(step.reveal), **options,
    }  # fmt: skip
    return Step(
        key,
        _scene(step.state),
        _question(step.asked),
        partial(_facts, step.state),
        reveal_scene=_scene(step.after) if step.after else None,
        hides=step.hides,
        texts=tuple(texts.items()),
    )


def _scene(state: states.State) -> Scene:
    return Scene(state.topic, state.query, state.tab, state.plots, state.controls)


def _facts(state: states.State, _solution: Any) -> Facts:
    return states.found(state.topic, state.query).quantities


def _question(asked: Asked) -> Question:
    if asked.kind == "choose":
        return Choose(tuple(map(str, range(1, len(asked.options) + 1))), str(asked.right))
    if asked.kind == "mark":
        return Mark(asked.low, asked.high, asked.truth, asked.scale, asked.within)
    return Drag(asked.control, asked.truth, asked.within, asked.scale)
