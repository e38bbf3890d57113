"""The facts of a step, as numbers or names."""

from __future__ import annotations

from typing import Any

from dashboard.guides.poster.steps import STEPS
from dashboard.guides.step import Step

BY_KEY: dict[str, Step] = {step.key: step for step in STEPS}


def facts_of(key: str) -> dict[str, Any]:
    """What the texts of the step show."""
    return dict(BY_KEY[key].known)


def truth_of(key: str) -> float | str:
    """What its question has for an answer."""
    step = BY_KEY[key]
    return step.question.truth_in(step.known)
