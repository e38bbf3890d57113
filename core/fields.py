"""One value at a time: each function returns the checked value or refuses it in a sentence."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from core.arrays import Array, frozen
from core.errors import ScenarioError, shown

#: Sizes that float64 can square, with room to spare. Zero is always allowed.
SMALLEST, LARGEST = 1e-150, 1e150
MAX_TIMES = 100_000
#: Times and horizons in units of the flow's time.
LONGEST_TIME = 1e100


def number_of(field: str, value: object) -> float:
    """A finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ScenarioError(field, f"must be a number, not {shown(value)}.")
    try:
        number = float(value)
    except OverflowError:
        raise ScenarioError(field, "is beyond the range of double precision.") from None
    if not math.isfinite(number):
        raise ScenarioError(field, f"must be a finite number, not {number}.")
    return number + 0.0  # -0.0 becomes 0.0


def size(field: str, value: object) -> float:
    """A finite number whose square float64 can hold."""
    number = number_of(field, value)
    if number != 0.0 and not SMALLEST <= abs(number) <= LARGEST:
        raise ScenarioError(
            field, f"must be 0 or of size 1e-150 to 1e150 (its square is needed), not {number:g}."
        )
    return number


def sizes(field: str, values: object) -> tuple[float, ...]:
    """Finite numbers whose squares float64 can hold."""
    return tuple(
        size(f"{field}[{index}]", value) for index, value in enumerate(sequence(field, values))
    )


def whole(field: str, value: object, least: int, most: int) -> int:
    """A whole number from `least` to `most`; 3.0 is one, 2.5 and true are not."""
    number = int(value) if isinstance(value, float) and value.is_integer() else value
    if isinstance(number, bool) or not isinstance(number, int) or not least <= number <= most:
        raise ScenarioError(
            field, f"must be a whole number from {least} to {most}, not {shown(value)}."
        )
    return number


def horizon_of(value: object) -> float:
    """The last time of a sampling that the solver chooses."""
    horizon = number_of("horizon", value)
    if not 1 / LONGEST_TIME <= horizon <= LONGEST_TIME:
        raise ScenarioError("horizon", f"must be a time from 1e-100 to 1e100, not {horizon:g}.")
    return horizon


def times_of(values: object) -> tuple[float, ...]:
    """Times that do not decrease, from 0."""
    given = sequence("times", values)
    if not 1 <= len(given) <= MAX_TIMES:
        raise ScenarioError("times", f"needs 1 to {MAX_TIMES} times, not {len(given)}.")
    times = tuple(number_of(f"times[{index}]", value) for index, value in enumerate(given))
    for index, time in enumerate(times):
        if not 0.0 <= time <= LONGEST_TIME:
            raise ScenarioError(f"times[{index}]", f"must be from 0 to 1e100, not {time:g}.")
        if index and time < times[index - 1]:
            raise ScenarioError(f"times[{index}]", "must not be earlier than the time before it.")
    return times


def sequence(field: str, values: object) -> Sequence[object]:
    """A list of values, not looked at yet."""
    if not isinstance(values, list | tuple):
        raise ScenarioError(field, f"must be a list of numbers, not {shown(values)}.")
    return values


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
