"""What a guide asks before it reveals: each kind judges a guess, and says how far off it was."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import words
from dashboard.parts.query import number
from words import Message, RefusalError

#: Names and numbers, or names of options, that core gave.
Facts = Mapping[str, object]
Scale = Literal["linear", "log"]


class GuessError(RefusalError):
    """A guess that is none of this question's."""


@dataclass(frozen=True)
class Judged:
    """What became of a guess.

    Attributes
    ----------
    right : bool
    message : Message
        Guess and truth in a sentence.
    guess, truth : float or str
        Numbers of the axis, or names of options.
    """

    right: bool
    message: Message
    guess: float | str
    truth: float | str


class Question(ABC):
    """A question of a step; where its truth is a name, it is that of a fact."""

    @abstractmethod
    def truth_in(self, facts: Facts) -> float | str:
        """The truth."""

    @abstractmethod
    def judge(self, guess: str, facts: Facts, named: Callable[[str], str] = str) -> Judged:
        """What a guess is worth.

        Parameters
        ----------
        guess : str
            As the page sends it: the name of an option, or a number.
        facts : mapping
        named : callable
            The name of an option -> its text.

        Raises
        ------
        GuessError, ControlError
            If it is no guess of this question.
        """


@dataclass(frozen=True)
class Choose(Question):
    """One of several.

    Attributes
    ----------
    options : tuple of str
        Their names; the texts are `poster.<step>.option.<name>`.
    right : str
        The fact that holds the name of the right one; or, where there is no such fact, that name.
    """

    options: tuple[str, ...]
    right: str

    def truth_in(self, facts: Facts) -> str:
        truth = str(facts.get(self.right, self.right))
        if truth not in self.options:
            raise ValueError(f"{truth} is none of the options {self.options}")
        return truth

    def judge(self, guess: str, facts: Facts, named: Callable[[str], str] = str) -> Judged:
        if guess not in self.options:
            raise GuessError("question.no_option", guess=guess[:24])
        truth = self.truth_in(facts)
        code = "right" if guess == truth else "wrong"
        message = Message(f"question.choose_{code}", guess=named(guess), truth=named(truth))
        return Judged(guess == truth, message, guess, truth)


@dataclass(frozen=True)
class Mark(Question):
    """A place on an axis.

    Attributes
    ----------
    low, high : float
        The axis.
    truth : str or float
        A fact, or the number itself.
    scale : "linear" or "log"
    within : float
        A guess so near, as a part of the axis, is right.
    plot, axis : str
        Where in the figure guess and truth become lines: "loss", "x"; "" for nowhere.
    """

    low: float
    high: float
    truth: str | float
    scale: Scale = "linear"
    within: float = 0.05
    plot: str = ""
    axis: Literal["x", "y"] = "x"

    def part(self, value: float) -> float:
        """Where a value is on the axis, from 0 to 1."""
        return (self._at(value) - self._at(self.low)) / (self._at(self.high) - self._at(self.low))

    def truth_in(self, facts: Facts) -> float:
        return _number(self.truth, facts)

    def judge(self, guess: str, facts: Facts, named: Callable[[str], str] = str) -> Judged:
        truth = self.truth_in(facts)
        value = min(max(_guessed(guess), self.low), self.high)
        right = abs(self.part(value) - self.part(truth)) <= self.within
        return Judged(right, _compared(value, truth, right, self.scale), value, truth)

    def _at(self, value: float) -> float:
        return math.log(value) if self.scale == "log" else value


@dataclass(frozen=True)
class Drag(Question):
    """A control of the figure, dragged to the guess.

    Attributes
    ----------
    control : str
        Its name, which is one of the scene's controls.
    truth : str or float
        A fact, or the number itself.
    within : float
        A guess no farther off is right; on a logarithmic scale, no farther than this factor.
    scale : "linear" or "log"
    plot, axis : str
        Where in the figure guess and truth become lines; "" for nowhere.
    """

    control: str
    truth: str | float
    within: float
    scale: Scale = "linear"
    plot: str = ""
    axis: Literal["x", "y"] = "x"

    def truth_in(self, facts: Facts) -> float:
        return _number(self.truth, facts)

    def judge(self, guess: str, facts: Facts, named: Callable[[str], str] = str) -> Judged:
        truth, value = self.truth_in(facts), _guessed(guess)
        if self.scale == "log":
            right = value > 0.0 and abs(math.log(value / truth)) <= math.log(self.within)
        else:
            right = abs(value - truth) <= self.within
        return Judged(right, _compared(value, truth, right, self.scale), value, truth)


def _number(truth: str | float, facts: Facts) -> float:
    value = facts[truth] if isinstance(truth, str) else truth
    if not isinstance(value, (int, float)):  # numpy's float64 is a float
        raise TypeError(f"the truth {truth} is {value!r}, no number")
    return float(value)


def _guessed(text: str) -> float:
    value = number("guess", words.text("question.guess"), text)
    if not math.isfinite(value):
        raise GuessError("question.no_option", guess=text[:24])
    return value


def _compared(guess: float, truth: float, right: bool, scale: Scale) -> Message:
    values = {"guess": guess, "truth": truth}
    if right:
        return Message("question.near", **values)
    side = "low" if guess < truth else "high"
    if scale == "log" and guess > 0.0:
        factor = max(guess / truth, truth / guess)
        return Message(f"question.times_{side}", factor=factor, **values)
    return Message(f"question.too_{side}", **values)
