"""The upper bound of the loss along the flow whose margin grows, for matrix networks.

Source: docs/mathematics.md, section 6.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from core.arrays import Array
from core.guarantee.margin import sublevel_margin
from core.objective.base import Objective
from core.scalar.envelope import exponential_envelope
from core.scalar.flow.quadrature import time_map

_LOG_REACH = 60.0  # exp(-60) of the loss after its corner: the margin is that of the minimiser
_PANELS = 20


def progressive_envelope(
    objective: Objective, alpha: Callable[[Array], Array], excess: float, times: Array
) -> Array:
    """The envelope whose margin grows as the loss falls, for matrix networks (not on the poster).

    dl/dt = -gamma alpha(margin(l)) l from l(0) = `excess` is an integral in v = log(excess / l):
    dt/dv = 1 / (gamma alpha), constant once the margin is that of the minimiser.

    Parameters
    ----------
    objective : Objective
    alpha : callable
        From margins, shape (...), to lower bounds of lambda_min(T), shape (...); it must not
        decrease.
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

    def rate(margin: float) -> float:
        return gamma * float(alpha(np.asarray(margin)))

    if excess == 0.0 or rate(float(sublevel_margin(objective, excess))) == 0.0:
        return np.full(times.shape, excess)
    full = float(sublevel_margin(objective, 0.0))
    turn = 0.5 * objective.mu * full * full  # the excess at which the margin starts to grow
    if turn == 0.0:
        return exponential_envelope(excess, rate(0.0), times)
    # Until then the rate is that of margin 0. From there on, u = v - log(excess / turn): the
    # margin least + spread (1 - e^(-u/2)) is found without a subtraction.
    before = max(math.log(excess / turn), 0.0)
    wait = before / rate(0.0) if before else 0.0
    least = 0.0 if before else float(sublevel_margin(objective, excess))
    spread = full if before else math.sqrt(2.0 * excess / objective.mu)

    def density(u: Array) -> Array:
        return 1.0 / (gamma * alpha(least - spread * np.expm1(-0.5 * u)))

    path = time_map(density, np.linspace(0.0, _LOG_REACH, _PANELS + 1))
    # Before the corner, along the path, and at the rate of the minimiser's own margin.
    v = before + _LOG_REACH + (times - wait - path.end) * rate(full)
    along = (times >= wait) & (times < wait + path.end)
    v[along] = before + path.inverse(times[along] - wait)
    early = times < wait
    v[early] = rate(0.0) * times[early]
    envelope: Array = excess * np.exp(-v)
    return envelope
