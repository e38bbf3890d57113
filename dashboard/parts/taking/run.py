"""What a page's topic gives to be taken away: the run of a state, in every form."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from core.arrays import Array
from dashboard.parts.taking.plain import Plain
from words import Message

#: Name -> column, all of one length.
Table = Mapping[str, "Array | Sequence[Any]"]
_NAME = 60  # characters of a file's name that come from the link


@dataclass(frozen=True, eq=False)
class Results:
    """What came out of a run.

    `answer` is what the command line prints of it; `tables` are its columns, by the table's name,
    the run itself first.
    """

    answer: dict[str, Any]
    tables: Mapping[str, Table]


class Command(NamedTuple):
    """A command of `python -m core`, and the functions of core that do the same in Python."""

    name: str
    call: str
    read: str


SOLVE = Command("solve", "solve", "read_scenario")
COMPARE = Command("compare", "compare", "read_comparison")
DEPTH = Command("depth", "solve_depth", "read_depth")
SWEEP = Command("sweep", "evaluate", "read_recipe")


@dataclass(frozen=True, eq=False)
class Run:
    """The run of a state.

    Attributes
    ----------
    topic, query : str
        The page, and the canonical query of the state.
    scenario
        A frozen dataclass of core; `to_json` gives the recipe that the command line takes.
    command : Command
        What takes it.
    shows : str
        What the program in Python prints of its `solution`.
    plain : Plain or None
        The program with numpy and scipy alone, if there is one.
    solve : callable
        Does the work.
    tables : tuple of str
        Names of the tables that it makes.
    python, shell : str
        In place of the usual program, and of the usual command.
    """

    topic: str
    query: str
    scenario: Any
    command: Command
    shows: str
    plain: Plain | None
    solve: Callable[[], Results]
    tables: tuple[str, ...] = ("run",)
    python: str = ""
    shell: str = ""

    @cached_property
    def recipe(self) -> dict[str, Any]:
        """The scenario in the JSON of the command line."""
        found: dict[str, Any] = self.scenario.to_json()
        return found

    @property
    def name(self) -> str:
        """Of its files, without an ending: what the link says, in letters that any system takes."""
        entries = [part for part in self.query.split("&") if not part.startswith(_NOT_IN_NAMES)]
        said = re.sub(r"[^\w.,-]+", "-", "_".join(entries).replace("=", "-"), flags=re.ASCII)
        return "_".join(filter(None, [self.topic, said[:_NAME].rstrip("._,-")]))


_NOT_IN_NAMES = ("at=", "show=", "scenario=", "sort=", "pair=", "axis=")


class Taking(ABC):
    """A page's topic, as far as it is taken away.

    Every method raises a ControlError where the query, or the file with it, describes no run.
    """

    topic: str

    @abstractmethod
    def run(self, query: str, file: bytes | None = None) -> Run:
        """The run of a state; nothing is computed yet that takes time."""

    @abstractmethod
    def cost(self, query: str) -> float:
        """Seconds that a run takes, roughly."""

    @abstractmethod
    def headline(self, query: str) -> tuple[Message, Message]:
        """What a link shows, as a title and in a sentence."""

    @abstractmethod
    def reopened(self, recipe: Mapping[str, Any], name: str) -> tuple[str, str | None] | None:
        """The query that shows a recipe, and the file that has to go along with it, if any.

        None where the recipe is of another topic; `name` is the file's that held it.

        Raises
        ------
        ScenarioError
        """
