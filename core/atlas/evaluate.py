"""Values of the quantities of a recipe at any of its points."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.atlas.codes import NONE, Status
from core.atlas.quantities import QUANTITIES, Kind
from core.atlas.recipe import Recipe
from core.atlas.single import answers
from core.errors import ScenarioError


def evaluate(recipe: Recipe, indices: ArrayLike) -> dict[str, NDArray[Any]]:
    """The quantities of a recipe at some of its points.

    Parameters
    ----------
    recipe : Recipe
    indices : array_like of int, shape (p,)
        Numbers of points, of a grid in C order: any of them, in any order.

    Returns
    -------
    dict
        Of every quantity an array of shape (p,): float64, NaN where there is none; or int8, a code
        of `core.atlas.NAMES`, -1 where there is none. And "status", int8: a `Status` each.

    Raises
    ------
    IndexError
        If there is no such point.
    """
    places = recipe.places(indices)
    found = empty(recipe, len(places))
    for row, index in enumerate(places.tolist()):
        try:
            values = answers(recipe.scenario(index), recipe.quantities, recipe.level)
        except ScenarioError:
            found["status"][row] = Status.REFUSED
            continue
        put(found, row, values)
    return found


def empty(recipe: Recipe, count: int) -> dict[str, NDArray[Any]]:
    """Nothing known yet of so many points."""
    found: dict[str, NDArray[Any]] = {
        name: np.full(count, NONE, dtype=np.int8)
        if QUANTITIES[name].kind is Kind.CODE
        else np.full(count, math.nan)
        for name in recipe.quantities
    }
    return found | {"status": np.full(count, Status.FINE, dtype=np.int8)}


def put(found: dict[str, NDArray[Any]], row: int, values: dict[str, float]) -> None:
    """The values of one point."""
    for name, value in values.items():
        if math.isnan(value):
            found["status"][row] = Status.PARTLY
        else:
            found[name][row] = value
