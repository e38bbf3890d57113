"""Schedules: what each step is, what the loss does, and the race of all of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core import DescentScenario, ScalarScenario, ScenarioError, descend, read_descent
from core.descent.curvature import scalar_sharpness
from core.descent.race import POWERS
from core.descent.schedule import NEAR, Schedule
from core.descent.step.one_step import best_scalar_step, best_two_layer_step
from core.matrix.scenario import MatrixScenario
from tests.core.descent.descents import matrix, scalar

NETWORKS = [scalar(0.7, -1.2, 0.3), scalar(0.1, 0.2), matrix(), matrix("regression", (5,))]


@pytest.mark.parametrize("network", NETWORKS, ids=range(len(NETWORKS)))
def test_certified_steps_are_the_best_of_their_points(
    network: ScalarScenario | MatrixScenario,
) -> None:
    """Each known from its iterate; the loss falls as guaranteed; the times are their sums."""
    run = descend(DescentScenario(network=network, steps=30, schedule=Schedule.CERTIFIED))
    assert run.step == run.steps_taken[0]
    np.testing.assert_allclose(run.times, [0.0, *np.cumsum(run.steps_taken)], rtol=1e-14)
    seen = run.every_excess[1:] > 1e-14 * run.every_excess[0]
    assert (run.factors <= run.guaranteed_factors + 1e-7)[seen].all()
    assert (run.every_excess <= run.ceilings * (1.0 + 1e-7))[1:][seen].all()
    for k in (0, 3):
        if isinstance(network, ScalarScenario):
            gap = network.target - float(np.prod(run.weights[k]))
            wanted = best_scalar_step(run.weights[k].tolist(), gap)
        else:
            first, second = (layer[k] for layer in run.layers)
            beta = np.linalg.norm(first, 2) ** 2 + np.linalg.norm(second, 2) ** 2
            wanted = best_two_layer_step(run.objective.smoothness, beta, run.every_excess[k])
        assert run.steps_taken[k] == pytest.approx(wanted, rel=1e-9)
    assert run.certificate.alpha is None
    assert run.certificate.largest_step is not None
    assert run.envelope is None
    assert run.drift_ceiling is None


@pytest.mark.parametrize("network", NETWORKS, ids=range(len(NETWORKS)))
def test_the_loss_never_rises_along_the_largest_stable_steps(
    network: ScalarScenario | MatrixScenario,
) -> None:
    run = descend(DescentScenario(network=network, steps=40, schedule=Schedule.LARGEST_STABLE))
    assert (np.diff(run.every_excess) <= 1e-12 * run.every_excess[0]).all()
    assert run.sharpness is not None
    parts = run.steps_taken * run.sharpness[:-1] / 2.0
    halvings = np.log2(NEAR / parts)  # of 0.9 of 2 / sharpness
    np.testing.assert_allclose(halvings, np.round(halvings), atol=1e-6)
    assert halvings.min() == pytest.approx(0.0, abs=1e-6)
    half = replace(run.scenario, step_fraction=0.5)
    found = descend(half)
    assert found.sharpness is not None
    assert found.steps_taken[-1] * found.sharpness[-1] == pytest.approx(1.0, rel=1e-2)


def test_a_constant_schedule_is_what_it_was() -> None:
    plain = DescentScenario(network=scalar(1.2, 0.3), steps=20, step=0.1)
    named = DescentScenario(network=scalar(1.2, 0.3), steps=20, step=0.1, schedule="constant")
    assert plain == named
    assert "schedule" not in plain.to_json()
    run = descend(plain)
    np.testing.assert_array_equal(run.steps_taken, np.full(20, 0.1))


def test_a_schedule_survives_its_file() -> None:
    for entries in (b'"schedule": "certified"', b'"schedule": "largest_stable"',
                    b'"schedule": "largest_stable", "step_fraction": 0.5'):  # fmt: skip
        data = b'{"model": "scalar", "weights": [1.2, 0.3], "target": 1, "steps": 3, %b}' % entries
        recipe = read_descent(data)
        assert recipe.schedule is not Schedule.CONSTANT
        again = str(recipe.to_json()).replace("'", '"').encode()
        assert read_descent(again) == recipe


@pytest.mark.parametrize(
    "change, field",
    [
        ({"schedule": 3}, "schedule"),
        ({"schedule": "fast"}, "schedule"),
        ({"schedule": ["certified"]}, "schedule"),
        ({"schedule": "certified", "step": 0.1}, "step"),
        ({"schedule": "certified", "step_fraction": 0.1}, "step_fraction"),
        ({"schedule": "largest_stable", "step": 0.1}, "step"),
        ({"schedule": "largest_stable", "step_fraction": -1.0}, "step_fraction"),
        ({"schedule": "certified", "network": matrix(widths=(440, 440)), "steps": 90}, "steps"),
        ({"schedule": "largest_stable", "network": matrix(widths=(9, 9))}, "schedule"),
        ({"schedule": "certified", "network": scalar(1e120, 1e120, 1e-120)}, "schedule"),
    ],
    ids=str,
)
def test_a_bad_schedule_is_refused(change: dict[str, object], field: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        descend(DescentScenario(**{"network": scalar(1.2, 0.3), "steps": 5} | change))
    assert refused.value.field == field
    assert str(refused.value).endswith(".")


def test_two_layers_that_are_wide_are_looked_at_in_their_span() -> None:
    wide = matrix(widths=(10**6,))
    run = descend(DescentScenario(network=wide, steps=4, schedule="largest_stable"))
    assert run.steps == 4


@pytest.mark.parametrize("schedule", Schedule)
def test_the_race(schedule: Schedule) -> None:
    """Steps to 10^-k by plain runs of each schedule, and the flow's own times."""
    network, part = scalar(1.2, 0.3), 0.5
    own = {"step_fraction": part} if schedule is Schedule.CONSTANT else {}
    run = descend(DescentScenario(network=network, steps=3, schedule=schedule, **own))
    race = run.race
    assert race.constant == pytest.approx(
        (part if schedule is Schedule.CONSTANT else NEAR) * run.stability.step, rel=1e-14
    )
    for each in Schedule:
        entries = {"step": race.constant} if each is Schedule.CONSTANT else {}
        long = descend(DescentScenario(network=network, steps=300, schedule=each, **entries))
        goals = [10.0**-power * long.every_excess[0] for power in POWERS]
        assert race.steps[each] == tuple(long.steps_to(goal) for goal in goals)
    assert list(race.flow) == sorted(race.flow)
    told = race.to_json()
    assert told["certified"] == list(race.steps[Schedule.CERTIFIED])
    assert len(told["parts"]) == len(told["flow_times"]) == 10


