"""Times and losses along the flows of many networks."""

from __future__ import annotations

import math
from contextlib import suppress

import numpy as np

from core.arrays import Array
from core.atlas.scalar.ends import Ends
from core.atlas.scalar.networks import Networks
from core.scalar.flow.decay import Decay
from core.scalar.flow.one_variable import scalar_flow
from core.scalar.network import ScalarNetwork


def times_to(networks: Networks, ends: Ends, level: Array) -> Array:
    """When the losses have fallen to `level`, shape (p,); NaN where they never do."""
    found = np.full(networks.count, np.nan)
    with np.errstate(all="ignore"):
        parts = level / networks.gap**2
    for i in range(networks.count):
        if ends.settled[i] or parts[i] >= 1.0:
            found[i] = 0.0
            continue
        network, target = _single(networks, i), float(networks.target[i])
        with np.errstate(all="ignore"), suppress(OverflowError, FloatingPointError):
            flow, side = scalar_flow(network, target)
            time = Decay(network, flow, side, target, 1.0, still=False).time_to(float(parts[i]))
            found[i] = math.nan if time is None else time
    return found


def gaps_at(networks: Networks, times: Array) -> tuple[Array, Array]:
    """The smallest weights and y - w at the times, shape (T,), that all share: both (T, p)."""
    p, gaps = np.empty((times.size, networks.count)), np.empty((times.size, networks.count))
    for i in range(networks.count):
        network = _single(networks, i)
        with np.errstate(all="ignore"):
            flow, side = scalar_flow(network, float(networks.target[i]))
            states = flow.at(times)
        p[:, i] = side * network.orientation * states.smallest_weight
        gaps[:, i] = side * states.gap
    return p, gaps


def _single(networks: Networks, i: int) -> ScalarNetwork:
    c = networks.cumulative[:, i]
    return ScalarNetwork(
        cumulative_imbalance=c,
        imbalance=c[:-1] - c[1:],
        signs=networks.signs[:, i],
        smallest=int(networks.smallest[i]),
        start=float(networks.start[i]),
        product=float(networks.product[i]),
        gap=float(networks.gap[i]),
    )
