"""The quantities of an atlas for many scalar networks of one depth."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.arrays import Array
from core.atlas.scalar.ends import REFUSED, Ends, ends_of
from core.atlas.scalar.networks import Networks
from core.atlas.scalar.rates import Rates, lower_bounds, margins, rates_of
from core.atlas.scalar.starts import Starts
from core.atlas.scalar.times import times_to
from core.atlas.scalar.trajectories import gaps_at
from core.scalar.rate import TRUE_GAMMA

#: Networks that are worked on at once: their tables stay in the processor's caches.
CHUNK = 8192
#: The same of trajectories.
FLOWS = 1024


@dataclass(frozen=True, eq=False)
class _Values:
    """What is asked for, computed once, of networks that are few enough."""

    networks: Networks
    gamma: float
    level: Array

    @cached_property
    def rates(self) -> Rates:
        return rates_of(self.networks, self.margin)

    @cached_property
    def ends(self) -> Ends:
        return ends_of(self.networks)

    @cached_property
    def known(self) -> NDArray[np.bool_]:
        """Whether one scenario alone would be answered: no rate is beyond float64."""
        if self.networks.plain:
            return self.networks.known
        rates = (self.ends.slowest, self.ends.final, self.rates.alpha_star)
        fits = [np.isfinite(self.gamma * rate) for rate in rates]
        fits += [self.networks.known, np.isfinite(self.ends.escape)]
        return np.asarray(np.all(fits, axis=0))

    @property
    def alpha_star(self) -> Array:
        return self.rates.alpha_star

    @cached_property
    def lower_bound(self) -> Array:
        return lower_bounds(self.networks, self.rates)

    @property
    def lower_bound_ratio(self) -> Array:
        alpha_star = self.rates.alpha_star
        return np.where(alpha_star > 0.0, self.lower_bound / alpha_star, np.nan)

    @property
    def infimum(self) -> Array:
        return self.gamma * self.ends.slowest

    @property
    def tightness(self) -> Array:
        infimum = self.infimum
        return np.where(infimum > 0.0, self.gamma * self.rates.alpha_star / infimum, np.nan)

    @cached_property
    def margin(self) -> Array:
        return margins(self.networks)

    @property
    def time_to_loss(self) -> Array:
        return times_to(self.networks, self.ends, self.level)

    @property
    def final_loss(self) -> Array:
        """At the end of the flow, not at a horizon."""
        return np.where(self.ends.kind == 0, 0.0, self.networks.target**2)

    @property
    def end(self) -> NDArray[np.int8]:
        return self.ends.kind

    @property
    def outcome(self) -> NDArray[np.int8]:
        return self.ends.outcome

    @property
    def guaranteed(self) -> NDArray[np.int8]:
        """1 where a rate above 0 is promised."""
        return (self.gamma * self.rates.alpha_star > 0.0).astype(np.int8)


#: What stands where there is no value: in numbers, in codes, and in "known".
_NONE: dict[str, Any] = {"f": np.float64(np.nan), "i": np.int8(REFUSED), "b": np.bool_(False)}
#: Every quantity by its name, which is an attribute of `_Values`.
QUANTITIES = (
    "alpha_star",
    "lower_bound",
    "lower_bound_ratio",
    "infimum",
    "tightness",
    "margin",
    "time_to_loss",
    "final_loss",
    "end",
    "outcome",
    "guaranteed",
)


def scalar_values(
    starts: Starts,
    quantities: Iterable[str],
    *,
    level: ArrayLike = 1e-8,
    gamma: float = TRUE_GAMMA,
) -> dict[str, NDArray[Any]]:
    """Quantities of every network; none depends on the others.

    Parameters
    ----------
    starts : Starts
        Of p networks.
    quantities : iterable of str
        Names out of `QUANTITIES`.
    level : array_like, shape (p,) or ()
        The loss whose time is asked for by "time_to_loss".
    gamma : float
        PL constant of "infimum".

    Returns
    -------
    dict of ndarray, shape (p,)
        float64, NaN where there is no such value: a network that one scenario alone may not have,
        or whose rates are beyond float64; a tightness where the infimum is 0; a time that never
        comes. int8 for "end" (index in `ENDS`), "outcome" (in `OUTCOMES`) and "guaranteed" (1 or
        0), `REFUSED` where a scenario alone would be. And "known", bool: whether it would not.
    """
    names = [*quantities, "known"]
    levels = np.broadcast_to(np.asarray(level, dtype=float), (starts.count,))
    parts: dict[str, list[NDArray[Any]]] = {name: [] for name in names}
    for begin in range(0, max(starts.count, 1), CHUNK):  # no network is one part too
        which = slice(begin, begin + CHUNK)
        values = _Values(starts.networks(which), gamma, levels[which])
        with np.errstate(all="ignore"):
            for name in names:
                found = getattr(values, name)
                parts[name].append(np.where(values.known, found, _NONE[found.dtype.kind]))
    return {name: np.concatenate(found) for name, found in parts.items()}


def scalar_losses(starts: Starts, times: ArrayLike) -> Array:
    """The losses (y - w)^2 at times that all networks share.

    Parameters
    ----------
    starts : Starts
        Of p networks.
    times : array_like, shape (T,)
        Not decreasing, from 0.

    Returns
    -------
    ndarray, shape (p, T)
        With full relative accuracy; NaN for networks that have no values.
    """
    moments = np.asarray(times, dtype=float)
    found = np.empty((starts.count, moments.size))
    for begin in range(0, starts.count, FLOWS):
        which = slice(begin, begin + FLOWS)
        networks = starts.networks(which)
        values = _Values(networks, TRUE_GAMMA, np.zeros(networks.count))
        with np.errstate(all="ignore"):
            gaps = gaps_at(networks, values.ends, moments)
            gaps *= gaps
            gaps[:, ~values.known] = np.nan
            found[which] = gaps.T
    return found
