"""beta* of a deep scalar network, and the lower edge of its loss.

The loss never grows, so |w| <= |y| + |y - w(0)|, and tau grows with |w|: beta* is tau there. As
f'^2 = 4 f, d(loss)/dt = -4 tau loss >= -4 beta* loss.

Source: docs/mathematics.md, section 11.
"""

from __future__ import annotations

import math

from core.arrays import Array
from core.scalar.flow.one_variable import ScalarFlow
from core.scalar.network import ScalarNetwork
from core.scalar.polynomial import preconditioner_at
from core.scalar.rate import TRUE_GAMMA

#: 2 K of |y - w|^2, whose f'^2 is 4 f exactly, whatever gamma is used for the envelope above.
FASTEST = TRUE_GAMMA
_FITTING = 700.0  # of a logarithm; float64 ends at 709


def scalar_reach(network: ScalarNetwork, target: float) -> float:
    """The largest |w| that the loss at the start allows: |w(0)| itself if it is beyond the target.

    Parameters
    ----------
    network : ScalarNetwork
    target : float
        y.
    """
    if network.product * target >= 0.0 and abs(network.product) >= abs(target):
        return abs(network.product)
    return abs(target) + abs(network.gap)


def scalar_beta(network: ScalarNetwork, target: float) -> float:
    """beta* = P'(x) at P(x) = reach^2: no preconditioner is larger while the loss is no larger.

    Attained, by the start if |w(0)| is beyond |y| on its side.

    Parameters
    ----------
    network : ScalarNetwork
    target : float
        y.
    """
    c = network.cumulative_imbalance.tolist()
    return preconditioner_at(c, network.size_at(scalar_reach(network, target)) ** 2)


def rates_fit(network: ScalarNetwork, target: float, horizon: float) -> bool:
    """Whether beta*, and so every rate, is surely within float64, the time `horizon` long too.

    No square of a weight is more than reach^(2/L) + max c, as P(x) >= x^L: cheaper than beta*.
    """
    depth = network.depth
    reach = scalar_reach(network, target)
    most = max(1.0, reach ** (2.0 / depth) + max(network.cumulative_imbalance.tolist()))
    log_beta = math.log(depth) + (depth - 1) * math.log(most)
    return log_beta + math.log(FASTEST * max(horizon, 1.0)) < _FITTING


def progressive_lower_scalar(network: ScalarNetwork, target: float, times: Array) -> Array:
    """The lower edge whose beta falls with the loss.

    dl/dt = -4 beta(l) l with beta(l) = tau at |w| = |y| + sqrt(l): the loss of a network with the
    same imbalances that comes down to the target from there, found as its flow. From beyond the
    target it is the loss itself.

    Parameters
    ----------
    network : ScalarNetwork
    target : float
    times : ndarray, shape (n,)
        Increasing, from 0.

    Returns
    -------
    ndarray, shape (n,)
    """
    start = network.size_at(scalar_reach(network, target))
    flow = ScalarFlow(network.others, start, abs(target), -abs(network.gap))
    return flow.at(times).gap ** 2
