"""A step says its texts with its facts, in any language, and judges by them."""

from __future__ import annotations

from dashboard.guides.questions import Choose, Facts
from dashboard.guides.scene import Scene
from dashboard.guides.step import Step
from words import speaking

SCENE = Scene("scalar", "w=1,0.5&y=1")


def facts(_solution: object) -> Facts:
    return {
        "a1": 1.25, "a2": 0.5, "b1": 2.5, "b2": 0.25, "target": 1.0, "product": 0.625,
        "loss": 0.5, "fast": 1.5, "slow": 3.5, "faster": "same",
    }  # fmt: skip


STEP = Step("model", SCENE, Choose(("equal", "unequal", "same"), "faster"), facts)
OWN = Step(
    "mine", SCENE, Choose(("a", "b"), "a"), texts=(("title", "My own"), ("option.a", "The first"))
)


def test_texts_name_the_facts() -> None:
    assert "1.25" in STEP.asks
    assert "3.5" in STEP.reveal


def test_texts_are_of_the_language_that_is_spoken() -> None:
    english = [STEP.title, STEP.text, STEP.task, STEP.asks, STEP.reveal, STEP.option("same")]
    with speaking("de"):
        german = [STEP.title, STEP.text, STEP.task, STEP.asks, STEP.reveal, STEP.option("same")]
    assert not set(english) & set(german)


def test_a_lesson_brings_its_own_texts() -> None:
    assert OWN.title == "My own"
    assert OWN.known == {}
    assert dict(OWN.judge("a").message.values)["guess"] == "The first"
