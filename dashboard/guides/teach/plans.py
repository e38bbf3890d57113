"""Three plans of a class: how many minutes for what, and where it is shown.

The words are `teach.plan.<minutes>.<row>`; a test follows every link.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """A part of a class.

    Attributes
    ----------
    key : str
        Its sentence is `teach.plan.<minutes>.<key>`.
    minutes : int
    steps : tuple of str
        Steps of the poster, by their keys.
    challenges : tuple of str
        Challenges, by their keys.
    links : tuple of str
        States of the lab, from the program's root on.
    """

    key: str
    minutes: int
    steps: tuple[str, ...] = ()
    challenges: tuple[str, ...] = ()
    links: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """A class of so many minutes."""

    minutes: int
    rows: tuple[Row, ...]

    @property
    def name(self) -> str:
        """Of its deck and its worksheet."""
        return f"plan-{self.minutes}"

    @property
    def steps(self) -> tuple[str, ...]:
        """Keys of the poster's steps that it takes, in order."""
        return tuple(key for row in self.rows for key in row.steps)


PLANS = (
    Plan(
        10,
        (
            Row("start", 2, steps=("model",)),
            Row("drag", 2, links=("/?w=0.5,0.5&y=1&plots=constraint,rate&controls=w1,w2",)),
            Row("kept", 2, steps=("imbalance",)),
            Row("worst", 3, steps=("alpha",)),
            Row("end", 1, links=("/?d=4&p=0.25&y=1&plots=loss,rate",)),
        ),
    ),
    Plan(
        45,
        (
            Row("start", 4, steps=("model",)),
            Row("metric", 7, steps=("preconditioner", "pl")),
            Row("kept", 5, steps=("imbalance",)),
            Row("falls", 5, steps=("margin",)),
            Row("worst", 6, steps=("alpha",)),
            Row("hand", 6, steps=("two",)),
            Row("pairs", 8, challenges=("tight", "largest")),
            Row("depth", 4, steps=("many",), links=("/?w=0.6,0.7,0.8,0.9,1,1.1&y=1",)),
        ),
    ),
    Plan(
        90,
        (
            Row("start", 4, steps=("model",)),
            Row("metric", 9, steps=("preconditioner", "pl")),
            Row("kernel", 7, steps=("kernel",), links=("/regimes",)),
            Row("kept", 5, steps=("imbalance",)),
            Row("falls", 5, steps=("margin",)),
            Row("worst", 7, steps=("alpha",)),
            Row("hand", 7, steps=("two",)),
            Row("pairs", 10, challenges=("tight", "largest")),
            Row("more", 5, steps=("many",)),
            Row("matrix", 7, steps=("matrix", "three")),
            Row("depth", 7, steps=("depth", "descent")),
            Row("edge", 5, challenges=("step", "edge")),
            Row("both", 6, steps=("progressive", "corridor")),
            Row("end", 6, steps=("certificate",), challenges=("certified",)),
        ),
    ),
)
