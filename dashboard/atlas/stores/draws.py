"""What histograms show of a sweep of an ensemble: its first draws, which are as random as any."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.atlas import Ensemble
from dashboard.atlas.stores import folder
from words import Message

#: Draws at the most, and in one question.
MOST, SIZE = 65_536, 16_384


@dataclass(frozen=True)
class Draws:
    """An ensemble of a sweep.

    Attributes
    ----------
    store : str
        The name of the sweep.
    recipe : Ensemble
    """

    store: str
    recipe: Ensemble

    @property
    def points(self) -> int:
        """How many draws are shown."""
        return min(self.recipe.points, MOST)

    def values(self, places: NDArray[np.int64], wanted: tuple[str, ...]) -> dict[str, Any]:
        """Of these quantities, of those that there are.

        Raises
        ------
        ControlError
            If the sweep is not as it was written.
        """
        known = tuple(name for name in wanted if name in self.recipe.quantities)
        return folder.values(self.store, places, known) if known else {}

    @property
    def stamp(self) -> str:
        """What changes when the sweep is made anew."""
        return folder.stamp_of(self.store)

    @property
    def notes(self) -> tuple[Message, ...]:
        """What is shown, and what is not."""
        found = [Message("atlas_store.ensemble", name=self.store, count=self.recipe.points)]
        if self.points < self.recipe.points:
            found.append(Message("atlas_store.first_draws", count=self.points))
        return tuple(found)


def drawn_draws(name: str) -> Draws | None:
    """The ensemble of a sweep, or None of a grid.

    Raises
    ------
    ControlError
        If there is no such sweep.
    """
    found = folder.recipe_of(name)
    return Draws(name, found) if isinstance(found, Ensemble) else None
