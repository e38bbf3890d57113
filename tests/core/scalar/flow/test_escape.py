"""The time on a plateau against quadrature, the flow, and its limits."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from core.scalar.flow.escape import half_time, leading_time, time_between
from core.scalar.flow.one_variable import scalar_flow
from core.scalar.network import from_weights


@given(
    depth=st.integers(1, 12),
    target=st.floats(0.1, 10.0),
    parts=st.tuples(st.floats(1e-9, 0.98), st.floats(1e-9, 0.98)),
    rate=st.floats(0.1, 10.0),
)
def test_the_time_is_the_integral(
    depth: int, target: float, parts: tuple[float, float], rate: float
) -> None:
    """1 / (c L s^(2 - 2/L) (s* - s)) over ln s."""
    first, last = (part * target for part in sorted(parts))

    def integrand(u: float) -> float:
        s = math.exp(u)
        return s / (rate * depth * math.pow(s, 2.0 - 2.0 / depth) * (target - s))

    exact, _ = quad(integrand, math.log(first), math.log(last), epsrel=1e-12, limit=400)
    found = time_between(depth, first, target, last, rate)
    # Both ends are one antiderivative's: beside a short way each has its rounding.
    size = abs(time_between(depth, first, target, 0.99 * target, rate))
    assert found == pytest.approx(exact, rel=1e-10, abs=1e-13 * size)


@pytest.mark.parametrize("depth", [2, 3, 6])
def test_the_scalar_flow_is_there_at_that_time(depth: int) -> None:
    """|y - w|^2 has the curvature 2."""
    start, target = 1e-3, 1.5
    time = half_time(depth, start, target, 2.0)
    assert time is not None
    network = from_weights([start ** (1.0 / depth)] * depth, target)
    flow, _ = scalar_flow(network, target)
    gap = float(flow.at(np.array([time])).gap[0])
    assert abs(gap) == pytest.approx(0.5 * target, rel=1e-9)


def test_two_layers_have_the_closed_form_and_deeper_ones_their_leading_term() -> None:
    assert half_time(2, 0.01, 2.0) == pytest.approx(math.log(199.0) / 4.0, rel=1e-15)
    for depth in (2, 3, 4, 8):
        off = [
            leading_time(depth, start, 2.0) / (half_time(depth, start, 2.0) or 0.0) - 1.0
            for start in (1e-4, 1e-8, 1e-12)
        ]
        assert abs(off[0]) > abs(off[1]) > abs(off[2])
        assert abs(off[2]) < 1e-3


@pytest.mark.parametrize("start", [0.0, -0.1, 1.0, 3.0])
def test_what_is_not_on_a_plateau_has_no_time(start: float) -> None:
    assert half_time(3, start, 2.0) is None
