"""A step of a guide: what it says, what the stage shows, what it asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import words
from dashboard.guides.questions import Facts, Judged, Question
from dashboard.guides.scene import Scene

#: Among what is hidden for later: the curves of all that is guaranteed.
PROMISE = "promise"


def no_facts(_solution: Any) -> Facts:
    """Of a step that names no number."""
    return {}


@dataclass(frozen=True)
class Step:
    """A step; its texts are `poster.<key>.title`, `.text`, `.task`, `.question` and `.reveal`.

    All but the title are Markdown with formulas, and may show the facts by their names.

    Attributes
    ----------
    key : str
    scene : Scene
        What the stage shows before the reveal.
    question : Question
    facts : callable
        The solution of `scene` -> names and numbers for texts and question. Each number that a text
        names comes from here.
    reveal_scene : Scene or None
        What the stage shows after it: of the same topic; None leaves it as it is.
    hides : tuple of str
        What would give the answer away, hidden until the reveal: names of key figures
        ("alpha_star"), "guarantee" and "status" for the sentences, "now" for what is beside the
        time cursor, "plot:rate" for a plot, "curves" for all the curves of the plots, "labels" for
        their names.
    later : tuple of str
        What no step so far has explained, hidden after the reveal too: names as in `hides`, and
        PROMISE for the curves of guarantees, "descent" for its mark; "margin" is its lines too.
    texts : tuple of (str, str)
        Part -> text, in place of the catalogue's: of a lesson that a teacher wrote.
    """

    key: str
    scene: Scene
    question: Question
    facts: Callable[[Any], Facts] = no_facts
    reveal_scene: Scene | None = None
    hides: tuple[str, ...] = ()
    later: tuple[str, ...] = ()
    texts: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    @property
    def known(self) -> Facts:
        """The facts, found once."""
        return _known(self)

    @property
    def title(self) -> str:
        """What it is called; it shows no facts, which nobody has to find for a list of titles."""
        return self._own("title") if self.texts else words.text(f"poster.{self.key}.title")

    @property
    def text(self) -> str:
        """Two or three sentences, with the equation."""
        return self._said("text")

    @property
    def task(self) -> str:
        """The one thing to do; a teacher's own step may have none."""
        return self._said("task")

    @property
    def asks(self) -> str:
        """The question, in words."""
        return self._said("question")

    @property
    def reveal(self) -> str:
        """What is so, and why."""
        return self._said("reveal")

    def option(self, name: str) -> str:
        """The text of an option of the question."""
        return self._said(f"option.{name}")

    def judge(self, guess: str) -> Judged:
        """What a guess is worth.

        Raises
        ------
        GuessError, ControlError
            If it is none.
        """
        return self.question.judge(guess, self.known, self.option)

    def _own(self, part: str) -> str:
        return dict(self.texts).get(part, "")

    def _said(self, part: str) -> str:
        if self.texts:
            return self._own(part)
        return words.text(f"poster.{self.key}.{part}", **self.known)


@cache
def _known(step: Step) -> Mapping[str, object]:
    return dict(step.facts(step.scene.solution()))
