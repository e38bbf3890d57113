"""Every id of a guide's panel, once."""

from __future__ import annotations

from enum import StrEnum


class Panel(StrEnum):
    """What is said and asked beside the stage."""

    PANEL = "guide"
    TITLE = "guide-title"
    QUESTION = "guide-question"
    GUESS = "guess"
    AXIS = "guess-axis"
    GUESSED = "guess-value"
    REVEAL = "guide-reveal"
    SHOW = "guide-show"
    WRONG = "guide-wrong"
    VERDICT = "guide-verdict"
    ANSWER = "guide-answer"
    PREVIOUS = "guide-previous"
    NEXT = "guide-next"
    LAB = "guide-lab"
