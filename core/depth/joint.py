"""Steps of a schedule for several modes at once: the modes share nothing but the size of the step.

A mode of 1/2 (y - w)^2 takes half the step as a mode of (y - w)^2. What is sure of a step of each
mode is sure of all of them together, so the smallest that any mode chooses is the step of all.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from core.descent.schedule import NEAR, Schedule, products_of_others, scalar_steps
from core.integrate.budget import wanted
from core.scalar.conversion import initial_weights
from core.scalar.scenario import ScalarScenario

#: From the modes' weights and y - w to the size of the step.
Chooser = Callable[[list[list[float]], list[float]], float]


def constant(step: float) -> Chooser:
    """Always the same."""
    return lambda _ways, _gaps: step


def scheduled(schedule: Schedule, modes: Sequence[ScalarScenario], factor: float) -> Chooser:
    """The smallest that any mode chooses; `factor` is what a mode's step is beside it."""
    choices = [scalar_steps(schedule, NEAR, mode.target) for mode in modes]
    return lambda ways, gaps: (
        min(choice(w, gap) for choice, w, gap in zip(choices, ways, gaps, strict=True)) / factor
    )


def walk(
    modes: Sequence[ScalarScenario], choose: Chooser, factor: float
) -> Iterator[tuple[float, float]]:
    """The loss before each step, and the step: without an end."""
    ways = [[float(weight) for weight in initial_weights(mode)] for mode in modes]
    while True:
        wanted()
        gaps = [mode.target - math.prod(w) for mode, w in zip(modes, ways, strict=True)]
        step = choose(ways, gaps)
        yield factor * sum(gap * gap for gap in gaps), step
        ways = [_moved(w, 2.0 * factor * step * gap) for w, gap in zip(ways, gaps, strict=True)]


def sizes(
    modes: Sequence[ScalarScenario], schedule: Schedule, factor: float, steps: int
) -> list[float]:
    """So many steps of a schedule."""
    chosen = walk(modes, scheduled(schedule, modes, factor), factor)
    return [step for _, step in islice(chosen, steps)]


def _moved(w: list[float], push: float) -> list[float]:
    return [a + push * b for a, b in zip(w, products_of_others(w), strict=True)]
