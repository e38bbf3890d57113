"""The same scalar network described the other way, or with more or fewer layers."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from core.errors import ScenarioError
from core.scalar.scenario import MAX_DEPTH, ScalarScenario
from core.scalar.solve import scalar_network


def initial_weights(scenario: ScalarScenario) -> tuple[float, ...]:
    """w_l(0) of the scenario, however it is given."""
    if scenario.weights is not None:
        return scenario.weights
    network = scalar_network(scenario)
    return tuple(network.weights(network.start).tolist())


def by_weights(scenario: ScalarScenario) -> ScalarScenario:
    """The scenario given by its initial weights."""
    return replace(scenario, weights=initial_weights(scenario), imbalance=None, product=None)


def by_imbalance(scenario: ScalarScenario) -> ScalarScenario:
    """The scenario given by imbalance and product: all weights but the first become positive."""
    if scenario.weights is None:
        return scenario
    network = scalar_network(scenario)
    imbalance = tuple(network.imbalance.tolist())
    return replace(scenario, weights=None, imbalance=imbalance, product=network.product)


def with_depth(scenario: ScalarScenario, depth: int) -> ScalarScenario:
    """The scenario with layers of weight 1 added at the end, or its last layers dropped.

    Whatever describes the layers that stay is kept as it was given.

    Raises
    ------
    ScenarioError
        If the depth is not 1 to 64.
    """
    if not 1 <= depth <= MAX_DEPTH:
        raise ScenarioError("depth", "scalar.depth", most=MAX_DEPTH, value=depth)
    weights = (*initial_weights(scenario), *(1.0,) * (depth - scenario.depth))[:depth]
    if scenario.imbalance is None:
        return replace(scenario, weights=weights)
    sizes = np.abs(weights)
    added = (sizes[:-1] - sizes[1:]) * (sizes[:-1] + sizes[1:])
    imbalance = (*scenario.imbalance, *added[scenario.depth - 1 :].tolist())[: depth - 1]
    product = scenario.product if depth >= scenario.depth else math.prod(weights)
    return replace(scenario, imbalance=imbalance, product=product)
