"""Every id of the challenges' pages, once."""

from __future__ import annotations

from enum import StrEnum


class Trial(StrEnum):
    """The panel of a challenge."""

    PANEL = "trial"
    TITLE = "trial-title"
    STARS = "trial-stars"
    GOALS = "trial-goals"
    MEASURED = "trial-measured"
    VERDICT = "trial-verdict"
    CONDITIONS = "trial-conditions"
    CHECK = "trial-check"
    SHOW = "trial-show"
    LAB = "trial-lab"
    GLANCE = "trial-glance"


class Overview(StrEnum):
    """The list of all challenges."""

    PAGE = "challenges"
    SCORE = "challenges-score"
    FORGET = "challenges-forget"
