"""A network whose layers share singular vectors: its certificate, its bounds and its schedules."""

from __future__ import annotations

import numpy as np
import pytest

from core.depth import DepthFamily
from core.depth.aligned import aligned_descent
from core.descent.certified.certificate import certify
from core.descent.schedule import Schedule
from core.errors import ScenarioError
from core.reading import read_depth
from tests.core.descent.descents import scalar

FAMILY = DepthFamily(kind="steps", product=0.2, modes=3)


def test_one_mode_is_the_scalar_network() -> None:
    family = DepthFamily(kind="steps", product=0.2)
    run = aligned_descent(family, 3, 0.1, 20)
    weights = run.modes[0].weights[0].tolist()
    wanted = certify(scalar(*weights, target=family.target), run.step)
    assert run.certificate == wanted
    assert run.certificate.alpha is not None


@pytest.mark.parametrize("depth", [2, 3, 5])
def test_all_modes_keep_what_is_guaranteed(depth: int) -> None:
    run = aligned_descent(FAMILY, depth, 0.05, 200)
    found, envelope = run.certificate, run.envelope
    assert envelope is not None
    each = [
        certify(scalar(*mode.weights[0].tolist(), target=mode.scenario.network.target), mode.step)
        for mode in run.modes
    ]
    assert found.alpha == min(one.alpha or 0.0 for one in each)
    assert found.smoothness == 0.5 * max(one.smoothness or 0.0 for one in each)
    assert found.largest_step == 2.0 * min(one.largest_step or 0.0 for one in each)
    flattest = 2.0 / (run.depth * run.family.target ** (2.0 - 2.0 / run.depth))
    assert found.flattest_limit == pytest.approx(flattest, rel=1e-13)
    for ceiling in (run.ceilings, envelope):
        assert (run.loss <= ceiling * (1.0 + 1e-7)).all()
    assert (run.factors <= run.guaranteed_factors + 1e-7)[run.loss[1:] > 1e-14].all()
    assert run.drift_ceiling is not None
    assert (run.imbalance_drift <= run.drift_ceiling).all()
    assert run.sharpness is not None
    assert run.sharpness[-1] == pytest.approx(run.stability.sharpness, rel=0.2)


@pytest.mark.parametrize("schedule", [Schedule.CERTIFIED, Schedule.LARGEST_STABLE])
def test_modes_take_their_steps_together(schedule: Schedule) -> None:
    run = aligned_descent(FAMILY, 3, 0.5, 40, schedule)
    for mode in run.modes:
        np.testing.assert_array_equal(mode.steps_taken[: run.steps], 0.5 * run.steps_taken)
    np.testing.assert_allclose(run.times, [0.0, *np.cumsum(run.steps_taken)], rtol=1e-13)
    assert (np.diff(run.loss) <= 0.0).all()
    assert run.certificate.why is not None
    assert run.to_json()["schedule"] == schedule
    if schedule is Schedule.CERTIFIED:
        alone = [aligned_descent(FAMILY, 3, 0.5, 1, schedule).modes[i].step for i in range(3)]
        assert run.steps_taken[0] == 2.0 * min(alone)
        assert (run.loss <= run.ceilings * (1.0 + 1e-7)).all()


def test_the_schedule_is_an_entry_of_its_file() -> None:
    data = b'{"depth": 3, "step_fraction": 0.5, "steps": 4, "schedule": %b}'
    recipe = read_depth(data % b'"certified"')
    assert recipe.schedule is Schedule.CERTIFIED
    assert recipe.to_json()["schedule"] == "certified"
    for bad in (b'"fast"', b"3"):
        with pytest.raises(ScenarioError, match=r"^schedule: "):
            read_depth(data % bad)
