"""A matrix from a program is checked at once, one from outside entry by entry: to the same end."""

from __future__ import annotations

import numpy as np
import pytest

from core import ScenarioError
from core.fields import LARGEST, matrix


@pytest.mark.parametrize(
    "rows",
    [
        np.array([[1.0, -2.5, 0.0], [LARGEST, -LARGEST, 5e-324]]),
        np.asfortranarray([[1.0, 2.0], [3.0, 4.0]]),
        np.arange(12.0).reshape(3, 4)[::2, 1::2],
        np.array([[1, 2], [3, 4]]),
    ],
)
def test_an_array_is_what_its_rows_are(rows: np.ndarray) -> None:
    found, told = matrix("W", rows), matrix("W", rows.tolist())
    assert found.dtype == told.dtype == np.float64
    assert found.flags.c_contiguous
    assert not found.flags.writeable
    assert not np.shares_memory(found, rows)
    np.testing.assert_array_equal(found, told)


def test_there_is_no_minus_zero() -> None:
    found = matrix("W", np.array([[-0.0, 1.0]]))
    assert not np.signbit(found).any()
    assert not np.signbit(matrix("W", [[-0.0, 1.0]])).any()


@pytest.mark.parametrize(
    "rows",
    [
        np.array([[1.0, np.nan]]),
        np.array([[1.0], [-np.inf]]),
        np.array([[1.0, 2.0 * LARGEST]]),
        np.empty((0, 2)),
        np.empty((2, 0)),
        np.zeros(3),
        np.zeros((2, 2, 2)),
        np.array([[True, False]]),
        np.array([[1.0 + 0.0j]]),
    ],
)
def test_what_is_refused_is_refused_either_way(rows: np.ndarray) -> None:
    with pytest.raises(ScenarioError) as at_once:
        matrix("W", rows)
    with pytest.raises(ScenarioError) as entry_by_entry:
        matrix("W", rows.tolist())
    assert str(at_once.value) == str(entry_by_entry.value)
    assert at_once.value.field == entry_by_entry.value.field
