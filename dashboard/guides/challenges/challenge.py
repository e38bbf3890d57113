"""A challenge: what is given, what may be moved, and what counts."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Any

import words
from dashboard.guides import labs
from dashboard.guides.scene import Scene


class Sense(StrEnum):
    """Which measures are better."""

    MOST = "most"
    LEAST = "least"

    def reached(self, measure: float, threshold: float) -> bool:
        """Whether a measure is as good as the threshold."""
        return measure >= threshold if self is Sense.MOST else measure <= threshold

    def parts(self, best: float, *parts: float) -> tuple[float, ...]:
        """Thresholds at these parts of the best, which four digits say: the easier way rounded."""
        return tuple(self._short(part * best) for part in parts)

    def _short(self, value: float) -> float:
        places = 3 - math.floor(math.log10(value))
        rounded = math.floor if self is Sense.MOST else math.ceil
        return float(round(rounded(round(value * 10.0**places, 6)) / 10.0**places, places))


@dataclass(frozen=True)
class Free:
    """A control that may be moved: a number from `low` to `high`, or one of `options`."""

    name: str
    low: float = -math.inf
    high: float = math.inf
    options: tuple[str, ...] = ()

    def allows(self, value: object) -> bool:
        """Whether the control may have this value."""
        if self.options:
            return value in self.options
        return isinstance(value, int | float) and self.low <= value <= self.high


@dataclass(frozen=True)
class Condition:
    """What must hold besides, looked at for one attempt.

    Attributes
    ----------
    code : str
        Its sentence is `challenge.condition.<code>`.
    holds : bool
    here : float or None
        The number that was looked at.
    limits : tuple of (str, float)
        What the sentence names.
    """

    code: str
    holds: bool
    here: float | None = None
    limits: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class Found:
    """What is looked at of a solution.

    Attributes
    ----------
    measure : float or None
        What counts; None where the solution has no such number.
    conditions : tuple of Condition
    """

    measure: float | None
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Challenge:
    """A challenge. Its texts are `challenge.<key>.title`, `.task`, `.measure`, `.hint`, `.more` and
    `.why`; all but the title are Markdown with formulas and may show the facts by their names.

    Attributes
    ----------
    key : str
    grade : int
        1 to 3.
    scene : Scene
        The start, and what of the stage is seen; its controls are those that may be moved.
    free : tuple of Free
        What may be moved, and how far. All else must stay as in the scene.
    find : callable
        The solution of an attempt -> what counts of it.
    sense : Sense
    stars : tuple of float
        Measures that give one star, two and three. No tolerance is added to any of them.
    solution : str
        A query that has three stars.
    best : float or None
        The best measure that there is, where it is known (docs/mathematics.md, section 10).
    limits : mapping
        Numbers of the conditions, as the texts name them.
    """

    key: str
    grade: int
    scene: Scene
    free: tuple[Free, ...]
    find: Callable[[Any], Found]
    sense: Sense
    stars: tuple[float, ...]
    solution: str
    best: float | None = None
    limits: Mapping[str, float] = field(default_factory=dict, hash=False)

    @property
    def topic(self) -> str:
        """Whose stage it takes."""
        return self.scene.topic

    @property
    def solved(self) -> Scene:
        """The scene with the solution in it."""
        scene = self.scene
        return Scene(scene.topic, self.solution, scene.tab, scene.plots, scene.controls)

    @property
    def facts(self) -> Mapping[str, object]:
        """Names and numbers for the texts: the limits, the stars, the solution's measure."""
        return _facts(self)

    def text(self, part: str) -> str:
        """One of its texts."""
        return words.text(f"challenge.{self.key}.{part}", **self.facts)


@cache
def _facts(challenge: Challenge) -> Mapping[str, object]:
    one, two, three = challenge.stars
    state = labs.LABS[challenge.topic].read(challenge.solution)
    entries = entries_of(challenge.topic, state)
    return {
        **{f"set_{name}": value for name, value in entries.items() if value is not None},
        **challenge.limits,
        "one": one,
        "two": two,
        "three": three,
        "best": challenge.best,
        "reached": challenge.find(challenge.solved.solution()).measure,
    }


def entries_of(topic: str, state: Any) -> dict[str, Any]:
    """Everything of a state that the solution hangs on, by the names that a link has for it."""
    if topic != "scalar":
        own = {name: getattr(state, place) for name, place in _OWN[topic].items()}
        return dict(state.values) | own
    scenario = state.scenario
    if scenario.weights is not None:
        start = _numbered("w", scenario.weights)
    else:
        start = _numbered("d", scenario.imbalance) | {"p": scenario.product}
    return {
        "depth": scenario.depth, "y": scenario.target, "T": scenario.horizon,
        "gamma": scenario.gamma, **start,
    }  # fmt: skip


#: Of the pages with a table of entries, what else the solution hangs on.
_OWN = {
    "matrix": {"T": "horizon", "file": "file"},
    "regimes": {"T": "horizon"},
    "depth": {},
}


def _numbered(kind: str, numbers: tuple[float, ...]) -> dict[str, float]:
    return {f"{kind}{layer}": number for layer, number in enumerate(numbers, start=1)}
