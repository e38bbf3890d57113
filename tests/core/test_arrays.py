"""How many digits a sentence needs."""

from __future__ import annotations

import pytest

from core.arrays import EPS, digits_apart


@pytest.mark.parametrize(
    "a, digits",
    [
        (2.0, 4),
        (1.001, 4),
        (1.0004, 5),  # 1.000 and 1.0004
        (1.0 + 8.0 * EPS, 16),  # 1.000000000000002
        (1.0 + 4.0 * EPS, 4),  # one to rounding: nothing to tell apart
        (1.0, 4),
    ],
)
def test_digits_that_tell_two_numbers_apart(a: float, digits: int) -> None:
    assert digits_apart(a, 1.0) == digits
    assert digits_apart(-8.0 * a, -8.0) == digits_apart(8.0 * a, 8.0)
    assert f"{a:.{digits}g}" != "1" or abs(a - 1.0) <= 4.0 * EPS
