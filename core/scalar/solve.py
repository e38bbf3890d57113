"""From a scenario to its solution."""

from __future__ import annotations

import math

from core.scalar import network as networks
from core.scalar.ceiling import FASTEST, rates_fit, scalar_beta
from core.scalar.flow.decay import Decay
from core.scalar.flow.horizon import natural_horizon, sample_times
from core.scalar.flow.one_variable import scalar_flow
from core.scalar.margin import scalar_margin
from core.scalar.network import ScalarNetwork
from core.scalar.outcome import Outcome
from core.scalar.rate import POSTER_GAMMA, TRUE_GAMMA, scalar_rate_at
from core.scalar.scenario import ScalarScenario
from core.scalar.solution import ScalarSolution
from core.scalar.status import scalar_outcome


def scalar_network(scenario: ScalarScenario) -> ScalarNetwork:
    """Imbalances and start of a scenario."""
    if scenario.weights is not None:
        return networks.from_weights(scenario.weights, scenario.target)
    assert scenario.imbalance is not None and scenario.product is not None
    return networks.from_imbalance(scenario.imbalance, scenario.product, scenario.target)


def solve_scalar(scenario: ScalarScenario) -> ScalarSolution:
    """Integrate the flow of `scenario` and find its guaranteed rate."""
    target = scenario.target
    network = scalar_network(scenario)
    flow, side = scalar_flow(network, target)
    gamma = TRUE_GAMMA if scenario.gamma == "true" else POSTER_GAMMA
    margin = scalar_margin(network.product, target, network.gap, depth=network.depth)
    c: list[float] = network.cumulative_imbalance.tolist()
    rate = scalar_rate_at(c, margin, network.size_at(margin) ** 2)

    times = scenario.moments
    if times is not None:
        horizon = float(times[-1])
    else:
        horizon = scenario.horizon or natural_horizon(flow, abs(network.gap), abs(target))
        times = sample_times(flow, horizon)

    states = flow.at(times)
    gap = states.gap if side > 0.0 else -states.gap
    smallest = side * network.orientation
    outcome = scalar_outcome(network, flow, target)
    # Products of plain floats overflow without a word. All rates are below that of beta*, and
    # so are their envelopes.
    if not rates_fit(network, target, horizon):
        fastest = FASTEST * scalar_beta(network, target) * max(horizon, 1.0)
        if not math.isfinite(fastest):
            raise OverflowError
    solution = ScalarSolution(
        scenario=scenario,
        network=network,
        margin=margin,
        gamma=gamma,
        alpha_star=rate.alpha_star,
        alpha_lower_bound=rate.lower_bound,
        smallest_square=rate.smallest_square,
        decay=Decay(network, flow, side, target, horizon, still=outcome is Outcome.AT_MINIMUM),
        horizon=horizon,
        times=times,
        loss=gap * gap,
        gap=gap,
        weights=network.weights(smallest * states.smallest_weight),
        outcome=outcome,
        limit=smallest * flow.limit,
    )
    if not outcome.at_target and not math.isfinite(solution.end.escape_rate or 0.0):
        raise OverflowError
    return solution
