"""Gradient descent with a guarantee that is known before its first step."""

from __future__ import annotations

from core import DepthSolution
from dashboard.guides.questions import Choose, Facts
from dashboard.guides.scene import Scene
from dashboard.guides.step import Step

_QUERY = "p=0.5&L=2&most=4&k=60&f=0.5"
_RUN = Scene("depth", f"s=0.5&{_QUERY}", tab="descent", plots=("loss",), controls=("f",))
_IMBALANCED = Scene("depth", f"s=3&{_QUERY}", tab="descent", plots=("loss",), controls=("f",))


def _facts(run: DepthSolution) -> Facts:
    other: DepthSolution = _IMBALANCED.solution()
    first, second = run.descent.certificate, other.descent.certificate
    part, much = (found.descent.certified_part or 0.0 for found in (run, other))
    return {
        "stable": run.descent.stability.step,
        "largest": first.largest_step, "factor": first.factor,
        "small": run.scenario.family.step, "great": other.scenario.family.step,
        "part": 100.0 * part, "great_part": 100.0 * much, "great_factor": second.factor,
        "becomes": "more" if much > part else "less" if much < part else "same",
    }  # fmt: skip


STEP = Step(
    "certificate",
    _RUN,
    Choose(("more", "same", "less"), "becomes"),
    facts=_facts,
    reveal_scene=_IMBALANCED,
)
