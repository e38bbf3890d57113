"""What the start guarantees of gradient descent on a network whose layers share singular vectors.

Each mode is a scalar network of its own, so the network has a certificate where all modes have one:
the least of their rates, the largest of their curvatures, and the drift of all together.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from core.descent.certified.bounds import Bounds, Certified
from core.descent.certified.certificate import Certificate, bounds_of, certificate
from core.descent.schedule import Schedule
from core.scalar.scenario import ScalarScenario
from words import Message


class ModeBounds(Bounds):
    """Of several modes.

    Parameters
    ----------
    modes : sequence of Bounds
    factor : float
        The loss beside the sum of the modes' losses, and a mode's step beside the network's.
    """

    def __init__(self, modes: Sequence[Bounds], factor: float) -> None:
        super().__init__(
            excess=factor * math.fsum(mode.excess for mode in modes), mu=factor * modes[0].mu
        )
        self._modes = modes
        self._factor = factor

    def alpha(self, drift: float) -> float:
        """The least of all modes."""
        return min(mode.alpha(drift) for mode in self._modes)

    def at(self, step: float) -> Certified | Message:
        """With a constant step of the network."""
        found = []
        for mode in self._modes:
            held = mode.at(self._factor * step)
            if isinstance(held, Message):
                return held
            found.append(held)
        return Certified(
            alpha=min(held.alpha for held in found),
            drift=math.hypot(*(held.drift for held in found)),
            smoothness=self._factor * max(held.smoothness for held in found),
        )

    def largest(self) -> float:
        """The least of all modes."""
        return min(mode.largest() for mode in self._modes) / self._factor


def certify_modes(
    recipes: Sequence[ScalarScenario], factor: float, step: float | None, schedule: Schedule
) -> Certificate:
    """The certificate of a network with these modes.

    Parameters
    ----------
    recipes : sequence of ScalarScenario
        The modes, largest first.
    factor : float
        As in `ModeBounds`.
    step : float or None
        Of the network; None if its steps differ.
    schedule : Schedule
        By which they do.
    """

    def bounds() -> tuple[Bounds | Message, Certificate]:
        modes: list[Bounds] = []
        limits = []
        for recipe in recipes:
            mode, limit = bounds_of(recipe)
            if isinstance(mode, Message):
                return mode, limit
            modes.append(mode)
            limits.append(limit)
        return ModeBounds(modes, factor), Certificate(
            start_limit=_least([limit.start_limit for limit in limits], factor),
            flattest_limit=_least([limit.flattest_limit for limit in limits], factor),
        )

    return certificate(bounds, step, schedule)


def _least(limits: Sequence[float | None], factor: float) -> float | None:
    known = [limit for limit in limits if limit is not None]
    return min(known) / factor if known else None
