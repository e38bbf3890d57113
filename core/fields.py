"""One value at a time: each function returns the checked value or refuses it in a sentence."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.arrays import Array, frozen
from core.errors import ScenarioError, shown

#: Sizes that float64 can square, with room to spare. Zero is always allowed.
SMALLEST, LARGEST = 1e-150, 1e150
MAX_TIMES = 100_000
#: Times and horizons in units of the flow's time.
LONGEST_TIME = 1e100
#: Of numpy's generators.
MAX_SEED = 2**32 - 1


def number_of(field: str, value: object) -> float:
    """A finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ScenarioError(field, "field.not_a_number", value=shown(value))
    try:
        number = float(value)
    except OverflowError:
        raise ScenarioError(field, "field.beyond_double") from None
    if not math.isfinite(number):
        raise ScenarioError(field, "field.not_finite", value=number)
    return number + 0.0  # -0.0 becomes 0.0


def size(field: str, value: object) -> float:
    """A finite number whose square float64 can hold."""
    number = number_of(field, value)
    if number != 0.0 and not SMALLEST <= abs(number) <= LARGEST:
        raise ScenarioError(field, "field.size", value=number)
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
        raise ScenarioError(field, "field.whole", least=least, most=most, value=shown(value))
    return number


def horizon_of(value: object) -> float:
    """The last time of a sampling that the solver chooses."""
    horizon = number_of("horizon", value)
    if not 1 / LONGEST_TIME <= horizon <= LONGEST_TIME:
        raise ScenarioError("horizon", "field.horizon", value=horizon)
    return horizon


def times_of(values: object) -> tuple[float, ...]:
    """Times that do not decrease, from 0."""
    given = sequence("times", values)
    if not 1 <= len(given) <= MAX_TIMES:
        raise ScenarioError("times", "field.times", most=MAX_TIMES, count=len(given))
    if isinstance(given, tuple) and set(map(type, given)) == {float}:  # a program's own, mostly
        found = np.array(given)
        if found[0] >= 0.0 and found[-1] <= LONGEST_TIME and (found[1:] >= found[:-1]).all():
            return given
    times = tuple(number_of(f"times[{index}]", value) for index, value in enumerate(given))
    for index, time in enumerate(times):
        if not 0.0 <= time <= LONGEST_TIME:
            raise ScenarioError(f"times[{index}]", "field.time", value=time)
        if index and time < times[index - 1]:
            raise ScenarioError(f"times[{index}]", "field.time_order")
    return times


def sequence(field: str, values: object) -> Sequence[object]:
    """A list of values, not looked at yet."""
    if not isinstance(values, list | tuple):
        raise ScenarioError(field, "field.not_numbers", value=shown(values))
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
    if isinstance(rows, np.ndarray) and _fine(rows):  # a program's own, mostly
        return frozen(np.add(rows, 0.0, order="C"))  # -0.0 becomes 0.0
    lists = _listed(field, rows, "field.not_a_matrix")
    values = [
        _numbers(f"{field}[{index}]", row, "field.not_a_row") for index, row in enumerate(lists)
    ]
    for index, row in enumerate(values):
        if len(row) != len(values[0]):
            raise ScenarioError(
                f"{field}[{index}]",
                "field.ragged",
                length=len(row),
                first=len(values[0]),
            )
    return frozen(np.array(values))


def _fine(rows: NDArray[Any]) -> bool:
    """Whether these are rows of numbers that `_bounded` takes, seen at once."""
    real = rows.dtype == np.float64 and rows.ndim == 2 and rows.size > 0
    return real and float(np.abs(rows).max()) <= LARGEST


def vector(field: str, values: object) -> Array:
    """A list of numbers, not empty, as an array of shape (length,); as `matrix`."""
    return frozen(np.array(_numbers(field, values, "field.not_numbers")))


def positive(field: str, value: object) -> float:
    """A finite number above 0."""
    number = number_of(field, value)
    if not 0.0 < number <= LARGEST:
        raise ScenarioError(field, "field.positive", value=number)
    return number


def _listed(field: str, values: object, code: str) -> list[object]:
    if isinstance(values, np.ndarray):
        values = values.tolist()
    if not isinstance(values, list | tuple):
        raise ScenarioError(field, code, value=shown(values))
    if not values:
        raise ScenarioError(field, "field.empty")
    return list(values)


def _numbers(field: str, values: object, code: str) -> list[float]:
    listed = _listed(field, values, code)
    return [_bounded(f"{field}[{index}]", value) for index, value in enumerate(listed)]


def _bounded(field: str, value: object) -> float:
    number = number_of(field, value)
    if abs(number) > LARGEST:
        raise ScenarioError(field, "field.too_large", value=number)
    return number
