"""Two layers in closed form, near their end."""

from __future__ import annotations

import math

import numpy as np
import pytest

from core.scalar.flow.riccati import RiccatiFlow


@pytest.mark.parametrize("start, offset", [(0.3, 3.0), (-0.3, 3.0), (0.3, 0.0), (2.0, 0.5)])
def test_the_time_of_a_gap(start: float, offset: float) -> None:
    """To leading order: what is left of 1e-9 differs by some 1e-9 of it."""
    gap = 1.0 - start * math.sqrt(start**2 + offset)
    flow = RiccatiFlow(offset, 1.0, start, gap)
    _, left = flow.at(np.array([flow.time_at_gap(1e-9)]))
    assert abs(left[0]) == pytest.approx(1e-9, rel=1e-7, abs=0.0)
    assert flow.time_at_gap(2.0 * abs(gap) + 100.0) == 0.0