def test_who_cannot_run_is_left_out_of_the_race() -> None:
    """The norms of wide deep layers take too long; a flow into a saddle has no stable step."""
    race = descend(DescentScenario(network=matrix(widths=(50, 50)), steps=2, step=0.001)).race
    assert set(race.steps[Schedule.CERTIFIED]) == {None}
    saddle = descend(DescentScenario(network=scalar(0.8, -0.8), steps=2, schedule="certified")).race
    assert saddle.constant is None
    assert set(saddle.flow) == {None}


def test_sharpness_of_a_scalar_network() -> None:
    """Against second differences; a weight of 0 too."""
    for w in ([0.7, -1.2, 0.3], [0.0, 1.1, 0.4, 2.0], [1.3]):
        target, h, depth = 0.9, 1e-4, len(w)

        def loss(step: np.ndarray, w: list[float] = w, target: float = target) -> float:
            return float((target - np.prod(np.array(w) + step)) ** 2)

        unit = h * np.eye(depth)
        hessian = [
            [(loss(a + b) - loss(a - b) - loss(b - a) + loss(-a - b)) / (4 * h * h) for b in unit]
            for a in unit
        ]
        gap = target - float(np.prod(w))
        found = scalar_sharpness(np.array([w]), np.array([gap]))[0]
        assert found == pytest.approx(np.linalg.eigvalsh(hessian)[-1], rel=1e-6)


def test_the_imbalances_on_the_way() -> None:
    """As products they keep their digits where differences have none."""
    network = scalar(1.0001, 1.0, 1.5, target=4.0)
    run = descend(DescentScenario(network=network, steps=60, step=0.02))
    np.testing.assert_allclose(run.imbalances, run.imbalance, rtol=1e-9, atol=1e-14)
    layered = descend(DescentScenario(network=matrix(), steps=5, step=0.02))
    first, second = (layer[2] for layer in layered.layers)
    assert layered.imbalances[2, 0] == pytest.approx(
        np.linalg.norm(first.T @ first - second @ second.T), rel=1e-12
    )
