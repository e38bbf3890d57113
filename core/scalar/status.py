"""What a flow does and what is guaranteed of it, in sentences."""

from __future__ import annotations

from core.scalar.flow import End, ScalarFlow, at_target
from core.scalar.network import ScalarNetwork
from core.scalar.solution import Outcome


def _digits(value: float) -> str:
    return f"{value:.4g}"


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


def scalar_status(
    outcome: Outcome, network: ScalarNetwork, target: float, depth_limit: float | None
) -> str:
    """What happens and why. `depth_limit` is the horizon if it ends before the flow has moved."""
    start, y = _digits(network.product), _digits(target)
    ties = int((network.cumulative_imbalance == 0.0).sum())
    smallest = f"w{network.smallest + 1}"
    text = {
        Outcome.CONVERGES: f"Converges: w(t) runs from {start} to the target {y}.",
        Outcome.CROSSES_ZERO: (
            f"Converges after crossing zero: w(0) = {start} and the target {y} differ in sign, and "
            f"{smallest}, alone the smallest weight, passes through 0 and takes w(t) across."
        ),
        Outcome.OVERSHOOTS: (
            f"Converges from beyond: w(t) comes back from {start} to the target {y}."
        ),
        Outcome.AT_MINIMUM: f"Starts at a minimum: w(0) = {start} is the target, nothing moves.",
        Outcome.STATIONARY: (
            f"Never moves: {ties} weights are 0, so every gradient is 0 although the loss is not. "
            "This start is a saddle."
        ),
        Outcome.SADDLE: (
            f"Ends at the saddle w = 0 with loss y² = {_digits(target**2)}, not at the target: "
            f"w(0) = {start} has the wrong sign, and {ties} weights tie for the smallest size, so "
            "they reach 0 together, where every gradient vanishes."
        ),
        Outcome.DECAYS: (
            f"Converges to the target 0 exponentially: {smallest} alone decays, the other weights "
            "stay away from 0."
        ),
        Outcome.DECAYS_ALGEBRAICALLY: (
            f"Converges to the target 0, but only like a power of time: {ties} weights tie for the "
            "smallest size and vanish together, and the rate vanishes with them."
        ),
    }[outcome]
    if depth_limit is not None:
        text += f" The picture ends at t = {_digits(depth_limit)}, before that is over."
    return text


def scalar_guarantee(outcome: Outcome, rate: float, margin: float, cumulative: float) -> str:
    """What the rate gamma alpha* guarantees, or why it is 0."""
    if outcome is Outcome.AT_MINIMUM:
        return "The loss is 0 from the start; no rate is needed."
    if rate > 0.0:
        source = (
            f"the margin {_digits(margin)} keeps the product away from 0"
            if margin > 0.0
            else "the margin is 0, the imbalance alone keeps the rate above 0"
        )
        return f"Guaranteed: the loss falls at least like exp(−{_digits(rate)} t); {source}."
    if margin > 0.0 or cumulative > 0.0:
        return "The guaranteed rate is too small for double precision; it is shown as 0."
    return (
        "Nothing is guaranteed: α* = 0, because the margin is 0 (the loss at the start is at "
        "least that of w = 0) and the smallest weights tie (the product of the cumulative "
        "imbalances is 0)."
    )
