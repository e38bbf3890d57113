"""Matrix networks, answered together."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

import numpy as np

from core.atlas.part import Found, Mask, Part
from core.atlas.quantities import nothings
from core.atlas.space import Point


class MatrixPart(Part):
    """Matrix networks.

    Parameters
    ----------
    scenarios : sequence of callable
        Each makes one.
    """

    def __init__(self, scenarios: Sequence[Callable[[], Point]]) -> None:
        self._scenarios = scenarios

    def __len__(self) -> int:
        """Their number p."""
        return len(self._scenarios)

    def scenario(self, row: int) -> Point:
        """One of them, or its descent."""
        return self._scenarios[row]()

    def answers(self, names: Collection[str], level: float) -> tuple[Found, Mask]:
        """The quantities `names` of all of them, and which of them are scenarios at all."""
        found, known = nothings(names, len(self)), np.ones(len(self), dtype=bool)
        self.singly(np.arange(len(self)), names, level, found, known)
        return found, known
