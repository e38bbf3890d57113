"""What an attempt is worth: from its query, by core's numbers and nothing else."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from dashboard.guides import labs
from dashboard.guides.challenges.challenge import Challenge, Condition, Found, entries_of
from words import Message

#: Of an attempt for which nothing is computed.
NOTHING = Found(None)
_ABSENT = object()


@dataclass(frozen=True)
class Attempt:
    """A state of the challenge's page.

    Attributes
    ----------
    challenge : Challenge
    query : str
        The state as its page writes it.
    broken : tuple of Message
        What of the given was changed, or moved too far: such a state is not solved.
    """

    challenge: Challenge
    query: str
    broken: tuple[Message, ...]


@dataclass(frozen=True)
class Judgement:
    """What became of an attempt.

    Attributes
    ----------
    attempt : Attempt
    stars : int
        0 to 3; 0 where anything is broken, or a condition does not hold.
    measure : float or None
        What counts; None where there is no such number.
    conditions : tuple of Condition
    """

    attempt: Attempt
    stars: int
    measure: float | None
    conditions: tuple[Condition, ...]

    @property
    def challenge(self) -> Challenge:
        """What was attempted."""
        return self.attempt.challenge

    @property
    def query(self) -> str:
        """The attempt as its page writes it."""
        return self.attempt.query

    @property
    def broken(self) -> tuple[Message, ...]:
        """Why nothing was computed; empty if it was."""
        return self.attempt.broken

    @property
    def met(self) -> bool:
        """Whether the challenge is solved."""
        return self.stars > 0

    @property
    def valid(self) -> bool:
        """Whether the attempt keeps to the rules, whatever it is worth."""
        return not self.broken and all(each.holds for each in self.conditions)

    @property
    def target(self) -> float:
        """The measure of the next star, or of the last."""
        return self.challenge.stars[min(self.stars, 2)]

    @property
    def best(self) -> float | None:
        """The best measure that there is."""
        return self.challenge.best

    @property
    def share(self) -> float | None:
        """How near the measure of a valid attempt comes to the best, 1 for the best itself."""
        if self.best is None or self.measure is None or not self.valid:
            return None
        less, more = sorted((self.measure, self.best))
        return less / more if less > 0.0 else 0.0


def judge(challenge: Challenge, query: str) -> Judgement:
    """Judge an attempt, here and now.

    Raises
    ------
    ControlError, ScenarioError
        If the query describes no state of the challenge's page.
    """
    tried = attempt(challenge, query)
    if tried.broken:
        return judged(tried, NOTHING)
    return judged(tried, challenge.find(labs.solution(challenge.topic, tried.query)))


def attempt(challenge: Challenge, query: str) -> Attempt:
    """An attempt, held against what is given.

    Raises
    ------
    ControlError
        If the query describes no state of the challenge's page.
    """
    lab = labs.LABS[challenge.topic]
    state = lab.read(query)
    broken = _broken(challenge, entries_of(challenge.topic, state))
    return Attempt(challenge, lab.write(state), broken)


def judged(attempt: Attempt, found: Found) -> Judgement:
    """The judgement, by what was found."""
    challenge, measure = attempt.challenge, found.measure
    if measure is not None and not math.isfinite(measure):
        measure = None
    stars = 0
    if measure is not None and not attempt.broken and all(each.holds for each in found.conditions):
        stars = sum(challenge.sense.reached(measure, star) for star in challenge.stars)
    return Judgement(attempt, stars, measure, found.conditions)


def written(found: Found) -> dict[str, Any]:
    """What was found, as JSON values: no word in it, and every digit."""
    return asdict(found, dict_factory=_finite)


def read(values: Mapping[str, Any]) -> Found:
    """What `written` wrote."""
    return Found(
        values["measure"],
        tuple(
            Condition(
                each["code"],
                each["holds"],
                each["here"],
                tuple((name, limit) for name, limit in each["limits"]),
            )
            for each in values["conditions"]
        ),
    )


def _finite(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    return {
        name: None if isinstance(value, float) and not math.isfinite(value) else value
        for name, value in pairs
    }


def _broken(challenge: Challenge, entries: Mapping[str, object]) -> tuple[Message, ...]:
    """What of the given is not as it was, or farther than it may be."""
    lab = labs.LABS[challenge.topic]
    given = entries_of(challenge.topic, lab.read(challenge.scene.query))
    free = {each.name: each for each in challenge.free}
    names = [
        name
        for name in {**given, **entries}
        if name not in free and given.get(name, _ABSENT) != entries.get(name, _ABSENT)
    ]
    names += [name for name in free if name not in entries]
    broken = [Message("challenge.broken.given", names=tuple(names))] if names else []
    for name, each in free.items():
        if name in entries and not each.allows(entries[name]):
            code = "challenge.broken.option" if each.options else "challenge.broken.range"
            broken.append(
                Message(
                    code,
                    name=name,
                    low=each.low,
                    high=each.high,
                    options=each.options,
                )
            )
    return tuple(broken)
