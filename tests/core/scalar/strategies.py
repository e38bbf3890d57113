"""What hypothesis draws: networks of mixed sizes and signs, with ties and zeros."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from core import ScalarScenario, ScalarSolution

EPS = float(np.finfo(float).eps)

#: 0.01 to 10. Two sizes are equal or differ by 2 percent: nearer ties are `test_scalar`'s business.
sizes = st.integers(-200, 100).map(lambda percent: 10.0 ** (percent / 100))
signs = st.sampled_from([1.0, -1.0])
#: Multiples of 1/16, whose squares and their sums are exact.
exact_weights = st.lists(
    st.tuples(signs, st.integers(1, 40)).map(lambda pair: pair[0] * pair[1] / 16),
    min_size=1,
    max_size=6,
).map(tuple)


@st.composite
def weights(draw: st.DrawFn, *, min_depth: int = 1, max_depth: int = 10) -> tuple[float, ...]:
    """Weights from a small pool of sizes, so that they often tie; now and then one is 0."""
    pool = draw(st.lists(sizes, min_size=1, max_size=4))
    depth = draw(st.integers(min_depth, max_depth))
    layers = st.lists(st.tuples(signs, st.sampled_from(pool)), min_size=depth, max_size=depth)
    values = [sign * size for sign, size in draw(layers)]
    if draw(st.integers(0, 9)) == 0:
        values[draw(st.integers(0, depth - 1))] = 0.0
    return tuple(values)


targets = st.one_of(st.just(0.0), st.tuples(signs, sizes).map(lambda pair: pair[0] * pair[1]))


@st.composite
def scenarios(draw: st.DrawFn, *, max_depth: int = 10) -> ScalarScenario:
    """Any scalar scenario given by weights, its horizon left to the solver."""
    return ScalarScenario(
        weights=draw(weights(max_depth=max_depth)),
        target=draw(targets),
        gamma=draw(st.sampled_from(["true", "poster"])),
    )


def conditioning(solution: ScalarSolution) -> np.ndarray:
    """How far a rounding of t, or of the start, moves the loss at t: d log(loss) = 4 tau dt."""
    return EPS * 4.0 * solution.preconditioner * solution.times
