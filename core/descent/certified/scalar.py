"""What the start of a scalar network guarantees of gradient descent, at any depth.

One step multiplies every difference w_l^2 - w_k^2 by 1 - eta^2 f'(w)^2 q_lk^2, q_lk the product of
the other weights. While eta K < 2 that is not below 0: they all shrink and keep their signs, and no
layer overtakes another. At a given |w|, more equal layers have a smaller tau and a smaller
curvature: so these are bounded by what the imbalances of the start allow at the reach of the loss,
and tau below by what the drift leaves of them at the margin.

Source: docs/mathematics.md, section 16.
"""

from __future__ import annotations

import math
from itertools import accumulate, pairwise

from core.descent.certified.bounds import Bounds, Certified
from core.descent.step.one_step import SCALAR_CURVATURE
from core.scalar.ceiling import scalar_reach
from core.scalar.margin import scalar_margin
from core.scalar.network import ScalarNetwork
from core.scalar.polynomial import preconditioner_at, second_derivative, smallest_square
from core.scalar.rate import scalar_rate
from words import Message


class ScalarBounds(Bounds):
    """Of one network and its target.

    Parameters
    ----------
    network : ScalarNetwork
        Where it starts.
    target : float
        y.
    """

    def __init__(self, network: ScalarNetwork, target: float) -> None:
        super().__init__(excess=network.gap * network.gap, mu=SCALAR_CURVATURE)
        self._c = sorted(network.cumulative_imbalance.tolist())
        depth = network.depth
        self._margin = scalar_margin(network.product, target, network.gap, depth=depth)
        self._least = smallest_square(self._c, self._margin)
        top = smallest_square(self._c, scalar_reach(network, target))
        squares = [top + c for c in self._c]
        s = 2.0 * abs(network.gap)
        bend = math.sqrt((1.0 - 1.0 / depth) * second_derivative(squares))
        self._smoothness = SCALAR_CURVATURE * preconditioner_at(self._c, top) + s * bend

    def alpha(self, drift: float) -> float:
        """tau is no smaller while no difference of squares has lost more than its part of `drift`.

        The larger of two bounds: every layer at its least beside the smallest, and the network
        with the least gaps between layers of neighbouring size.
        """
        x = self._least
        each = preconditioner_at([_left(c, x, drift) for c in self._c], x)
        gaps = [_left(after - before, x, drift) for before, after in pairwise(self._c)]
        return max(each, scalar_rate(list(accumulate(gaps, initial=0.0)), self._margin).alpha_star)

    def at(self, step: float) -> Certified | Message:
        """With a constant step."""
        if step * self._smoothness >= 2.0:
            return Message("certificate.curvature", value=step * self._smoothness)
        drift = step * self.excess / (1.0 - 0.5 * step * self._smoothness)
        return self.certified(drift, self._smoothness)

    def largest(self) -> float:
        """Below it every step has a certificate."""
        limits = [2.0 / self._smoothness]
        if self._least == 0.0 and len(self._c) > 1 and self.excess > 0.0:
            # The rate comes from the imbalance alone: until the second smallest layer ties.
            limits.append(1.0 / (self.excess / self._c[1] + 0.5 * self._smoothness))
        return min(limits)


def _left(difference: float, least: float, drift: float) -> float:
    """What is left of a difference of squares d: it loses d/(d + 2 x) of the drift at most."""
    if difference == 0.0:
        return 0.0
    return difference * max(0.0, 1.0 - drift / (difference + 2.0 * least))
