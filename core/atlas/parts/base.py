"""Scenarios that are answered together."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection
from contextlib import suppress
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.arrays import Array
from core.atlas.parts.single import answers, curve
from core.atlas.quantities import nothing
from core.atlas.spaces.base import Point, Rows
from core.errors import ScenarioError

#: Of every quantity an array of shape (p,).
Found = dict[str, NDArray[Any]]
Mask = NDArray[np.bool_]


class Part(ABC):
    """Scenarios 0 .. p - 1, each made when it is needed."""

    @abstractmethod
    def __len__(self) -> int:
        """p."""

    @abstractmethod
    def scenario(self, row: int) -> Point:
        """One of them.

        Raises
        ------
        ScenarioError
        """

    @abstractmethod
    def answers(self, names: Collection[str], level: float) -> tuple[Found, Mask]:
        """The quantities `names` of all of them, and which of them are scenarios at all."""

    def curves(self, times: Array) -> tuple[Array, Array]:
        """f - f* at `times`, shape (T,), and its bound with the rate of the start: both (p, T).

        NaN where it is no scenario, or was not followed that far.
        """
        loss, envelope = np.full((2, len(self), len(times)), np.nan)
        self.curves_singly(np.arange(len(self)), times, loss, envelope)
        return loss, envelope

    def curves_singly(self, rows: Rows, times: Array, loss: Array, envelope: Array) -> None:
        """Write what the solver of one scenario says of these rows into `loss` and `envelope`."""
        for row in rows.tolist():
            with suppress(ScenarioError):
                shown, bound = curve(self.scenario(row), times)
                loss[row, : len(shown)], envelope[row, : len(bound)] = shown, bound

    def singly(
        self,
        rows: Rows,
        names: Collection[str],
        level: float,
        found: Found,
        known: NDArray[np.bool_],
    ) -> None:
        """Write what the solvers of one scenario say of these rows into `found` and `known`."""
        for row in rows.tolist():
            try:
                values = answers(self.scenario(row), names, level)
            except ScenarioError:
                known[row] = False
                values = {name: nothing(name) for name in names}
            for name, value in values.items():
                found[name][row] = value
