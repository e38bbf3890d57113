"""Values of the quantities of a recipe at any of its points."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.atlas.codes import NONE, Status
from core.atlas.quantities import nothing, nothings
from core.atlas.recipe import Recipe


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
    OutOfTimeError
        Within a time limit for the whole answer. Use no other: within one that leaves a part of an
        answer, values of networks that are followed singly would depend on the time left.
    """
    places = recipe.places(indices)
    found = nothings(recipe.quantities, len(places))
    status = np.full(len(places), Status.FINE, dtype=np.int8)
    for rows, part in recipe.parts(places):
        with np.errstate(all="ignore"):  # what leaves the range of float64 is no scenario
            values, known = part.answers(recipe.quantities, recipe.level)
        lacking = np.zeros(len(rows), dtype=bool)
        for name, value in values.items():
            found[name][rows] = np.where(known, value, nothing(name))
            lacking |= np.isnan(value) if value.dtype.kind == "f" else value == NONE
        status[rows] = np.where(
            known, np.where(lacking, Status.PARTLY, Status.FINE), Status.REFUSED
        )
    return found | {"status": status}
