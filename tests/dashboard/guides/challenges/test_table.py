"""What every challenge has to be: open at the start, solvable by its controls, said in full."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from dashboard.guides import labs
from dashboard.guides.challenges.challenge import Challenge, Sense, entries_of
from dashboard.guides.challenges.judging import judge
from dashboard.guides.challenges.table import BY_KEY, CHALLENGES
from words import FORMULA, catalogue, speaking

LANGUAGES = ("en", "de")
PARTS = ("title", "task", "hint", "more", "why")
each = pytest.mark.parametrize("challenge", CHALLENGES, ids=list(BY_KEY))


def test_there_are_fifteen_in_three_grades() -> None:
    assert len(BY_KEY) == len(CHALLENGES) == 15
    assert Counter(challenge.grade for challenge in CHALLENGES) == {1: 5, 2: 5, 3: 5}
    assert {challenge.topic for challenge in CHALLENGES} == set(labs.LABS)
    assert [each.grade for each in CHALLENGES] == sorted(each.grade for each in CHALLENGES)


@each
def test_the_start_is_no_solution(challenge: Challenge) -> None:
    start = judge(challenge, challenge.scene.query)
    assert not start.broken
    assert not start.met
    assert start.target == challenge.stars[0]


@each
def test_the_solution_has_three_stars(challenge: Challenge) -> None:
    """Set in the figure, it is an attempt like any other."""
    solved = judge(challenge, challenge.solved.canonical)
    assert (solved.stars, solved.broken) == (3, ())
    assert solved.valid
    assert solved.target == challenge.stars[2]


@each
def test_the_solution_needs_no_keyboard(challenge: Challenge) -> None:
    """Its numbers are such as a slider's steps reach: no more digits than two."""
    entries = entries_of(challenge.topic, labs.LABS[challenge.topic].read(challenge.solution))
    for free in challenge.free:
        value = entries[free.name]
        assert free.allows(value)
        if not free.options and free.name != "h":
            assert round(value, 2) == value


@each
def test_the_stars_are_in_order(challenge: Challenge) -> None:
    one, two, three = challenge.stars
    if challenge.sense is Sense.MOST:
        assert one < two < three
        assert challenge.best is None or three <= challenge.best
    else:
        assert one > two > three
        assert challenge.best is None or three >= challenge.best


@each
def test_the_figure_moves_what_is_free(challenge: Challenge) -> None:
    controls = {name for name in challenge.scene.controls if name != "time"}
    assert controls <= {free.name for free in challenge.free}


@each
@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_is_said(challenge: Challenge, language: str) -> None:
    codes = {f"challenge.{challenge.key}.{part}" for part in (*PARTS, "measure")}
    codes |= {
        f"challenge.condition.{condition.code}"
        for condition in judge(challenge, challenge.solution).conditions
    }
    assert codes <= catalogue(language).keys()
    with speaking(language):
        for part in PARTS:
            assert challenge.text(part).strip()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_number_is_typed(language: str) -> None:
    """What a text says in numbers comes from core; only formulas, 0 and two layers are written."""
    typed = []
    for code, entry in catalogue(language).items():
        if code.startswith("challenge.") and isinstance(entry, str):
            plain = re.sub(r"\{[^}]*\}", "", "".join(FORMULA.split(entry)[::2]))
            typed += [(code, found) for found in re.findall(r"[0-9]+", plain) if found != "0"]
    assert typed == []
