"""From a scenario to its solution."""

from __future__ import annotations

import math

import numpy as np

from core.scalar import network as networks
from core.scalar.ceiling import FASTEST, progressive_lower_scalar, scalar_beta
from core.scalar.end import minimum, saddle
from core.scalar.envelope import exponential_envelope, progressive_envelope_scalar
from core.scalar.flow.decay import Decay
from core.scalar.flow.horizon import LONGEST, natural_horizon, sample_times
from core.scalar.flow.one_variable import ScalarFlow, scalar_flow
from core.scalar.margin import scalar_margin
from core.scalar.network import ScalarNetwork
from core.scalar.polynomial import preconditioner, preconditioner_at
from core.scalar.rate import POSTER_GAMMA, TRUE_GAMMA, cumulative_product, scalar_rate
from core.scalar.scenario import ScalarScenario
from core.scalar.solution import Outcome, ScalarSolution
from core.scalar.status import scalar_guarantee, scalar_outcome, scalar_status


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
    c = network.cumulative_imbalance
    rate = scalar_rate(c, margin)

    if scenario.times is not None:
        times = np.asarray(scenario.times)
        horizon = float(times[-1])
    else:
        horizon = scenario.horizon or natural_horizon(flow, abs(network.gap), abs(target))
        times = sample_times(flow, horizon)

    states = flow.at(times)
    gap = side * states.gap
    smallest = side * network.orientation
    p = smallest * states.smallest_weight
    infimum = gamma * _infimum(network, flow)
    final = preconditioner_at(c.tolist(), flow.limit**2)
    outcome = scalar_outcome(network, flow, target)
    limit = network.weights(smallest * flow.limit)
    end = minimum(limit, target, 2.0 * final) if outcome.at_target else saddle(limit, target)
    beta = scalar_beta(network, target)
    # A product of plain floats overflows without a word.
    rates = infimum, gamma * final, gamma * rate.alpha_star, FASTEST * beta, end.escape_rate or 0.0
    if not all(map(math.isfinite, rates)):
        raise OverflowError
    excess = network.gap**2
    capped = scenario.times is None and scenario.horizon is None and horizon >= LONGEST
    return ScalarSolution(
        scenario=scenario,
        network=network,
        product=network.product,
        margin=margin,
        gamma=gamma,
        alpha_star=rate.alpha_star,
        alpha_lower_bound=rate.lower_bound,
        beta_star=beta,
        smallest_square=rate.smallest_square,
        infimum=infimum,
        final_rate=gamma * final,
        tightness=gamma * rate.alpha_star / infimum if infimum > 0.0 else None,
        decay=Decay(network, flow, side, target, horizon, still=outcome is Outcome.AT_MINIMUM),
        horizon=horizon,
        times=times,
        loss=gap * gap,
        weights=network.weights(p),
        products=target - gap,
        preconditioner=preconditioner(c, p * p),
        envelope=exponential_envelope(excess, gamma * rate.alpha_star, times),
        lower_bound_envelope=exponential_envelope(excess, gamma * rate.lower_bound, times),
        lower_envelope=exponential_envelope(excess, FASTEST * beta, times),
        find_progressive=lambda: progressive_envelope_scalar(network, target, gamma, times),
        find_progressive_lower=lambda: progressive_lower_scalar(network, target, times),
        end=end,
        outcome=outcome,
        status_messages=scalar_status(outcome, network, target, horizon if capped else None),
        guarantee_message=scalar_guarantee(
            outcome, network, gamma * rate.alpha_star, margin, cumulative_product(c)
        ),
    )


def _infimum(network: ScalarNetwork, flow: ScalarFlow) -> float:
    """inf of tau over the whole path: tau increases with p^2, and p runs monotonically."""
    crosses = flow.start * flow.limit < 0
    least = 0.0 if crosses else min(flow.start**2, flow.limit**2)
    return preconditioner_at(network.cumulative_imbalance.tolist(), least)
