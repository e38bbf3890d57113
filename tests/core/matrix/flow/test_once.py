"""A flow is followed once: stop-and-go equals going straight, with every stepper."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from core import network, solve
from core.arrays import EPS, Array
from core.integrate.base import Stepper
from core.integrate.collocation import CollocationStepper
from core.integrate.factor import FactorStepper
from core.integrate.gram import GramStepper
from core.integrate.runge_kutta import RungeKuttaStepper
from core.matrix.ends.end import Kind
from core.matrix.flow.base import Trajectory
from core.matrix.flow.trajectory import flow_of
from core.matrix.scenario import matrix_scenario_from_json
from core.objective.base import Objective
from core.objective.squared import Squared
from tests.core.matrix.flow.invariant.test_manifold import balanced
from tests.core.matrix.strategies import draw_layers, draw_objective

TIMES = np.concatenate(([0.0], np.geomspace(1e-3, 12.0, 90)))


def _stiff() -> tuple[Objective, list[Array]]:
    rng = np.random.default_rng(4)
    return draw_objective("logistic", rng, 3, 1), draw_layers(rng, (3, 5, 1))


def _drawn(*widths: int) -> tuple[Objective, list[Array]]:
    rng = np.random.default_rng(2)
    layers = draw_layers(rng, widths)
    return draw_objective("regression", rng, widths[0], widths[-1]), layers


def _saddle(depth: int) -> tuple[Objective, list[Array]]:
    """Balanced, and of the wrong sign: modes are mended on the way, and one is set to 0."""
    layers = balanced(np.random.default_rng(1), [1.2, 0.9, 0.4], depth, 3)
    target = np.random.default_rng(5).standard_normal((3, 3))
    if np.linalg.det(target) * np.linalg.det(network.product(layers)) > 0.0:
        target[0] *= -1.0
    return Squared(target), layers


FLOWS = {
    "modes": (Squared(np.diag([2.0, 1.0])), [np.diag([0.3, 0.1]), np.diag([0.2, 0.4])]),
    "definite G": _drawn(3, 9, 2),
    "a factor of G": _drawn(3, 2, 3),
    "layers": _drawn(2, 3, 3, 2),
    "one layer": _drawn(3, 2),
    "logistic": _stiff(),
    "a saddle of two layers": _saddle(2),
    "a saddle of three layers": _saddle(3),
}


def same(found: Trajectory, straight: Trajectory, part: slice) -> None:
    """To the solver's own accuracy: a step that is cut elsewhere is rounded elsewhere.

    Singular values and eigenvalues are known to some roundings of the largest beside them: the
    third of a product of rank 2 is noise.
    """
    assert found.complete
    for name in ("times", "excess", "gradient_square"):
        np.testing.assert_allclose(
            getattr(found, name), getattr(straight, name)[part], rtol=1e-9, atol=1e-250
        )
    for name in ("spectrum", "singular_values"):
        values = getattr(straight, name)[part]
        largest = values.max(axis=1, keepdims=True)
        np.testing.assert_allclose(
            getattr(found, name) / largest, values / largest, rtol=1e-9, atol=64.0 * EPS
        )


@pytest.mark.parametrize("objective, weights", FLOWS.values(), ids=FLOWS)
def test_stop_and_go(objective: Objective, weights: Sequence[Array]) -> None:
    """In three parts, with a look back; the steps are those of one way."""
    straight = flow_of(objective, weights).at(TIMES)
    flow = flow_of(objective, weights)
    for part in (slice(0, 31), slice(31, 61), slice(61, None), slice(10, 80)):
        same(flow.at(TIMES[part]), straight, part)
    assert flow.at(TIMES).steps == straight.steps
    np.testing.assert_allclose(flow.excess(TIMES), straight.excess, rtol=1e-11)


@pytest.mark.parametrize("objective, weights", FLOWS.values(), ids=FLOWS)
def test_the_end_goes_on(objective: Objective, weights: Sequence[Array]) -> None:
    """From wherever the flow was, to the same end."""
    straight, known = flow_of(objective, weights).end(1e4)
    flow = flow_of(objective, weights)
    flow.at(TIMES)
    flow.forget()
    found, again = flow.end(1e4)
    assert known
    assert again
    assert found.excess == pytest.approx(straight.excess, rel=1e-9, abs=1e-20)
    product = network.product(found.layers)
    np.testing.assert_allclose(product, network.product(straight.layers), atol=1e-8)
    assert flow.at(TIMES).complete  # and the past is had again, if it must


STEPPERS = {
    GramStepper: {"kind": "gaussian", "n": 2, "m": 2, "widths": [64], "seed": 1},
    FactorStepper: {
        "kind": "balanced",
        "n": 2,
        "m": 2,
        "widths": [8],
        "seed": 1,
        "singular_values": [0.4, 0.3],
    },
    RungeKuttaStepper: {"kind": "gaussian", "n": 2, "m": 2, "widths": [4, 4], "seed": 1},
}


@pytest.mark.parametrize("kind", STEPPERS, ids=lambda kind: kind.__name__)
def test_a_picture_takes_no_step_twice(
    kind: type[Stepper], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Horizon, samples and end: the loss falls from step to step, and no start comes again."""
    moved: list[float] = []

    def counted(expand: Callable[[Stepper], float]) -> Callable[[Stepper], float]:
        def call(self: Stepper) -> float:
            moved.append(float(np.linalg.norm(self.y)))
            return expand(self)

        return call

    for each in (kind, CollocationStepper):
        monkeypatch.setattr(each, "expand", counted(each.expand))
    target = {"singular_values": [1.0, 0.5], "seed": 2}
    found = solve(
        matrix_scenario_from_json(
            {
                "model": "matrix",
                "initialization": STEPPERS[kind],
                "objective": {"kind": "squared", "target": target},
            }
        )
    )
    assert found.end.kind in {Kind.MINIMUM, Kind.SADDLE}
    assert len(moved) > 3
    assert (np.diff(moved) <= 1e-15).all()
