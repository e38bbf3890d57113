"""All challenges, in their order."""

from __future__ import annotations

from dashboard.guides.challenges.depth import CERTIFIED, EDGE, HURTS, STEP
from dashboard.guides.challenges.matrix import NTK, RANK
from dashboard.guides.challenges.regimes import MOVES
from dashboard.guides.challenges.scalar import (
    ALONE,
    LARGEST,
    NARROW,
    SADDLE,
    SLOWEST,
    TIGHT,
    TWINS,
    UNGUARANTEED,
)

CHALLENGES = (
    SLOWEST, SADDLE, ALONE, TWINS, MOVES,
    TIGHT, NARROW, LARGEST, HURTS, RANK,
    STEP, CERTIFIED, EDGE, NTK, UNGUARANTEED,
)  # fmt: skip
BY_KEY = {challenge.key: challenge for challenge in CHALLENGES}
