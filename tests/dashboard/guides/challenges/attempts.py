"""Attempts: the start of a challenge with other values of what may be moved."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import strategies as st

from dashboard.guides.challenges.challenge import Challenge, Free
from dashboard.guides.challenges.judging import Judgement

WHOLE = ("L", "h", "seed")


def query(challenge: Challenge, values: Mapping[str, object]) -> str:
    """The scene's query, with these values in it."""
    parts = dict(part.split("=") for part in challenge.scene.query.split("&"))
    for name, value in values.items():
        text = value if isinstance(value, str) else repr(value)
        if name[0] in parts and name[1:].isdigit():  # w2 is the second of w
            numbers = parts[name[0]].split(",")
            numbers[int(name[1:]) - 1] = text
            parts[name[0]] = ",".join(numbers)
        else:
            parts[name] = text
    return "&".join(f"{name}={value}" for name, value in parts.items())


def values(challenge: Challenge) -> st.SearchStrategy[dict[str, object]]:
    """Everything that may be moved, anywhere in its range."""
    return st.fixed_dictionaries({free.name: _value(free) for free in challenge.free})


def _value(free: Free) -> st.SearchStrategy[object]:
    if free.options:
        return st.sampled_from(free.options)
    if free.name in WHOLE:
        return st.integers(int(free.low), int(free.high))
    # A size below 1e-150 is no weight.
    return st.floats(free.low, free.high).map(lambda value: value if abs(value) > 1e-150 else 0.0)


def no_better(judgement: Judgement, slack: float = 1e-12) -> bool:
    """Whether the measure is not above the best, or there is none that counts."""
    if not judgement.valid or judgement.measure is None:
        return True
    assert judgement.best is not None
    if judgement.challenge.sense.value == "most":
        return judgement.measure <= judgement.best * (1.0 + slack)
    return judgement.measure >= judgement.best * (1.0 - slack)
