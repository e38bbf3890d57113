"""What every scenario of one flow is, whatever its model.

A room above a model asks a scenario for these; what it does with one model in particular it
registers for that model's class (`functools.singledispatch`): `core.solving`, `core.descent`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, Generic, TypeVar

Solution_co = TypeVar("Solution_co", covariant=True)


class Scenario(ABC, Generic[Solution_co]):
    """A network, its objective and what to compute of its flow: frozen, hashable, checked once.

    The parameter is the class of its solution.
    """

    @property
    @abstractmethod
    def field(self) -> str:
        """The entry that gives the start: to blame if the network does not fit."""

    @abstractmethod
    def to_json(self) -> dict[str, Any]:
        """The scenario as JSON values, without the entries left to their defaults."""
