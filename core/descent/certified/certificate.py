"""The certificate of gradient descent: what is guaranteed of a run before its first step.

With a constant step eta, e_k <= e(0) factor^k for all k, no imbalance drifts farther than `drift`
and lambda_min(T) stays at `alpha` or above, with factor = 1 - 2 mu alpha eta (1 - eta K / 2). As
eta -> 0 it becomes the flow's guarantee. There is one for networks of any depth, the sharper ones
for numbers and for two layers; where there is none, it says why.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import singledispatch
from typing import Any

import numpy as np

from core import network
from core.arrays import TINY
from core.descent.certified.bounds import Bounds, Certified
from core.descent.certified.deep import DeepBounds
from core.descent.certified.scalar import ScalarBounds
from core.descent.certified.two_layers import TwoLayerBounds
from core.descent.curvature import scalar_sharpness, sharpness_at
from core.descent.schedule import Schedule
from core.descent.step.one_step import Number
from core.guarantee.beta import sublevel_reach
from core.guarantee.margin import sublevel_margin
from core.guarantee.theorems import guarantee
from core.matrix.scenario import MatrixScenario
from core.objective.base import Objective
from core.scalar.conversion import initial_weights
from core.scalar.scenario import ScalarScenario
from core.scalar.solve import scalar_network
from core.scenario import Scenario
from words import Message, say

#: Why a run whose steps differ has none.
_STEPPED = {
    Schedule.CERTIFIED: "certificate.schedule",
    Schedule.LARGEST_STABLE: "certificate.predicted",
}
_LEAST = TINY * 1e20  # of an excess: a drift below has no digits left


@dataclass(frozen=True)
class Certificate:
    """What the start guarantees of a run with a constant step.

    Attributes
    ----------
    alpha : float or None
        lambda_min(T) along the run is no smaller.
    smoothness : float or None
        K, the bound of the curvature along the steps.
    drift : float or None
        delta: no ||D_l - D_l(0)||_F is larger.
    factor : float or None
        What a step leaves of f - f*, at most.
    largest_step : float or None
        Steps below it have a certificate, steps above it none; known where the step is too large
        as well.
    start_limit : float or None
        2 / sharpness at the start: where the loss is no minimum it is a comparison, no limit. None
        for wide matrix networks.
    flattest_limit : float or None
        2 / sharpness of the flattest minimum: no minimum is stable above it.
    why : Message or None
        Why there is none.
    """

    alpha: float | None = None
    smoothness: float | None = None
    drift: float | None = None
    factor: float | None = None
    largest_step: float | None = None
    start_limit: float | None = None
    flattest_limit: float | None = None
    why: Message | None = None

    @property
    def reason(self) -> str:
        """Why there is none, in words; "" if there is one."""
        return say(self.why) if self.why else ""

    def to_json(self) -> dict[str, float | None]:
        """All but the reason, as JSON values."""
        return {
            "alpha": self.alpha,
            "smoothness": self.smoothness,
            "drift": self.drift,
            "factor": self.factor,
            "largest_step": self.largest_step,
            "stable_step_at_start": self.start_limit,
            "stable_step_of_flattest": self.flattest_limit,
        }


def certify(
    scenario: Scenario[Any], step: float | None, schedule: Schedule = Schedule.CONSTANT
) -> Certificate:
    """The certificate of gradient descent on the network of `scenario`.

    Parameters
    ----------
    scenario : Scenario
    step : float or None
        eta; None if the steps of the run differ.
    schedule : Schedule
        By which they do.
    """
    return certificate(lambda: bounds_of(scenario), step, schedule)


def certificate(
    bounds: Callable[[], tuple[Bounds | Message, Certificate]],
    step: float | None,
    schedule: Schedule,
) -> Certificate:
    """From what the start guarantees, or why it does not, and the limits to compare with."""
    with np.errstate(all="ignore"):
        try:
            return _certificate(*bounds(), step, schedule)
        except (OverflowError, FloatingPointError, ZeroDivisionError):
            return Certificate(why=Message("certificate.beyond_double"))


@singledispatch
def bounds_of(scenario: Scenario[Any]) -> tuple[Bounds | Message, Certificate]:
    """What the start guarantees, or why it does not, and the limits to compare with."""
    raise TypeError(type(scenario).__name__)


@bounds_of.register
def _(scenario: ScalarScenario) -> tuple[Bounds | Message, Certificate]:
    start, target = initial_weights(scenario), scenario.target
    found = scalar_network(scenario)
    sharpness = float(scalar_sharpness(np.array([start]), np.array([found.gap]))[0])
    depth = found.depth
    flattest = 2.0 * depth * abs(target) ** (2.0 - 2.0 / depth)
    return ScalarBounds(found, target), _limits(sharpness, flattest)


@bounds_of.register
def _(scenario: MatrixScenario) -> tuple[Bounds | Message, Certificate]:
    layers = scenario.start().weights
    product = network.product(layers)
    objective = scenario.objective.make(product)
    flattest = None
    if objective.isotropic:
        depth = len(layers)
        flattest = depth * float(np.linalg.norm(objective.centre, 2)) ** (2.0 - 2.0 / depth)
    limits = _limits(sharpness_at(objective, layers), flattest)
    excess = float(objective.excess(product))
    if len(layers) == 1:
        return _OneLayer(objective, excess), limits
    if objective.why is not None:
        return Message("certificate.no_reach", why=objective.why), limits
    sizes = (
        excess if excess > _LEAST else 0.0,
        float(sublevel_margin(objective, excess)),
        float(sublevel_reach(objective, excess)),
    )
    if len(layers) > 2:
        return DeepBounds(objective, layers, *sizes), limits
    return TwoLayerBounds(objective, guarantee(layers, objective).imbalance, *sizes), limits


class _OneLayer(Bounds):
    """T is the identity, and nothing drifts."""

    def __init__(self, objective: Objective, excess: float) -> None:
        super().__init__(excess=excess, mu=objective.mu)
        self._K = objective.smoothness

    def alpha(self, drift: float) -> float:
        return 1.0

    def at(self, step: float) -> Certified | Message:
        if step * self._K >= 2.0:
            return Message("certificate.curvature", value=step * self._K)
        return Certified(1.0, 0.0, self._K)

    def largest(self) -> float:
        return 2.0 / self._K


def _limits(sharpness: float | None, flattest: float | None) -> Certificate:
    """All that is known without a bound."""
    return Certificate(
        start_limit=2.0 / sharpness if sharpness else None,
        flattest_limit=2.0 / flattest if flattest else None,
    )


def _certificate(
    bounds: Bounds | Message, limits: Certificate, step: float | None, schedule: Schedule
) -> Certificate:
    if isinstance(bounds, Message):
        return replace(limits, why=bounds)
    if bounds.alpha(0.0) <= 0.0:
        return replace(limits, why=Message("certificate.nothing"))
    largest = bounds.largest()
    if not 0.0 < largest < math.inf:
        raise OverflowError
    known = replace(limits, largest_step=largest)
    if step is None:
        return replace(known, why=Message(_STEPPED[schedule]))
    held = bounds.at(step)
    if isinstance(held, Message):
        return replace(known, why=_too_large(held, step, largest))
    return replace(
        known,
        alpha=held.alpha,
        smoothness=held.smoothness,
        drift=held.drift,
        factor=factor_of(bounds.mu, held.alpha, step, held.smoothness),
    )


def _too_large(why: Message, step: float, largest: float) -> Message:
    return Message("certificate.too_large", step=step, largest=largest, why=why)


def factor_of(mu: float, alpha: Number, step: Number, smoothness: Number) -> Number:
    """1 - 2 mu alpha eta (1 - eta K / 2)."""
    return 1.0 - 2.0 * mu * alpha * step * (1.0 - 0.5 * step * smoothness)
