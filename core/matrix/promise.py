"""What is guaranteed of a matrix network, or why nothing is, for the catalogue to say."""

from __future__ import annotations

from typing import Any

import numpy as np

from core.guarantee.deep import Short, Shortfall, shortfall
from core.guarantee.margin import Margin
from core.guarantee.theorems import AlphaSource, Guarantee
from core.objective.base import Objective
from words import Message, say

_SOURCES = {
    AlphaSource.TWO_LAYER: Message("guarantee.two_layer"),
    AlphaSource.HOMOGENEOUS: Message("guarantee.homogeneous"),
    AlphaSource.BALANCED: Message("guarantee.balanced"),
    AlphaSource.THREE_LAYER_BOUND: Message("guarantee.three_layer_bound"),
    AlphaSource.DEEP_SQUARE: Message("guarantee.deep_square"),
    AlphaSource.DEEP_UNIMODAL: Message("guarantee.deep_unimodal"),
    AlphaSource.DEEP_MARGIN: Message("guarantee.deep_margin"),
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
        lack = shortfall(promise.general.imbalances, *objective.shape)
        why = Message("guarantee.tiny") if lack is None else lacking(lack)
        return Message("guarantee.none", why=(_margin(objective, margin), why))
    if len(sides) == 2:  # T is the identity
        return Message("guarantee.one_layer", rate=rate)
    source = _SOURCES[promise.source]
    if rate > 0.0:
        return Message("guarantee.rate", rate=rate, source=source)
    return Message("guarantee.nothing", source=source, why=_why(objective, margin))


def _why(objective: Objective, margin: Margin) -> Message:
    """What makes an exact rate 0."""
    if objective.why is not None:
        return objective.why
    return Message("guarantee.margin" if margin.margin == 0.0 else "guarantee.imbalance")


def _margin(objective: Objective, margin: Margin) -> Message:
    if objective.why is not None:
        return objective.why
    return Message("guarantee.no_margin" if margin.margin == 0.0 else "guarantee.tiny")


def source_message(source: AlphaSource) -> Message:
    """The theorem, as a part of a sentence; of NONE there is none."""
    return _SOURCES[source]


def lacking(lack: Shortfall) -> Message:
    """What the imbalances lack: which D_l, and by how much."""
    values = {"layer": lack.layer, "least": lack.least, "most": lack.most}
    if lack.kind is Short.INDEFINITE:
        return Message("guarantee.indefinite", **values)
    if lack.kind is Short.ORDER:
        return Message("guarantee.order", **values, before=lack.before)
    return Message("guarantee.rank", layer=lack.layer, found=lack.found, needed=lack.needed)


def candidates(promise: Guarantee, margin: float) -> list[dict[str, Any]]:
    """Every theorem, what it says at a margin, what it needs and how far it holds, for JSON."""
    return [
        {
            "source": str(each.source),
            "exact": each.exact,
            "alpha": float(each.rates(np.asarray(margin))) if each.speaks else None,
            "needs": say(Message(f"theorem.{each.source.word}.needs")),
            "holds": say(Message(f"theorem.{each.source.word}.holds")),
        }
        for each in promise.candidates
    ]
