"""How the steps are told: every number is a fact, every fact is told, alike in both languages."""

from __future__ import annotations

import re

import pytest

from dashboard.guides.poster.steps import STEPS
from dashboard.guides.questions import Choose
from dashboard.guides.step import Step
from dashboard.parts.prose.markdown import html_of
from tests.words.sources import placeholders
from words import FORMULA, catalogue, speaking

each_step = pytest.mark.parametrize("step", STEPS, ids=[step.key for step in STEPS])
LANGUAGES = ("en", "de")


def entries(step: Step, language: str) -> dict[str, str]:
    """Part -> template."""
    head = f"poster.{step.key}."
    return {
        code.removeprefix(head): entry
        for code, entry in catalogue(language).items()
        if code.startswith(head) and isinstance(entry, str)
    }


@each_step
def test_both_languages_show_the_same_facts(step: Step) -> None:
    """Part by part, and as precisely."""
    english, german = (entries(step, language) for language in LANGUAGES)
    assert english.keys() == german.keys()
    for part, entry in english.items():
        assert sorted(re.findall(r"\{[^{}]*\}", FORMULA.sub("", entry))) == sorted(
            re.findall(r"\{[^{}]*\}", FORMULA.sub("", german[part]))
        ), part


@each_step
def test_both_languages_have_the_same_formulas(step: Step) -> None:
    """But for the words in them."""

    def formulas(language: str) -> list[str]:
        whole = " ".join(entries(step, language).values())
        bare = [re.sub(r"\\text\{[^}]*\}|[.:,]?\$", "", found) for found in FORMULA.findall(whole)]
        return sorted(formula for formula in bare if len(formula) > 12)

    assert formulas("en") == formulas("de")


@each_step
def test_every_fact_is_told_or_asked(step: Step) -> None:
    shown = set().union(*(placeholders(entry) for entry in entries(step, "en").values()))
    question = step.question
    asked = question.right if isinstance(question, Choose) else question.truth  # type: ignore[attr-defined]
    assert set(step.known) == shown | {asked}


@each_step
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_number_is_typed(step: Step, language: str) -> None:
    """Outside formulas there is no digit at all; a formula's own hold for all numbers."""
    for part, entry in entries(step, language).items():
        plain = re.sub(r"\{[^{}]*\}", "", FORMULA.sub("", entry))
        assert not re.search(r"\d", plain), (part, plain)


@each_step
@pytest.mark.parametrize("language", LANGUAGES)
def test_formulas_and_emphasis_are_set(step: Step, language: str) -> None:
    """No sign of either is left over."""
    with speaking(language):
        said = [step.title, step.text, step.task, step.asks, step.reveal]
        if isinstance(step.question, Choose):
            said += [step.option(name) for name in step.question.options]
    for text in said:
        html = html_of(text)
        assert not re.search(r"[\\$]|\*\*", html), text
        assert html.count("<math") == len(FORMULA.findall(text))
    assert "$" not in said[0]  # a title is no Markdown


@each_step
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_short(step: Step, language: str) -> None:
    """What is read before anything can be done: the first steps within seconds."""
    words = {
        part: len(FORMULA.sub("x", entry).split())
        for part, entry in entries(step, language).items()
    }
    most = 70 if step in STEPS[:3] else 95
    assert words["text"] <= most
    assert words["task"] <= 30
    assert words["question"] <= 60
    assert words["reveal"] <= 125
    assert all(count <= 12 for part, count in words.items() if part.startswith("option"))


@each_step
def test_questions_have_wrong_answers(step: Step) -> None:
    question = step.question
    if isinstance(question, Choose):
        assert len(set(question.options)) >= 3
        with speaking("de"):
            assert len({step.option(name) for name in question.options}) == len(question.options)
        for name in question.options:
            assert step.judge(name).right == (name == question.truth_in(step.known))
    else:
        truth = question.truth_in(step.known)
        assert isinstance(truth, float)
        far = 1000.0 if getattr(question, "scale", "linear") == "log" else 2.0
        assert not step.judge(str(truth * far)).right
        assert not step.judge(str(truth / far)).right
