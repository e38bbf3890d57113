"""Each kind of question, against guesses whose worth is plain."""

from __future__ import annotations

import pytest

from dashboard.guides.questions import Choose, Drag, GuessError, Judged, Mark, Question
from dashboard.parts.query import ControlError

FACTS = {"tau": 2.0, "answer": "no"}
CHOOSE = Choose(("yes", "no"), "answer")
LINE = Mark(0.0, 10.0, "tau")
POWERS = Mark(0.01, 100.0, "tau", "log")
DRAG = Drag("w1", "tau", 0.25)


def judged(question: Question, guess: str) -> Judged:
    return question.judge(guess, FACTS)


def test_the_right_option_is_a_fact() -> None:
    assert judged(CHOOSE, "no").right
    assert not judged(CHOOSE, "yes").right
    assert Choose(("yes", "no"), "yes").judge("yes", FACTS).right  # or stands there itself


def test_the_options_are_named_in_the_sentence() -> None:
    message = CHOOSE.judge("yes", FACTS, str.upper).message
    assert dict(message.values) == {"guess": "YES", "truth": "NO"}


def test_a_right_option_that_is_none_is_an_error_of_the_step() -> None:
    with pytest.raises(ValueError, match="none of the options"):
        Choose(("yes", "no"), "perhaps").truth_in(FACTS)


@pytest.mark.parametrize("question, near, far", [(LINE, "2.4", "2.6"), (POWERS, "3.1", "3.3")])
def test_a_place_is_right_within_a_part_of_the_axis(
    question: Question, near: str, far: str
) -> None:
    """A twentieth of it: 0.5 of 10, and 10^0.2 = 1.58 of four decades."""
    assert judged(question, near).right
    assert not judged(question, far).right


def test_parts_of_an_axis() -> None:
    assert (LINE.part(0.0), LINE.part(5.0), LINE.part(10.0)) == (0.0, 0.5, 1.0)
    assert POWERS.part(1.0) == pytest.approx(0.5)


@pytest.mark.parametrize(
    "question, guess, code",
    [
        (LINE, "2.1", "near"),
        (LINE, "1", "too_low"),
        (LINE, "5", "too_high"),
        (POWERS, "0.2", "times_low"),
        (POWERS, "20", "times_high"),
        (DRAG, "2.25", "near"),
        (DRAG, "2.26", "too_high"),
        (Drag("w1", "tau", 1.5, "log"), "3", "near"),
        (Drag("w1", "tau", 1.5, "log"), "3.1", "times_high"),
        (Drag("w1", "tau", 1.5, "log"), "-3", "too_low"),
    ],
)
def test_how_far_a_number_is_off(question: Question, guess: str, code: str) -> None:
    found = judged(question, guess)
    assert found.message.code == f"question.{code}"
    assert found.right == (code == "near")
    assert (found.guess, found.truth) == (float(guess), 2.0)


def test_a_factor_is_told() -> None:
    assert dict(judged(POWERS, "0.2").message.values)["factor"] == pytest.approx(10.0)
    assert dict(judged(POWERS, "20").message.values)["factor"] == pytest.approx(10.0)


def test_a_place_beyond_the_axis_is_its_end() -> None:
    assert judged(LINE, "99").guess == 10.0
    assert judged(POWERS, "-1").guess == 0.01


def test_the_truth_may_be_given_itself() -> None:
    assert Mark(0.0, 1.0, 0.5).truth_in({}) == 0.5


def test_a_truth_that_is_no_number_is_an_error_of_the_step() -> None:
    with pytest.raises(TypeError, match="no number"):
        Mark(0.0, 1.0, "answer").truth_in(FACTS)


@pytest.mark.parametrize("question", [LINE, POWERS, DRAG])
@pytest.mark.parametrize("guess", ["", "yes", "nan", "1e999"])
def test_what_is_no_number_is_no_guess(question: Question, guess: str) -> None:
    with pytest.raises((GuessError, ControlError)):
        judged(question, guess)


def test_what_is_no_option_is_no_guess() -> None:
    with pytest.raises(GuessError, match="no answer"):
        judged(CHOOSE, "perhaps")
