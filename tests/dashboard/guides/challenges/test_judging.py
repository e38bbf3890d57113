"""The judge, attacked: with what is given changed, with numbers that are none, with a hair less."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from core import ScenarioError
from dashboard.guides import labs
from dashboard.guides.challenges.challenge import Challenge, Condition, Found, Sense, entries_of
from dashboard.guides.challenges.judging import attempt, judge, judged, read, written
from dashboard.guides.challenges.table import BY_KEY, CHALLENGES
from dashboard.parts.query import ControlError
from tests.dashboard.guides.challenges.attempts import no_better, query, values
from words import say

each = pytest.mark.parametrize("challenge", CHALLENGES, ids=list(BY_KEY))
KNOWN = [challenge for challenge in CHALLENGES if challenge.best is not None]
#: What a state says of the view, and nothing of the solution.
VIEWS = {
    "scalar": "at=0.5&show=progressive",
    "matrix": "at=0.5&show=",
    "regimes": "at=0.5&sort=truth",
    "depth": "at=1",
}
#: Entries that no control of a figure sets, and that would help.
TRICKS = {
    "scalar": ("T=1e-6", "T=1e6", "gamma=poster", "y=1.0000000000000002",
               "depth=4"),
    "matrix": ("T=1e-3", "T=1e6", "s=1.01", "L=3", "f=regression",
               "target=near", "e=0", "file=a.json", "d=0"),
    "regimes": ("T=1e-3", "h=10", "L=3", "n=1", "k=4", "q=1", "seed=2"),
    "depth": ("y=1.01", "net=matrix", "n=3", "seed=2", "spread=1", "most=20"),
}  # fmt: skip
LIES = [
    (challenge, trick)
    for challenge in CHALLENGES
    for trick in TRICKS[challenge.topic]
    if trick.partition("=")[0] not in {free.name for free in challenge.free}
]


@pytest.mark.parametrize("challenge, trick", LIES, ids=lambda value: getattr(value, "key", value))
def test_what_is_given_cannot_be_changed(challenge: Challenge, trick: str) -> None:
    name = trick.partition("=")[0]
    kept = "&".join(
        part for part in challenge.solution.split("&") if not part.startswith(f"{name}=")
    )
    try:
        lie = judge(challenge, f"{kept}&{trick}")
    except ControlError:  # a file beside the controls
        return
    assert not lie.met
    assert lie.measure is None
    assert lie.broken
    assert all(say(message) for message in lie.broken)


@each
def test_the_view_is_free(challenge: Challenge) -> None:
    assert judge(challenge, f"{challenge.solution}&{VIEWS[challenge.topic]}").stars == 3


@each
def test_beyond_the_range_nothing_is_computed(challenge: Challenge) -> None:
    for free in challenge.free:
        if free.options:
            continue
        for value in (free.low, free.high):
            assert not attempt(challenge, query(challenge, {free.name: value})).broken
        for value in (free.low - 1, free.high + 1):
            try:
                beyond = attempt(challenge, query(challenge, {free.name: value}))
            except ControlError:
                continue
            assert [message.code for message in beyond.broken] == ["challenge.broken.range"]


@each
@pytest.mark.parametrize("text", ["nan", "inf", "-inf", "1e999", "", "0x1", "1;2", "None", "٣"])
def test_what_is_no_number_is_refused(challenge: Challenge, text: str) -> None:
    name = next(free.name for free in challenge.free if not free.options)
    try:
        found = judge(challenge, query(challenge, {name: text}))
    except (ControlError, ScenarioError):
        return
    assert not found.met  # "٣" is 3


@pytest.mark.parametrize("challenge", KNOWN, ids=[challenge.key for challenge in KNOWN])
@given(data=st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_nothing_is_better_than_the_best(challenge: Challenge, data: st.DataObject) -> None:
    try:
        found = judge(challenge, query(challenge, data.draw(values(challenge))))
    except (ControlError, ScenarioError):
        assume(False)
    assert no_better(found)
    assert not found.met or found.valid


@given(
    x=st.floats(0.01, 3),
    c=st.floats(0, 6),
    sign=st.sampled_from((-1, 1)),
    key=st.sampled_from(("saddle", "unguaranteed")),
)
@settings(deadline=None)
def test_no_tie_is_better_than_the_best(x: float, c: float, sign: int, key: str) -> None:
    """Where two weights must be of one size, chance finds none: these have been given one."""
    challenge = BY_KEY[key]
    weights = {"w1": sign * math.sqrt(x), "w2": math.sqrt(x), "w3": min(math.sqrt(x + c), 3.0)}
    assert no_better(judge(challenge, query(challenge, weights)))


@each
def test_a_star_is_not_rounded(challenge: Challenge) -> None:
    start = attempt(challenge, challenge.scene.query)
    worse = -math.inf if challenge.sense is Sense.MOST else math.inf
    for stars, threshold in enumerate(challenge.stars, start=1):
        assert judged(start, Found(threshold)).stars == stars
        assert judged(start, Found(math.nextafter(threshold, worse))).stars == stars - 1


@each
@pytest.mark.parametrize("measure", [None, math.nan, math.inf, -math.inf])
def test_no_number_is_no_measure(challenge: Challenge, measure: float | None) -> None:
    found = judged(attempt(challenge, challenge.solution), Found(measure))
    assert (found.stars, found.measure, found.share) == (0, None, None)


@each
def test_a_condition_that_fails_leaves_no_star(challenge: Challenge) -> None:
    found = challenge.find(labs.solution(challenge.topic, challenge.solved.canonical))
    failed = replace(found, conditions=(*found.conditions, Condition("size", False)))
    assert judged(attempt(challenge, challenge.solution), failed).stars == 0


@each
def test_what_was_found_is_kept_to_the_last_digit(challenge: Challenge) -> None:
    found = challenge.find(labs.solution(challenge.topic, challenge.solved.canonical))
    assert read(json.loads(json.dumps(written(found), allow_nan=False))) == found


def test_another_description_is_another_start() -> None:
    """The same network by its imbalance is refused: its controls are not those that are live."""
    network = labs.LABS["scalar"].write(labs.LABS["scalar"].read("w=1.98,-0.26&from=imbalance"))
    assert judge(BY_KEY["alone"], network).broken


def test_the_entries_of_a_state_are_all_that_it_hangs_on() -> None:
    for challenge in CHALLENGES:
        lab = labs.LABS[challenge.topic]
        entries = entries_of(challenge.topic, lab.read(challenge.scene.query))
        assert {free.name for free in challenge.free} <= entries.keys()
