"""Steps and times to parts of the loss, against runs that are looked through."""

from __future__ import annotations

import numpy as np
import pytest

from core import DepthFamily
from core.depth import PARTS, aligned_descent, race
from core.descent import NEAR, Schedule
from core.scalar import ScalarScenario
from core.solving import solve

FAMILIES = {
    "scalar": (DepthFamily(kind="steps"), 3),
    "matrix": (DepthFamily(kind="steps", modes=3, product=0.9), 4),
}
each_family = pytest.mark.parametrize("family, depth", FAMILIES.values(), ids=FAMILIES.keys())


@each_family
@pytest.mark.parametrize("schedule", Schedule)
def test_the_steps_are_those_of_the_run(
    family: DepthFamily, depth: int, schedule: Schedule
) -> None:
    part = NEAR if schedule is Schedule.LARGEST_STABLE else 0.3
    run = aligned_descent(family, depth, part, 60, schedule)
    found = race(run).steps
    if schedule is Schedule.CONSTANT:
        assert None not in race(run).guaranteed
        for steps, most in zip(found[schedule], race(run).guaranteed, strict=True):
            assert steps is not None
            assert most is not None
            assert steps <= most
    for goal, count in zip(PARTS, found[schedule], strict=True):
        assert count == int(np.argmax(run.loss <= goal * run.loss[0]))


@each_family
def test_at_the_flows_times_its_loss_is_that_part(family: DepthFamily, depth: int) -> None:
    run = aligned_descent(family, depth, 0.3, 40)
    factor = 0.5 if family.modes else 1.0
    weights, targets = family.mode_weights(depth), family.target * family.mode_sizes
    times = tuple(factor * time for time in race(run).flow if time is not None)
    loss = sum(
        solve(ScalarScenario(weights=tuple(row), target=y, times=(0.0, *times))).loss
        for row, y in zip(weights.tolist(), targets.tolist(), strict=True)
    )
    np.testing.assert_allclose(loss[1:] / loss[0], PARTS, rtol=1e-3)


def test_what_diverges_never_comes_down_and_nothing_is_promised_of_it() -> None:
    found = race(aligned_descent(DepthFamily(kind="steps"), 4, 3.0, 20))
    assert set(found.steps[Schedule.CONSTANT]) == set(found.guaranteed) == {None}
    assert None not in found.steps[Schedule.CERTIFIED]


def test_a_factor_that_float64_does_not_tell_from_1_promises_no_number_of_steps() -> None:
    family = DepthFamily(kind="random", step=0.1356, seed=85, target=1.784)
    run = aligned_descent(family, 30, 0.01817, 20)
    assert run.certificate.factor == 1.0
    assert set(race(run).guaranteed) == {None}
