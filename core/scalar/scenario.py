"""Recipes of a run: frozen, hashable, validated once, JSON both ways.

The same object is the command line's input, the page's address and the cache's key.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal, get_args

import numpy as np

from core.arrays import Array, frozen
from core.errors import ScenarioError, named
from core.fields import LARGEST, SMALLEST, horizon_of, size, sizes, times_of
from core.scalar.solution import ScalarSolution
from core.scenario import Scenario
from words.numbers import written

MAX_DEPTH = 64

Gamma = Literal["true", "poster"]


@dataclass(frozen=True, kw_only=True)
class ScalarScenario(Scenario[ScalarSolution]):
    """A deep scalar network f(w) = |y - w|^2, w = w_1 ... w_L, and what to compute of its flow.

    Give either `weights`, or `imbalance` and `product`.

    Attributes
    ----------
    target : float
        y.
    weights : tuple of float, length L, or None
        Initial weights w_l(0), 1 <= L <= 64.
    imbalance : tuple of float, length L - 1, or None
        d_l = w_l^2 - w_{l+1}^2.
    product : float or None
        w(0). With `imbalance`: all weights are positive but the first, which carries its sign.
    times : tuple of float or None
        Increasing times >= 0 at which the flow is wanted.
    horizon : float or None
        Last time of a sampling chosen by the solver; None lets it choose the horizon too.
        Not together with `times`.
    gamma : {"true", "poster"}
        PL constant used in rates and envelopes: the true 4 or the poster's 1.

    Raises
    ------
    ScenarioError
        With the field and the reason.
    """

    target: float
    weights: tuple[float, ...] | None = None
    imbalance: tuple[float, ...] | None = None
    product: float | None = None
    times: tuple[float, ...] | None = None
    horizon: float | None = None
    gamma: Gamma = "true"

    def __post_init__(self) -> None:
        _set(self, "target", size("target", self.target))
        if self.weights is not None:
            if self.imbalance is not None or self.product is not None:
                raise ScenarioError("weights", "scalar.either")
            _set(self, "weights", sizes("weights", self.weights))
            _check_depth("weights", len(self.weights))
            _check_product(self.weights)
        else:
            if self.imbalance is None:
                raise ScenarioError("weights", "scalar.neither")
            if self.product is None:
                raise ScenarioError("product", "scalar.product_missing")
            _set(self, "imbalance", sizes("imbalance", self.imbalance))
            _set(self, "product", size("product", self.product))
            _check_depth("imbalance", len(self.imbalance) + 1)
        if self.times is not None:
            if self.horizon is not None:
                raise ScenarioError("horizon", "scenario.times_and_horizon")
            _set(self, "times", times_of(self.times))
        if self.horizon is not None:
            _set(self, "horizon", horizon_of(self.horizon))
        if self.gamma not in get_args(Gamma):
            raise ScenarioError("gamma", "scalar.gamma")

    @cached_property
    def moments(self) -> Array | None:
        """`times` as an array that cannot be written to, shape (n,)."""
        return None if self.times is None else frozen(np.array(self.times))

    @property
    def field(self) -> str:
        """The entry that gives the start."""
        return "weights" if self.weights is not None else "imbalance"

    @property
    def depth(self) -> int:
        """L."""
        if self.weights is not None:
            return len(self.weights)
        return len(self.imbalance or ()) + 1

    def to_json(self) -> dict[str, Any]:
        """The scenario as JSON values, without the entries left to their defaults."""
        entries = {
            "model": "scalar",
            "weights": self.weights,
            "imbalance": self.imbalance,
            "product": self.product,
            "target": self.target,
            "times": self.times,
            "horizon": self.horizon,
            "gamma": None if self.gamma == "true" else self.gamma,
        }
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in entries.items()
            if value is not None
        }


def scalar_scenario_from_json(entries: Mapping[str, Any]) -> ScalarScenario:
    """The scalar scenario that JSON values describe.

    Raises
    ------
    ScenarioError
        If they name an unknown entry, or hold a bad value.
    """
    known = set(ScalarScenario.__dataclass_fields__)
    for name in entries:
        if name not in known | {"model"}:
            raise ScenarioError(named(name), "scalar.unknown_entry")
    if "target" not in entries:
        raise ScenarioError("target", "scenario.missing")
    given = {
        name: value for name, value in entries.items() if name != "model" and value is not None
    }
    if "target" not in given:
        raise ScenarioError("target", "field.not_a_number", value="null")
    return ScalarScenario(**given)


# ---- one value at a time ----------------------------------------------------------------------


def _set(scenario: ScalarScenario, name: str, value: object) -> None:
    """Store the checked value in a frozen scenario."""
    object.__setattr__(scenario, name, value)


def _check_depth(field: str, depth: int) -> None:
    if not 1 <= depth <= MAX_DEPTH:
        raise ScenarioError(field, "network.depth", count=depth, most=MAX_DEPTH)


def _check_product(weights: tuple[float, ...]) -> None:
    if 0.0 in weights:
        return
    log_size = math.fsum(math.log10(abs(weight)) for weight in weights)
    if not math.log10(SMALLEST) - _SLACK <= log_size <= math.log10(LARGEST) + _SLACK:
        raise ScenarioError("weights", "scalar.product_size", value=_outside(log_size))


def _outside(log_size: float) -> str:
    """A product that is refused, with as many digits as it takes to see why."""
    size = Decimal(10) ** Decimal(log_size)
    return next(
        written(size, digits)
        for digits in range(1, 29)
        if not SMALLEST <= float(f"{size:.{digits - 1}e}") <= LARGEST
    )


_SLACK = 1e-9  # of a power of ten: what the logarithms of a product's factors may add up to
