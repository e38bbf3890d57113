"""Upper bounds of the loss along the flow: at a constant rate, and with a margin that grows.

Source: docs/mathematics.md, section 6.
"""

from __future__ import annotations

import math

import numpy as np

from core.arrays import Array
from core.scalar.flow.one_variable import ScalarFlow
from core.scalar.margin import scalar_margin
from core.scalar.network import ScalarNetwork
from core.scalar.rate import TRUE_GAMMA, cumulative_product


def exponential_envelope(excess: float, rate: float, times: Array) -> Array:
    """(L(0) - f*) exp(-rate t), the poster's bound with rate = gamma alpha*.

    Parameters
    ----------
    excess : float
        L(0) - f*.
    rate : float
        gamma alpha*, or gamma times a lower bound of alpha*.
    times : ndarray, shape (n,)
    """
    return excess * np.exp(-rate * times)


def progressive_envelope_scalar(
    network: ScalarNetwork, target: float, gamma: float, times: Array
) -> Array:
    """The envelope whose margin grows as the loss falls (not on the poster).

    It solves dl/dt = -gamma alpha(margin(l)) l with l(0) = (y - w(0))^2, margin(l) =
    max(0, |y| - sqrt(l)) and alpha(.) the exact rate at that margin, and lies between the loss and
    the exponential envelope. While the margin is positive this is the loss of a network with the
    same imbalances that starts at product |y| - sqrt(l) on the target's side: the flow itself
    gives it. While it is zero, l falls at the rate gamma prod c_l.

    Parameters
    ----------
    network : ScalarNetwork
    target : float
        y.
    gamma : float
        The PL constant used, at most 4.
    times : ndarray, shape (n,)
        Increasing.

    Returns
    -------
    ndarray, shape (n,)
    """
    excess, size, gap = network.gap**2, abs(target), abs(network.gap)
    reach = scalar_margin(network.product, target, network.gap, depth=network.depth)
    tempo = gamma / TRUE_GAMMA
    if reach > 0.0:
        flow = ScalarFlow(network.others, network.size_at(reach), size, gap)
        return flow.at(tempo * times).gap ** 2
    rate = gamma * cumulative_product(network.cumulative_imbalance.tolist())
    bound = exponential_envelope(excess, rate, times)
    if rate == 0.0 or target == 0.0:
        return bound
    # l = y^2 is reached at `turn`; a small w(0) of the wrong sign is lost in the gap.
    # What the margin takes for rounding is no way to go.
    beyond = abs(network.product) if network.product * target < 0 else max(gap - size, 0.0)
    turn = 2.0 * math.log1p(beyond / size) / rate
    late = times > turn
    if late.any():
        flow = ScalarFlow(network.others, 0.0, size, size)
        bound[late] = flow.at(tempo * (times[late] - turn)).gap ** 2
    return bound
