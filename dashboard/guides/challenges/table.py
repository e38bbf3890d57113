"""All challenges, in their order."""

from __future__ import annotations

from dashboard.guides.challenges.depth import EDGE, HURTS, STEP
from dashboard.guides.challenges.matrix import NTK, RANK
from dashboard.guides.challenges.regimes import MOVES
from dashboard.guides.challenges.scalar import (
    ALONE,
    LARGEST,
    SADDLE,
    SLOWEST,
    TIGHT,
    UNGUARANTEED,
)

CHALLENGES = (
    SLOWEST, SADDLE, ALONE, MOVES,
    TIGHT, LARGEST, HURTS, RANK,
    STEP, EDGE, NTK, UNGUARANTEED,
)  # fmt: skip
BY_KEY = {challenge.key: challenge for challenge in CHALLENGES}
