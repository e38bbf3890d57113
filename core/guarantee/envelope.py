"""Upper bounds of the loss along the flow."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from core.arrays import Array
from core.guarantee.margin import scalar_margin, sublevel_margin
from core.objective.base import Objective
from core.scalar.flow import ScalarFlow
from core.scalar.network import ScalarNetwork, smallest_square
from core.scalar.quadrature import time_map
from core.scalar.rate import TRUE_GAMMA, cumulative_product

_LOG_REACH = 60.0  # exp(-60) of the loss after its corner: the margin is that of the minimiser
_PANELS = 20


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
        start = math.sqrt(smallest_square(network.cumulative_imbalance.tolist(), reach))
        return ScalarFlow(network.others, start, size, gap).at(tempo * times).gap ** 2
    rate = gamma * cumulative_product(network.cumulative_imbalance)
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


def progressive_envelope(
    objective: Objective, alpha: Callable[[float], float], excess: float, times: Array
) -> Array:
    """The envelope whose margin grows as the loss falls, for matrix networks (not on the poster).

    dl/dt = -gamma alpha(margin(l)) l from l(0) = `excess` is an integral in v = log(excess / l):
    dt/dv = 1 / (gamma alpha), constant once the margin is that of the minimiser.

    Parameters
    ----------
    objective : Objective
    alpha : callable
        From a margin to a lower bound of lambda_min(T); it must not decrease.
    excess : float
        f(W(0)) - f*.
    times : ndarray, shape (n,)
        Not decreasing, from 0.

    Returns
    -------
    ndarray, shape (n,)
        Constant if alpha is 0 at the start.
    """
    gamma = objective.gamma
    if excess == 0.0 or gamma * alpha(float(sublevel_margin(objective, excess))) == 0.0:
        return np.full(times.shape, excess)
    full = float(sublevel_margin(objective, 0.0))
    turn = 0.5 * objective.mu * full * full  # the excess at which the margin starts to grow
    if turn == 0.0:
        return exponential_envelope(excess, gamma * alpha(0.0), times)
    # Until then the rate is that of margin 0. From there on, u = v - log(excess / turn): the
    # margin least + spread (1 - e^(-u/2)) is found without a subtraction.
    before = max(math.log(excess / turn), 0.0)
    wait = before / (gamma * alpha(0.0)) if before else 0.0
    least = 0.0 if before else float(sublevel_margin(objective, excess))
    spread = full if before else math.sqrt(2.0 * excess / objective.mu)

    def density(u: Array) -> Array:
        margins = least - spread * np.expm1(-0.5 * u)
        rates = np.array([alpha(margin) for margin in margins.ravel().tolist()])
        return 1.0 / (gamma * rates.reshape(u.shape))

    path = time_map(density, np.linspace(0.0, _LOG_REACH, _PANELS + 1))
    # Before the corner, along the path, and at the rate of the minimiser's own margin.
    v = before + _LOG_REACH + (times - wait - path.end) * gamma * alpha(full)
    along = (times >= wait) & (times < wait + path.end)
    v[along] = before + path.inverse(times[along] - wait)
    early = times < wait
    v[early] = gamma * alpha(0.0) * times[early]
    envelope: Array = excess * np.exp(-v)
    return envelope
