"""What leaves the range of float64 is refused in a sentence; an error of the program is not.

A refusal tells people to change their numbers. So only what float64 itself raises becomes one:
FloatingPointError where numpy computes, OverflowError where Python does. Functions that would
answer numbers beyond the range in another way (a logarithm of 0 with ValueError, an eigenvalue of
inf with LinAlgError) are given numbers that were looked at first.
"""

from __future__ import annotations

import math
from contextlib import AbstractContextManager
from types import TracebackType

import numpy as np

from core.arrays import Array
from core.errors import ScenarioError

_MANY = 10_000  # numbers, from which on their sum of squares is had sooner than whether each is


def within_range(field: str, code: str) -> AbstractContextManager[None]:
    """Refuse `field` with the sentence `code` if a number inside leaves the range of float64.

    Raises
    ------
    ScenarioError
    """
    return _WithinRange(field, code)


class _WithinRange(AbstractContextManager[None]):
    """A class, as a generator would take 2 us longer, a fiftieth of a solve."""

    def __init__(self, field: str, code: str) -> None:
        self._field = field
        self._code = code
        self._strict = np.errstate(over="raise", divide="raise", invalid="raise")

    def __enter__(self) -> None:
        self._strict.__enter__()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._strict.__exit__(kind, error, trace)
        if isinstance(error, FloatingPointError | OverflowError):
            raise ScenarioError(self._field, self._code) from error


def finite(values: Array) -> Array:
    """The same numbers, none of them inf or nan.

    Raises
    ------
    FloatingPointError
    """
    if not (values.size > _MANY and _square_finite(values)) and not np.isfinite(values).all():
        raise FloatingPointError("a number is beyond the range of float64")
    return values


def _square_finite(values: Array) -> bool:
    """Whether the sum of squares is: it tells, but for numbers whose squares are too large."""
    flat = values.ravel()
    with np.errstate(all="ignore"):
        return bool(np.isfinite(np.dot(flat, flat)))


def above_zero(value: float) -> float:
    """The same number, known to be above 0: neither inf nor 0 by underflow.

    Raises
    ------
    FloatingPointError
    """
    if not 0.0 < value < math.inf:
        raise FloatingPointError("a number above 0 is beyond the range of float64")
    return value
