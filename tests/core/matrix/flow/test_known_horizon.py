"""A flow that is known at every time is looked at in few places for where a picture of it ends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from core.arrays import Array
from core.matrix.flow.spectral import spectral_modes
from core.matrix.flow.trajectory import flow_of, flow_without_modes
from core.matrix.flow.two_layer import TwoLayerFlow
from core.matrix.initialization import Initialization
from core.matrix.solve import natural_horizon
from core.objective import Squared


def layers_of(target: Array, **recipe: Any) -> tuple[Array, ...]:
    n, m = target.shape
    left, _, right = np.linalg.svd(target)
    k = min(n, m)
    return Initialization(n=n, m=m, seed=3, **recipe).draw((left[:, :k], right[:k].T)).weights


def by_steps(objective: Squared, weights: Sequence[Array]) -> TwoLayerFlow:
    """The same flow by a solver that knows of no closed form, and is looked at probe by probe."""
    first, second = weights
    return TwoLayerFlow(
        objective, first @ second, first @ first.T, second.T @ second, weights=weights
    )


@pytest.mark.parametrize("size", [0.3, 1.0, 4.0])
@pytest.mark.parametrize("value", [-3.0, 0.0, 0.5, 20.0])
def test_in_closed_form_it_is_that_of_steps(value: float, size: float) -> None:
    target = size * np.random.default_rng(5).standard_normal((3, 4))
    weights = layers_of(
        target, kind="lambda_balanced", widths=(3,), imbalance=(value,),
        singular_values=(0.05, 0.04, 0.03),
    )  # fmt: skip
    objective = Squared(target)
    flow = flow_of(objective, weights)
    assert flow.known
    stepped = by_steps(objective, weights)
    assert not stepped.known
    assert natural_horizon(objective, weights, flow) == natural_horizon(objective, weights, stepped)


@pytest.mark.parametrize(
    "values, depth, least",
    [
        ((1e-3, 1e-3, 1e-3), 2, 0.0),
        ((0.1, 0.1, 0.1), 2, 0.0),
        ((2.0, 2.0, 2.0), 2, 0.0),
        ((0.1, 0.1, 0.1), 5, 0.0),
        ((2.0, 2.0, 2.0), 3, 1e-12),  # it falls beyond all times that are looked at
        ((0.1, 0.1, 0.0), 2, 1e-3),  # a mode at 0 stays there, and what it has not learnt
        ((1.79, 1.61, 0.0), 2, 1e-3),  # likewise: how far it falls at all decides by one probe
    ],
)
def test_by_modes_it_is_that_of_steps(values: tuple[float, ...], depth: int, least: float) -> None:
    target = np.random.default_rng(depth).standard_normal((3, 3))
    weights = layers_of(target, kind="spectral", widths=(3,) * (depth - 1), singular_values=values)
    objective = Squared(target)
    flow = flow_of(objective, weights)
    stepped = flow_without_modes(objective, weights, spectral_modes(weights, objective))
    assert [flow.known, stepped.known] == [True, False]
    horizon, hurried = natural_horizon(objective, weights, flow)
    assert (horizon, hurried) == natural_horizon(objective, weights, stepped)
    start, before, end = flow.excess(np.array([0.0, horizon / 2.5, horizon]))
    if least:
        assert least * start < end
    else:
        assert end <= 1e-12 * start < before
