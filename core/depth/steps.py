"""The steps that all modes of a network take together, by a schedule that finds its own."""

from __future__ import annotations

import math
from collections.abc import Sequence

from core.descent.schedule import NEAR, ScalarSteps, Schedule, products_of_others, scalar_steps
from core.scalar.scenario import ScalarScenario


def joint_steps(
    recipes: Sequence[ScalarScenario], schedule: Schedule, part: float | None, steps: int
) -> list[float]:
    """In units of a mode's step: the least that any of the modes would choose.

    Parameters
    ----------
    recipes : sequence of ScalarScenario
        The modes, with weights.
    schedule : Schedule
        Not the constant one.
    part : float or None
        Of 2 / sharpness.
    steps : int

    Returns
    -------
    list of float, length steps + 1
    """
    choices = [scalar_steps(schedule, part or NEAR, recipe.target) for recipe in recipes]
    modes = [list(recipe.weights or ()) for recipe in recipes]
    found = []
    for _ in range(steps + 1):
        gaps = [recipe.target - math.prod(w) for recipe, w in zip(recipes, modes, strict=True)]
        found.append(
            min(choose(w, gap) for choose, w, gap in zip(choices, modes, gaps, strict=True))
        )
        modes = [
            [
                weight + 2.0 * found[-1] * gap * others
                for weight, others in zip(w, products_of_others(w), strict=True)
            ]
            for w, gap in zip(modes, gaps, strict=True)
        ]
    return found


def as_chosen(sizes: Sequence[float]) -> ScalarSteps:
    """These steps, one after the other."""
    following = iter(sizes)
    return lambda w, gap: next(following)
