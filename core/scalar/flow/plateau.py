"""When a mode leaves the plateau of a small start: what is predicted of it, and what happens.

A scalar network has one mode, of target |y| and curvature 2. Its time is known beforehand where the
weights are of one size, exactly and at any depth; and of two weights far below the target, in the
limit of small starts: then a = (|w_1| +- |w_2|)/sqrt(2) grows, - where w(0) y < 0.

Source: docs/mathematics.md, section 14.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from core.once import once
from core.scalar.flow.decay import Decay
from core.scalar.flow.escape import HALF, half_time, leading_time
from core.scalar.network import ScalarNetwork
from words import Message, say

#: Half of the squared norm of all weights beside a mode of the target: a start below is small.
SMALL = 0.05
#: Of a mode: its weights are of one size.
SAME = 1e-6
_CURVATURE = 2.0  # of |y - w|^2


class Grounds(StrEnum):
    """What a prediction rests on."""

    ALIGNED = "aligned"
    SMALL = "small"
    NONE = "none"


@dataclass(frozen=True, eq=False)
class Escape:
    """One mode of the target.

    Attributes
    ----------
    mode : int
        From 1, the largest, on.
    start : float or None
        s(0), as the prediction takes it; None without one.
    target : float
        s*.
    predicted, leading : float or None
        When the mode is half of its target, and the leading term of that for s(0) -> 0; None where
        nothing is predicted.
    grounds : Grounds
    assumes : Message or None
        What the prediction needs.
    reason : Message or None
        Why nothing is predicted.
    find_measured : callable
        Makes `measured`.
    """

    mode: int
    start: float | None
    target: float
    predicted: float | None
    leading: float | None
    grounds: Grounds
    assumes: Message | None
    reason: Message | None
    find_measured: Callable[[], float | None]

    @property
    def measured(self) -> float | None:
        """When the mode is half of its target; 0 from the start on, None if not in the window."""
        return self.find_measured()

    def to_json(self) -> dict[str, Any]:
        """The mode as JSON values."""
        return {
            "mode": self.mode,
            "s0": self.start,
            "s_star": self.target,
            "predicted": self.predicted,
            "leading": self.leading,
            "measured": self.measured,
            "grounds": str(self.grounds),
            "assumes": say(self.assumes) if self.assumes else None,
            "reason": say(self.reason) if self.reason else None,
        }


def scalar_escapes(
    network: ScalarNetwork, target: float, decay: Decay, horizon: float
) -> tuple[Escape, ...]:
    """The one mode of a scalar network; none if the target is 0.

    Parameters
    ----------
    network : ScalarNetwork
    target : float
        y.
    decay : Decay
        Of this network.
    horizon : float
        The window is [0, horizon].
    """
    if target == 0.0:
        return ()
    size, depth = abs(target), network.depth
    grounds, start, reason = _start(network, target)
    reason = reason or _refused(start, size)
    known = reason is None
    return (
        Escape(
            mode=1,
            start=start if math.isfinite(start) else None,
            target=size,
            predicted=half_time(depth, start, size, _CURVATURE) if known else None,
            leading=leading_time(depth, start, size, _CURVATURE) if known else None,
            grounds=grounds if known else Grounds.NONE,
            assumes=Message(f"escape.assumes.scalar_{grounds}") if known else None,
            reason=reason,
            find_measured=once(lambda: _measured(network, target, decay, horizon)),
        ),
    )


def _start(network: ScalarNetwork, target: float) -> tuple[Grounds, float, Message | None]:
    """What a prediction rests on, and s(0); or NaN, and why there is none."""

    def refused(code: str) -> tuple[Grounds, float, Message]:
        return Grounds.NONE, math.nan, Message(f"escape.{code}")

    if network.depth == 1:
        return refused("one_layer")
    sizes = network.sizes(network.start)
    start = network.product if target > 0.0 else -network.product
    if max(sizes) - min(sizes) <= SAME * max(sizes):
        return Grounds.ALIGNED, start, None
    if network.depth > 2:
        return refused("unequal")
    first, second = sizes
    if 0.5 * (first * first + second * second) > SMALL * abs(target):
        return refused("scalar_not_small")
    both = first + math.copysign(second, start)
    return Grounds.SMALL, 0.25 * both * both, None


def _refused(start: float, target: float) -> Message | None:
    """Why a mode that begins at `start` does not escape at a time that is known."""
    if start <= 0.0:
        return Message("escape.other_side")
    if math.isinf(target / start):
        return Message("escape.range")
    return Message("escape.beyond") if start >= HALF * target else None


def _measured(network: ScalarNetwork, target: float, decay: Decay, horizon: float) -> float | None:
    """When w = y/2."""
    if network.product / target >= HALF:
        return 0.0
    time = decay.time_to((HALF * target / network.gap) ** 2)
    return time if time is not None and time <= horizon else None
