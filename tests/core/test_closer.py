"""Closer looks at the least of a curve."""

from __future__ import annotations

import numpy as np
import pytest

from core.arrays import Array
from core.closer import least_of

TIMES = np.linspace(0.0, 10.0, 11)


def smooth(t: Array) -> Array:
    return np.asarray(np.cosh(t - np.pi) * (1.0 + 0.1 * (t - np.pi)) + 1.0 - 0.1 * np.sin(t))


def corner(t: Array) -> Array:
    return np.asarray(np.where(t < np.e, 2.0 - 3.0 * (t - np.e), 2.0 + 0.5 * (t - np.e)))


def test_a_smooth_curve() -> None:
    fine = np.linspace(2.0, 4.0, 2_000_001)
    found = least_of(TIMES, smooth(TIMES), smooth)
    assert found == pytest.approx(float(smooth(fine).min()), rel=1e-9)
    assert found >= float(smooth(fine).min()) * (1.0 - 1e-12)  # it has been seen


def test_a_corner() -> None:
    assert least_of(TIMES, corner(TIMES), corner) == pytest.approx(2.0, rel=1e-2)


@pytest.mark.parametrize("slope", [1.0, -1.0])
def test_ends_are_what_they_are(slope: float) -> None:
    def unasked(_: Array) -> Array:
        pytest.fail("looked closer at an end")

    line = slope * TIMES
    assert least_of(TIMES, line, unasked) == line.min()
    assert least_of(TIMES[:0], TIMES[:0], unasked) == np.inf


def test_what_cannot_be_had_changes_nothing() -> None:
    assert least_of(TIMES, smooth(TIMES), lambda _: None) == smooth(TIMES).min()


def test_a_level_stretch() -> None:
    level = np.maximum(np.abs(TIMES - 5.0), 2.0)
    assert least_of(TIMES, level, lambda t: np.maximum(np.abs(t - 5.0), 2.0)) == 2.0
