"""Where the flows of many networks go, and what becomes of them on the way.

As `core.scalar.flow.one_variable` and `core.scalar.status` tell it of one.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.arrays import EPS, Array
from core.atlas.scalar.networks import Networks
from core.atlas.scalar.roots import preconditioners, roots
from core.atlas.scalar.rows import product as product_of
from core.scalar.outcome import Outcome

Codes = NDArray[np.int8]

#: A network that has no values: its scenario is refused.
REFUSED = -1
#: Codes of ends. `f*` is in reach of every scalar network.
ENDS = ("minimum", "saddle", "stationary", "out_of_reach")
#: Codes of outcomes.
OUTCOMES = tuple(Outcome)
_END_OF = np.array(
    [
        ENDS.index("stationary")
        if outcome is Outcome.STATIONARY
        else ENDS.index("minimum" if outcome.at_target else "saddle")
        for outcome in OUTCOMES
    ],
    dtype=np.int8,
)


@dataclass(frozen=True, eq=False)
class Ends:
    """The limits of p flows.

    Attributes
    ----------
    still, to_zero, to_saddle, to_target : ndarray of bool, shape (p,)
        Which way a flow goes: one holds.
    limit : ndarray, shape (p,)
        The smallest weight as t goes to infinity, mirrored like the start.
    outcome : ndarray of int8, shape (p,)
        Index in OUTCOMES.
    slowest, final : ndarray, shape (p,)
        tau at its least along the whole flow, and at its limit.
    escape : ndarray, shape (p,)
        The rate at which flows beside a saddle leave it; 0 at a minimum.
    """

    still: NDArray[np.bool_]
    to_zero: NDArray[np.bool_]
    to_saddle: NDArray[np.bool_]
    to_target: NDArray[np.bool_]
    limit: Array
    outcome: Codes
    slowest: Array
    final: Array
    escape: Array

    def part(self, which: NDArray[Any]) -> Ends:
        """Some of them."""
        return Ends(**{field.name: getattr(self, field.name)[which] for field in fields(self)})

    @property
    def kind(self) -> Codes:
        """Index in ENDS."""
        return _END_OF[self.outcome]

    @property
    def settled(self) -> NDArray[np.bool_]:
        """Whether the start is the minimum, to rounding."""
        return np.asarray(self.outcome == OUTCOMES.index(Outcome.AT_MINIMUM))


def ends_of(networks: Networks) -> Ends:
    """The end of every flow."""
    with np.errstate(all="ignore"):
        begin, ties = networks.begin, networks.ties
        aim = np.abs(networks.target)
        still = (networks.gap == 0.0) | ((begin == 0.0) & (ties > 1))
        to_zero = ~still & (aim == 0.0)
        to_saddle = ~still & ~to_zero & (begin < 0.0) & (ties > 1)
        to_target = ~(still | to_zero | to_saddle)
        limit = np.where(still, begin, 0.0)
        least = np.sqrt(roots(networks.others, np.where(to_target, aim, 0.0)))
        limit = np.where(to_target, least, limit)
        first, last = begin * begin, limit * limit
        slowest = np.where(begin * limit < 0.0, 0.0, np.minimum(first, last))
        outcome = _outcomes(networks, still, to_saddle, to_zero)
        # Two weights of 0 or more: the product of the other sizes.
        lost = (outcome == OUTCOMES.index(Outcome.STATIONARY)) | to_saddle
        return Ends(
            still=still,
            to_zero=to_zero,
            to_saddle=to_saddle,
            to_target=to_target,
            limit=limit,
            outcome=outcome,
            slowest=preconditioners(networks.others, slowest),
            final=preconditioners(networks.others, last),
            escape=np.where(lost, 2.0 * aim * _third_on(networks), 0.0),
        )


def _outcomes(
    networks: Networks,
    still: NDArray[np.bool_],
    to_saddle: NDArray[np.bool_],
    to_zero: NDArray[np.bool_],
) -> Codes:
    aim, product = networks.target, networks.product
    rounding = (networks.depth + 1) * EPS * np.abs(aim)
    cases = [
        (np.abs(networks.gap) <= rounding, Outcome.AT_MINIMUM),
        (still, Outcome.STATIONARY),
        (to_saddle, Outcome.SADDLE),
        (to_zero & (networks.ties == 1), Outcome.DECAYS),
        (to_zero, Outcome.DECAYS_ALGEBRAICALLY),
        (product * aim < 0.0, Outcome.CROSSES_ZERO),
        (np.abs(product) > np.abs(aim), Outcome.OVERSHOOTS),
    ]
    codes: Codes = np.select(
        [holds for holds, _ in cases],
        [np.int8(OUTCOMES.index(outcome)) for _, outcome in cases],
        np.int8(OUTCOMES.index(Outcome.CONVERGES)),
    )
    return codes


def _third_on(networks: Networks) -> Array:
    """The product of all sizes but the two least, where the smallest weight is 0."""
    sizes = np.sqrt(np.sort(networks.others, axis=0))
    return product_of(sizes[1:])
