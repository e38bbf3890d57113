"""Several initializations on one target: what is promised of each, and what it does.

Four kinds of start have a theory of their own (three of them in `theories`); the rate gamma
alpha* of this project speaks of all. A promise "the loss falls at least like exp(-r t)" is measured
against the largest r for which that is true of the flow.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from core import network
from core.arrays import TINY, Array
from core.errors import ScenarioError
from core.float64 import within_range
from core.guarantee.margin import smallest_singular_value
from core.integrate.budget import remaining, time_limit
from core.matrix import preconditioner
from core.matrix.flow.base import Flow, Trajectory
from core.matrix.flow.spectral import SpectralModes, spectral_modes
from core.matrix.flow.trajectory import flow_without_modes
from core.matrix.scenario import MatrixScenario
from core.matrix.solution import MatrixSolution
from core.matrix.solve import natural_horizon, solve_matrix
from core.objective.base import Objective
from core.once import Recall, anew, once
from core.regimes.scenario import CompareScenario, NamedStart, placed
from core.regimes.solution import CompareSolution, Modes, Regime
from core.regimes.theories import BALANCED, NTK, SPECTRAL, promises, sigmoids
from core.scalar.envelope import exponential_envelope
from core.scalar.flow.horizon import SAMPLES

#: Whose theory is made for a kind of recipe; the others have none.
_OWN = {
    "gaussian": NTK, "spectral": SPECTRAL, "balanced": BALANCED,
    "lambda_balanced": NTK,  # right where lambda is large, either way
}  # fmt: skip


def compare(scenario: CompareScenario, *, recall: Recall = anew) -> CompareSolution:
    """Follow every network of the comparison over the same times.

    A spectral start is followed like the others, by a solver that knows nothing of modes: what its
    theory says is then put to the test.

    Times that are asked for come after t = 0 if it is not among them. Chosen by themselves, half of
    them are even and half evenly spaced in their logarithms: the networks may differ in speed by
    many powers of ten.

    Parameters
    ----------
    scenario : CompareScenario
    recall : Recall
        A memory of networks: what is changed in one of them changes little of the others.

    Raises
    ------
    ScenarioError
        If a target does not fit, or numbers leave the range of float64.
    """
    with within_range("initializations", "compare.beyond_double"):
        return _compare(scenario, recall)


@dataclass(frozen=True, eq=False)
class _Network:
    """One of them, at the start; what takes longer is looked for when it is wanted."""

    recipe: MatrixScenario
    weights: tuple[Array, ...]
    objective: Objective
    modes: Callable[[], SpectralModes | None]
    flow: Callable[[], Flow[Trajectory]]
    horizon: Callable[[], tuple[float, bool]]


def _compare(scenario: CompareScenario, recall: Recall) -> CompareSolution:
    networks = [_network(each, index) for index, each in enumerate(scenario.networks())]
    times, hurried = _times(scenario, networks, recall)
    regimes = []
    for index, each in enumerate(networks):
        recipe = replace(each.recipe, times=tuple(times.tolist()), horizon=None)
        question = (scenario.starts[index].name, recipe, scenario.horizon, scenario.times is None)
        # Time for an answer, if that is limited, is shared: none starves behind a slow one.
        with time_limit(remaining() / (len(networks) - index)):
            regimes.append(
                recall(question, partial(_followed, scenario, index, each, recipe), _lasting)
            )
    objective = networks[0].objective
    return CompareSolution(
        scenario=scenario,
        target=objective.centre,
        gamma=objective.gamma,
        times=times,
        regimes=tuple(regimes),
        hurried=hurried or any(regime.solution.hurried for regime in regimes),
    )


def _lasting(regime: Regime) -> bool:
    return regime.solution.complete and not regime.solution.hurried


def _network(each: MatrixScenario, index: int) -> _Network:
    try:
        weights = each.start().weights
        objective = each.objective.make(network.product(weights))
        objective.check_shape(network.shape(weights))
    except ScenarioError as error:
        raise placed(error, index) from None
    modes = once(lambda: spectral_modes(weights, objective))
    flow = once(lambda: flow_without_modes(objective, weights, modes()))
    horizon = once(lambda: natural_horizon(objective, weights, flow()))
    return _Network(each, weights, objective, modes, flow, horizon)


def _times(
    scenario: CompareScenario, networks: Sequence[_Network], recall: Recall
) -> tuple[Array, bool]:
    """Those asked for or chosen; and whether there was no time to choose well."""
    if scenario.times is not None:
        times = np.asarray(scenario.times)
        return times if times[0] == 0.0 else np.concatenate(([0.0], times)), False
    horizon, hurried = scenario.horizon, False
    if horizon is None:
        horizon = 0.0
        for each in networks:
            with time_limit(remaining() / len(networks)):  # shared here too
                own, in_haste = recall(each.recipe, each.horizon, _unhurried)
            horizon, hurried = max(horizon, own), hurried or in_haste
    fastest = max(float(preconditioner.extreme_eigenvalues(each.weights)[1]) for each in networks)
    first = min(max(0.01 / fastest if fastest else horizon, _REACH * horizon), 0.01 * horizon)
    half = SAMPLES // 2
    even = np.linspace(0.0, horizon, SAMPLES - half)
    crowding = np.geomspace(first, horizon, half, endpoint=False)
    return np.unique(np.concatenate((even, crowding))), hurried


def _unhurried(found: tuple[float, bool]) -> bool:
    return not found[1]


def _followed(
    scenario: CompareScenario, index: int, each: _Network, recipe: MatrixScenario
) -> Regime:
    """One of the networks over the times of its recipe."""
    dense = scenario.times is None
    if dense and scenario.horizon is None:
        each.horizon()  # remembered or not: how far a flow was followed says what is known of it
    try:
        solution = solve_matrix(recipe, each.flow(), dense=dense, later=True)
    except ScenarioError as error:
        raise placed(error, index) from None
    if not solution.times.size:
        raise ScenarioError(
            f"initializations[{index}]", "compare.nowhere", status=solution.status_message
        )
    return _regime(scenario.starts[index], solution, each.weights, each.modes())


def _regime(
    start: NamedStart,
    solution: MatrixSolution,
    weights: tuple[Array, ...],
    modes: SpectralModes | None,
) -> Regime:
    objective = solution.objective
    singular = smallest_singular_value(objective) == 0.0
    theories = promises(weights, modes, solution.margin.margin, objective.gamma, singular=singular)
    own = _OWN.get(start.kind)
    if start.kind == "weights":
        # Layers that are given belong to the theory that speaks of them.
        own = next((each.theory for each in theories[1:] if each.rate is not None), None)
    return Regime(
        name=start.name,
        kind=start.kind,
        solution=solution,
        theories=theories,
        own=next((each for each in theories if each.theory == own), None),
        modes=_modes(solution, modes),
    )


def _modes(solution: MatrixSolution, modes: SpectralModes | None) -> Modes | None:
    """The theory's modes at the times that were reached."""
    if modes is None or modes.rest > 0.0:
        return None
    layers, targets = modes.weights, modes.targets
    if len(layers) < len(targets):
        return None
    closed = layers.shape[1] == 2 and bool(
        (
            np.abs(np.abs(layers[:, 0]) - np.abs(layers[:, 1])) <= _BALANCED * np.abs(layers).max(1)
        ).all()
    )
    products = layers.prod(axis=1)
    closed = closed and bool((products >= 0.0).all() and (targets >= 0.0).all())
    if closed:
        values = sigmoids(products, targets, solution.times)
        loss = 0.5 * ((values - targets) ** 2).sum(axis=1)
    else:
        way = modes.flow(solution.times)
        values, loss = np.abs(way.products), way.loss
    ordered = np.sort(values, axis=1)[:, ::-1]
    size = max(float(np.abs(targets).max()), float(products.max()), TINY)
    return Modes(
        theory=ordered,
        closed_form=closed,
        deviation=float(np.abs(ordered - solution.singular_values).max()) / size,
        loss=loss,
    )


def promised(regime: Regime) -> Array | None:
    """The curve that its own theory draws, shape (T,); None where it makes no promise.

    The spectral theory knows the whole loss; the others an exponential.
    """
    solution = regime.solution
    if regime.own is None or regime.own.rate is None:
        return None
    if regime.own.theory == SPECTRAL and regime.modes is not None:
        return regime.modes.loss
    return exponential_envelope(float(solution.excess[0]), regime.own.rate, solution.times)


_REACH = 1e-12  # of the horizon: the first of the times that are spaced in their logarithms
_BALANCED = 1e-12  # rounding of a layer
