"""Parts of the slider of the step: where it is certified, where stable, where neither."""

from __future__ import annotations

import math

import words
from core.depth import AlignedDescent
from dashboard.depth.controls import STEP
from dashboard.parts.exchange.answers import Zone


def step_zones(run: AlignedDescent) -> list[Zone]:
    """From the left end to the right; a part that has no length is left out."""
    known = run.certificate
    limits = [
        ("certified", known.largest_step),
        ("stable", run.stability.step),
        ("elsewhere", known.flattest_limit),
        ("nowhere", math.inf),
    ]
    zones: list[Zone] = []
    least = 0.0
    for kind, limit in limits:
        if limit is None or limit <= least:
            continue
        part, here = limit / run.unit, least <= run.step < limit
        text = words.text(f"zone.{kind}", limit=part)
        zones.append({"kind": kind, "end": _place(part), "text": text, "here": here})
        least = limit
    return zones


def _place(part: float) -> float:
    """Where a part of the unit is on the slider, which moves the power of ten."""
    place = (math.log10(part) - STEP.low) / (STEP.high - STEP.low) if part < math.inf else 1.0
    return min(max(place, 0.0), 1.0)
