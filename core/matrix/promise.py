"""What is guaranteed of a matrix network, or why nothing is, for the catalogue to say."""

from __future__ import annotations

from core.guarantee.margin import Margin
from core.guarantee.theorems import AlphaSource, Guarantee
from core.objective.base import Objective
from words import Message

_SOURCES = {
    AlphaSource.TWO_LAYER: Message("guarantee.two_layer"),
    AlphaSource.HOMOGENEOUS: Message("guarantee.homogeneous"),
    AlphaSource.BALANCED: Message("guarantee.balanced"),
    AlphaSource.THREE_LAYER_BOUND: Message("guarantee.three_layer_bound"),
}


def promise_message(
    objective: Objective, promise: Guarantee, margin: Margin, rate: float, sides: tuple[int, ...]
) -> Message:
    """What the rate is and from where; or what makes it 0.

    Parameters
    ----------
    objective : Objective
    promise : Guarantee
    margin : Margin
    rate : float
        gamma times alpha* or its bound.
    sides : tuple of int
        h_0 .. h_L.
    """
    if promise.source is AlphaSource.NONE:
        return Message("guarantee.none")
    if len(sides) == 2:  # T is the identity
        return Message("guarantee.one_layer", rate=rate)
    source = _SOURCES[promise.source]
    if rate > 0.0:
        return Message("guarantee.rate", rate=rate, source=source)
    return Message("guarantee.nothing", source=source, why=_why(objective, promise, margin, sides))


def _why(
    objective: Objective, promise: Guarantee, margin: Margin, sides: tuple[int, ...]
) -> Message:
    bound = promise.source is AlphaSource.THREE_LAYER_BOUND
    if bound and min(sides[1:-1]) < max(sides[0], sides[-1]):
        return Message("guarantee.narrow")
    if bound:
        return Message("guarantee.imbalance")
    if objective.why is not None:
        return objective.why
    return Message("guarantee.margin" if margin.margin == 0.0 else "guarantee.imbalance")
