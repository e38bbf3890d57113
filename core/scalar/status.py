"""What a flow does and what is guaranteed of it, as codes and numbers that the catalogue says."""

from __future__ import annotations

from core.arrays import digits_apart
from core.scalar.flow.one_variable import End, ScalarFlow, at_target
from core.scalar.network import ScalarNetwork
from core.scalar.outcome import Outcome
from words import Message


def scalar_outcome(network: ScalarNetwork, flow: ScalarFlow, target: float) -> Outcome:
    """Which of the cases a scalar flow is.

    A start is at the minimum if it is so but for the rounding of its layers and of the target.
    """
    if at_target(network.gap, target, network.depth):
        return Outcome.AT_MINIMUM
    if flow.end is End.STATIONARY:
        return Outcome.STATIONARY
    if flow.end is End.SADDLE:
        return Outcome.SADDLE
    if flow.end is End.ZERO:
        return Outcome.DECAYS if flow.order == 1 else Outcome.DECAYS_ALGEBRAICALLY
    if network.product * target < 0:
        return Outcome.CROSSES_ZERO
    return Outcome.OVERSHOOTS if abs(network.product) > abs(target) else Outcome.CONVERGES


#: Outcomes whose sentence speaks of the other layers, where there are none.
_ONE_LAYER = {
    Outcome.CROSSES_ZERO: "scalar_flow.crosses_zero_alone",
    Outcome.DECAYS: "scalar_flow.decays_alone",
}
_OUTCOMES = {
    Outcome.CONVERGES: "scalar_flow.converges",
    Outcome.CROSSES_ZERO: "scalar_flow.crosses_zero",
    Outcome.OVERSHOOTS: "scalar_flow.overshoots",
    Outcome.AT_MINIMUM: "scalar_flow.at_minimum",
    Outcome.STATIONARY: "scalar_flow.stationary",
    Outcome.SADDLE: "scalar_flow.saddle",
    Outcome.DECAYS: "scalar_flow.decays",
    Outcome.DECAYS_ALGEBRAICALLY: "scalar_flow.decays_algebraically",
}


def scalar_status(
    outcome: Outcome, network: ScalarNetwork, target: float, depth_limit: float | None
) -> tuple[Message, ...]:
    """What happens and why. `depth_limit` is the horizon if it ends before the flow has moved."""
    code = _OUTCOMES[outcome]
    if network.depth == 1:
        code = _ONE_LAYER.get(outcome, code)
    if outcome is Outcome.AT_MINIMUM and network.gap != 0.0:
        code = "scalar_flow.at_minimum_to_rounding"
    told = Message(
        code,
        start=network.product,
        target=target,
        digits=digits_apart(network.product, target),
        loss=target**2,
        ties=network.cumulative_imbalance.tolist().count(0.0),
        layer=network.smallest + 1,
    )
    if depth_limit is None:
        return (told,)
    return told, Message("scalar_flow.capped", time=depth_limit)


def scalar_guarantee(
    outcome: Outcome, network: ScalarNetwork, rate: float, margin: float, cumulative: float
) -> Message:
    """What the rate gamma alpha* guarantees, or why it is 0.

    Parameters
    ----------
    outcome : Outcome
    network : ScalarNetwork
    rate, margin : float
    cumulative : float
        The product of the cumulative imbalances.
    """
    if outcome is Outcome.AT_MINIMUM:
        exact = network.gap == 0.0
        return Message("scalar_rate.at_minimum" if exact else "scalar_rate.at_minimum_to_rounding")
    if network.depth == 1:
        return Message("scalar_rate.one_layer", rate=rate)
    if rate > 0.0:
        code = "scalar_rate.by_margin" if margin > 0.0 else "scalar_rate.by_imbalance"
        return Message(code, rate=rate, margin=margin)
    if margin > 0.0 or cumulative > 0.0:
        return Message("scalar_rate.underflow")
    return Message("scalar_rate.nothing")
