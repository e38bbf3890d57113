"""The key figures against values worked out by hand, not by the readouts."""

from __future__ import annotations

import itertools
import math

import pytest

from core import DepthFamily
from core.depth import aligned_descent
from dashboard.depth.readouts import READOUTS


def test_two_layers_that_cross_zero() -> None:
    """Squares 1/2 and 2, product -1, target 3: d = 3/2, f' = -8, tau = sqrt(d^2 + 36) at the end.

    The first step overshoots: the imbalance moves by d (step f')^2, and later steps take a part of
    it back, so that the largest drift is neither the first nor the last.
    """
    family = DepthFamily(kind="steps", step=1.5, product=-1.0, target=3.0, depths=(2, 3))
    run = aligned_descent(family, 2, 0.9, 8)
    tau = math.sqrt(1.5**2 + 4 * 3.0**2)
    step = 0.9 / tau
    smoothness = 2.0 * math.sqrt(1.5**2 + 4 * 7.0**2) + 8.0
    largest = 1.0 / (16.0 / 1.5 + smoothness / 2.0)
    found = {readout.quantity: readout.value(run) for readout in READOUTS}
    assert [found.pop(name) for name in ("guaranteed_factor", "drift_ceiling")] == [None, None]
    assert found == pytest.approx(
        {
            "alpha_star": 1.5,
            "alpha_lower_bound": 1.5,
            "margin": 0.0,
            "gradient_norm": 8.0 * math.sqrt(2.5),
            "sharpness": 2.0 * tau,
            "stable_step": 1.0 / tau,
            "step": step,
            "progress": 4.0 * 1.5 / tau,
            "imbalance_drift": 1.5 * (step * 8.0) ** 2 / 2.0,
            "loss": 16.0,
            # The reach of the loss is |w| <= 7, and x (x + 3/2) = 49 there.
            "worst_factor": max(_factors(step)),
            "largest_step": largest,
            "certified_part": largest * tau,
        },
        rel=1e-12,
    )
    assert 0.0 < run.imbalance_drift[-1] < 0.9 * run.imbalance_drift.max()


def _factors(step: float) -> list[float]:
    """What each of eight steps from the squares 1/2 and 2 leaves of (3 - w)^2."""
    a, b = -math.sqrt(0.5), math.sqrt(2.0)
    gaps = [3.0 - a * b]
    for _ in range(8):
        push = 2.0 * step * gaps[-1]
        a, b = a + push * b, b + push * a
        gaps.append(3.0 - a * b)
    return [(after / before) ** 2 for before, after in itertools.pairwise(gaps)]


def test_there_is_no_progress_where_the_flow_ends_at_a_saddle() -> None:
    """Balanced layers with the wrong sign: no minimum, no stable step, no number."""
    family = DepthFamily(kind="balanced", product=-0.5, target=1.0, depths=(2, 3))
    run = aligned_descent(family, 2, 0.5, 8)
    values = {readout.quantity: readout.value(run) for readout in READOUTS}
    assert [values[name] for name in ("sharpness", "stable_step", "progress")] == [None] * 3
    assert values["alpha_star"] == 0.0
