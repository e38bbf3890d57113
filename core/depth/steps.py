"""The steps that all modes of a network take together, by a schedule that finds its own."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from core.descent.schedule import NEAR, ScalarSteps, Schedule, products_of_others, scalar_steps
from core.integrate.budget import wanted
from core.scalar.scenario import ScalarScenario

#: From the weights and y - w of all modes to the step that they take there.
JointSteps = Callable[[list[list[float]], list[float]], float]


def least_of(
    recipes: Sequence[ScalarScenario], schedule: Schedule, part: float | None
) -> JointSteps:
    """The least that any of the modes would choose.

    Parameters
    ----------
    recipes : sequence of ScalarScenario
        The modes, with weights.
    schedule : Schedule
        Not the constant one.
    part : float or None
        Of 2 / sharpness.
    """
    choices = [scalar_steps(schedule, part or NEAR, recipe.target) for recipe in recipes]
    return lambda modes, gaps: min(
        choose(w, gap) for choose, w, gap in zip(choices, modes, gaps, strict=True)
    )


def walk(
    recipes: Sequence[ScalarScenario], choose: JointSteps
) -> Iterator[tuple[list[float], float]]:
    """y - w of all modes before each step, and the step in units of a mode's: without an end."""
    modes = [list(recipe.weights or ()) for recipe in recipes]
    while True:
        wanted()
        gaps = [recipe.target - math.prod(w) for recipe, w in zip(recipes, modes, strict=True)]
        size = choose(modes, gaps)
        yield gaps, size
        modes = [
            [
                weight + 2.0 * size * gap * others
                for weight, others in zip(w, products_of_others(w), strict=True)
            ]
            for w, gap in zip(modes, gaps, strict=True)
        ]


def joint_steps(
    recipes: Sequence[ScalarScenario], schedule: Schedule, part: float | None, steps: int
) -> list[float]:
    """In units of a mode's step: the least that any of the modes would choose.

    Parameters
    ----------
    recipes, schedule, part
        As of `least_of`.
    steps : int

    Returns
    -------
    list of float, length steps + 1
    """
    chosen = walk(recipes, least_of(recipes, schedule, part))
    return [size for _, size in islice(chosen, steps + 1)]


def as_chosen(sizes: Sequence[float]) -> ScalarSteps:
    """These steps, one after the other."""
    following = iter(sizes)
    return lambda w, gap: next(following)
