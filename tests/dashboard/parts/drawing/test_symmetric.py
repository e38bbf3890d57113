"""The axis of a number of either sign."""

from __future__ import annotations

import numpy as np

from dashboard.parts.drawing.symmetric import place, spread


def test_numbers_are_spread_evenly_and_alike_on_both_sides() -> None:
    values = spread(100.0, 20)
    assert len(values) == 41
    np.testing.assert_array_equal(values, -values[::-1])
    assert values[20] == 0.0
    np.testing.assert_allclose(values[-1], 100.0)
    np.testing.assert_allclose(np.diff(place(values)), np.log10(1001.0) / 20)
