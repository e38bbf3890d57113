"""The lower edge of the loss: it can fall no faster than the largest eigenvalue of T allows.

d(f - f*)/dt = -<grad f, T grad f> >= -lambda_max(T) ||grad f||^2 >= -2 K beta* (f - f*). With the
envelope above, the loss runs in a corridor.

Source: docs/mathematics.md, section 11.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from core.arrays import Array
from core.guarantee.beta import Beta, sublevel_reach
from core.objective.base import Objective
from core.scalar.flow.quadrature import time_map

_LOG_REACH = 60.0  # exp(-60) of the loss: ||W|| is that of the minimiser
_PANELS = 12


def progressive_lower_envelope(
    objective: Objective, beta: Beta, excess: float, times: Array
) -> Array | None:
    """The lower edge whose beta falls with the loss.

    dl/dt = -2 K beta(||W*|| + sqrt(2 l / mu)) l from l(0) = `excess`, an integral in
    v = log(excess / l). After exp(-60) of the loss the rate stays what it is there, which is no
    smaller.

    Parameters
    ----------
    objective : Objective
    beta : callable
        From ||W|| to a bound above lambda_max(T); it must not decrease.
    excess : float
        f(W(0)) - f*.
    times : ndarray, shape (n,)
        Not decreasing, from 0.

    Returns
    -------
    ndarray, shape (n,), or None
        None if the minimiser is not unique: then no loss bounds ||W||.
    """
    if not objective.unique:
        return None

    def rate(ell: ArrayLike) -> Array:
        return pace * beta(sublevel_reach(objective, ell))

    pace = 2.0 * objective.smoothness
    fastest = float(rate(excess))
    if not np.isfinite(fastest):
        return None
    if excess == 0.0 or fastest == 0.0:
        return np.full(times.shape, excess)

    def density(v: Array) -> Array:
        return 1.0 / rate(excess * np.exp(-v))

    end = min(_LOG_REACH, fastest * float(times[-1]))
    if end == 0.0:
        return np.full(times.shape, excess)
    path = time_map(density, np.linspace(0.0, end, _PANELS + 1))
    v = end + (times - path.end) * float(rate(excess * np.exp(-end)))
    along = times < path.end
    v[along] = path.inverse(times[along])
    lower: Array = excess * np.exp(-v)
    return lower
