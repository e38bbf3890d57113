"""Matrices and vectors from outside, checked once: nested lists of JSON, or arrays.

Each function returns the checked value and raises `ScenarioError` with the place of the first bad
entry, such as `objective.inputs[3][1]`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.scalar.scenario import LARGEST, ScenarioError, number_of, shown

Array = NDArray[np.float64]


def frozen(array: Array) -> Array:
    """The same array, closed to writing."""
    array.flags.writeable = False
    return array


def matrix(field: str, rows: object) -> Array:
    """A matrix given by its rows.

    Parameters
    ----------
    field : str
        The entry's name.
    rows : list of lists of numbers, or ndarray
        Not empty, not ragged, finite, nothing larger than 1e150.

    Returns
    -------
    ndarray, shape (rows, columns)
        A copy, closed to writing.

    Raises
    ------
    ScenarioError
    """
    lists = _listed(field, rows, "must be a matrix, a list of rows")
    values = [_numbers(f"{field}[{index}]", row, "a row") for index, row in enumerate(lists)]
    for index, row in enumerate(values):
        if len(row) != len(values[0]):
            raise ScenarioError(
                f"{field}[{index}]",
                f"has length {len(row)}, but the first row has length {len(values[0])}.",
            )
    return frozen(np.array(values))


def vector(field: str, values: object) -> Array:
    """A list of numbers, not empty, as an array of shape (length,); as `matrix`."""
    return frozen(np.array(_numbers(field, values, "a list")))


def positive(field: str, value: object) -> float:
    """A finite number above 0."""
    number = number_of(field, value)
    if not 0.0 < number <= LARGEST:
        raise ScenarioError(field, f"must be above 0 and at most 1e150, not {number:g}.")
    return number


def _listed(field: str, values: object, demand: str) -> list[object]:
    if isinstance(values, np.ndarray):
        values = values.tolist()
    if not isinstance(values, list | tuple):
        raise ScenarioError(field, f"{demand}, not {shown(values)}.")
    if not values:
        raise ScenarioError(field, "is empty.")
    return list(values)


def _numbers(field: str, values: object, kind: str) -> list[float]:
    listed = _listed(field, values, f"must be {kind} of numbers")
    return [_bounded(f"{field}[{index}]", value) for index, value in enumerate(listed)]


def _bounded(field: str, value: object) -> float:
    number = number_of(field, value)
    if abs(number) > LARGEST:
        raise ScenarioError(field, f"must not be larger than 1e150, not {number:g}.")
    return number
