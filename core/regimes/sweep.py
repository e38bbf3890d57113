"""How still the preconditioner stands, against the width of two Gaussian layers.

The neural tangent kernel's theory (Jacot et al. 2018) lets the width grow and takes T as standing
still. Here both layers have entries of variance h^-a. The product then starts at size h^(1/2 - a)
and T at h^(1 - a), so that on a fixed target the relative drift of T falls as h^-1 for a <= 1/2 and
as h^(-2 (1 - a)) up to a = 1, where it no longer falls at all: width alone does not freeze T.

Source: docs/mathematics.md, section 7.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from core import fields
from core.arrays import Array, frozen
from core.errors import ScenarioError, shown
from core.fields import MAX_SEED, number_of
from core.matrix.initialization import MAX_FREE_WIDTH, Initialization
from core.regimes.deviation import Deviations, deviations
from words import Message, say

Rows = tuple[tuple[float, ...], ...]

#: Widths from 10 to 10^9, evenly spaced in their logarithms.
WIDTHS = tuple(round(10 ** (1 + 8 * step / 7)) for step in range(8))
DRAWS = 20
MAX_SIDE, MAX_WIDTHS, MAX_DRAWS = 8, 40, 200
#: Networks of one sweep, and the numbers of their series: seconds, and 200 MB.
MAX_NETWORKS = 2000
_BATCH = 40_000  # numbers of all networks' X that are followed at once: they stay in the cache
_REMEMBERED = 4096  # draws that are kept: an exponent only scales them


@dataclass(frozen=True, kw_only=True)
class SweepScenario:
    """Two Gaussian layers of many widths, several draws each, on one target.

    f = 1/2 ||W - W*||_F^2.

    Attributes
    ----------
    target : rows
        W*, shape (n, m), n and m at most 8.
    widths : tuple of int
        Increasing, each at least n + m, at most 10^9.
    draws : int
        Networks of each width, with the seeds `seed`, `seed` + 1, ...
    exponent : float
        a: entries have variance h^-a. 1/2 is the NTK scaling.
    seed : int

    Raises
    ------
    ScenarioError
    """

    target: Rows
    widths: tuple[int, ...] = WIDTHS
    draws: int = DRAWS
    exponent: float = 0.5
    seed: int = 0

    def __post_init__(self) -> None:
        target = fields.matrix("target", self.target)
        if max(target.shape) > MAX_SIDE:
            raise ScenarioError(
                "target", "sweep.target", n=target.shape[0], m=target.shape[1], most=MAX_SIDE
            )
        object.__setattr__(self, "target", tuple(map(tuple, target.tolist())))
        object.__setattr__(self, "widths", _widths(self.widths, sum(target.shape)))
        object.__setattr__(self, "draws", fields.whole("draws", self.draws, 1, MAX_DRAWS))
        object.__setattr__(self, "seed", fields.whole("seed", self.seed, 0, MAX_SEED - self.draws))
        exponent = number_of("exponent", self.exponent)
        if not 0.0 <= exponent <= 2.0:
            raise ScenarioError("exponent", "field.from_to", least=0, most=2, value=exponent)
        object.__setattr__(self, "exponent", exponent)
        if len(self.widths) * self.draws > MAX_NETWORKS:
            raise ScenarioError(
                "draws",
                "sweep.networks",
                count=len(self.widths) * self.draws,
                most=MAX_NETWORKS,
            )


@dataclass(frozen=True, eq=False)
class SweepSolution:
    """H widths, D draws each.

    Attributes
    ----------
    scenario : SweepScenario
    drift : ndarray, shape (H, D)
        ||T - T(0)||_F / ||T(0)||_F once ||W - W*|| has fallen to 1e-7 of its start; to about 1e-6
        of itself.
    error : ndarray, shape (H, D)
        The largest ||W(t) - W_frozen(t)||_F / ||W(0) - W*||_F, with dW_frozen/dt =
        -T(0) grad f(W_frozen); to about 1e-3 of itself.
    drift_slope, error_slope : float or None
        Slopes of the medians on logarithmic axes, over the wider half of the widths; None where
        that half is a single width or holds a 0.
    untrained : int
        Networks that did not come to the end in the steps or the time allowed; theirs is the drift
        so far.
    messages : tuple of Message
        What came out.
    """

    scenario: SweepScenario
    drift: Array
    error: Array
    drift_slope: float | None
    error_slope: float | None
    untrained: int
    messages: tuple[Message, ...]

    @property
    def status(self) -> str:
        """What came out, in a sentence or two."""
        return say(self.messages)

    def band(self, values: Array) -> tuple[Array, Array, Array]:
        """Smallest, median and largest over the draws, each of shape (H,)."""
        return values.min(axis=1), np.median(values, axis=1), values.max(axis=1)


def sweep(scenario: SweepScenario) -> SweepSolution:
    """Train every network of the sweep, all of them at once.

    Each is followed in the closed system of W, C_1 = W_1 W_1^T and C_2 = W_2^T W_2, which knows no
    width (`core.regimes.deviation`); its start is drawn as `Initialization` draws it.
    """
    target = np.array(scenario.target)
    n, m = target.shape
    seeds = range(scenario.seed, scenario.seed + scenario.draws)
    starts = [
        [part * width ** (-scenario.exponent / 2.0) for part in _unit_draw(n, m, width, seed)]
        for width in scenario.widths
        for seed in seeds
    ]
    first = np.stack([start[0] for start in starts])
    second = np.stack([start[1] for start in starts])
    many = max(1, _BATCH // (n + m) ** 2)
    found = [
        deviations(first[i : i + many], second[i : i + many], target)
        for i in range(0, len(first), many)
    ]
    shape = (len(scenario.widths), scenario.draws)
    drift = np.concatenate([part.drift for part in found]).reshape(shape)
    error = np.concatenate([part.error for part in found]).reshape(shape)
    slope = _slope(scenario.widths, drift)
    untrained = _untrained(found)
    return SweepSolution(
        scenario=scenario,
        drift=drift,
        error=error,
        drift_slope=slope,
        error_slope=_slope(scenario.widths, error),
        untrained=untrained,
        messages=_lesson(scenario, drift, slope, untrained),
    )


def expected_slope(exponent: float) -> float:
    """Slope of the drift against the width as h tends to infinity: -1, -2 (1 - a), or a - 1."""
    return exponent - 1.0 if exponent > 1.0 else -min(1.0, 2.0 * (1.0 - exponent))


@lru_cache(maxsize=_REMEMBERED)
def _unit_draw(n: int, m: int, width: int, seed: int) -> tuple[Array, Array]:
    """Layers with entries of variance 1, in the span that matters."""
    recipe = Initialization(kind="gaussian", n=n, m=m, widths=(width,), exponent=0.0, seed=seed)
    first, second = recipe.draw().weights
    return frozen(first), frozen(second)


def _untrained(found: Sequence[Deviations]) -> int:
    return sum(int((~part.trained).sum()) for part in found)


def _slope(widths: Sequence[int], values: Array) -> float | None:
    """Slope of the median against the width, logarithms of both, over the wider half."""
    half = len(widths) // 2
    medians = np.median(values, axis=1)[half:]
    if len(medians) < 2 or not (medians > 0.0).all():
        return None
    x, y = np.log(np.array(widths[half:], dtype=float)), np.log(medians)
    x -= x.mean()
    return float(x @ y / (x @ x))


_FLAT = 0.05  # a slope that says that width does nothing


def _lesson(
    scenario: SweepScenario, drift: Array, slope: float | None, untrained: int
) -> tuple[Message, ...]:
    """The lesson of these very numbers."""
    if untrained == drift.size:
        return (Message("sweep.all_untrained"),)
    lesson = Message(
        _habit(slope),
        width=scenario.widths[-1],
        drift=float(np.median(drift[-1])),
        exponent=-scenario.exponent + 0.0,  # no -0
        slope=slope,
    )
    if not untrained:
        return (lesson,)
    return lesson, Message("sweep.untrained", untrained=untrained, count=drift.size)


def _habit(slope: float | None) -> str:
    """The code of what width does to the drift."""
    if slope is None:
        return "sweep.drift"
    if slope > _FLAT:
        return "sweep.grows"
    return "sweep.stays" if slope > -_FLAT else "sweep.falls"


def _widths(values: object, least: int) -> tuple[int, ...]:
    if not isinstance(values, list | tuple):
        raise ScenarioError("widths", "sweep.widths_list", value=shown(values))
    if not 1 <= len(values) <= MAX_WIDTHS:
        raise ScenarioError("widths", "sweep.widths_count", most=MAX_WIDTHS, count=len(values))
    widths = tuple(
        fields.whole(f"widths[{index}]", value, least, MAX_FREE_WIDTH)
        for index, value in enumerate(values)
    )
    for index in range(1, len(widths)):
        if widths[index] <= widths[index - 1]:
            raise ScenarioError(f"widths[{index}]", "sweep.widths_order")
    return widths
