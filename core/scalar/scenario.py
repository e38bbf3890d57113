"""Recipes of a run: frozen, hashable, validated once, JSON both ways.

The same object is the command line's input, the page's address and the cache's key.
"""

from __future__ import annotations

import math
import reprlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, get_args

MAX_DEPTH = 64
MAX_TIMES = 100_000
#: Sizes that float64 can square, with room to spare. Zero is always allowed.
SMALLEST, LARGEST = 1e-150, 1e150
#: Times and horizons in units of the flow's time.
LONGEST_TIME = 1e100

Gamma = Literal["true", "poster"]


class ScenarioError(ValueError):
    """A recipe that cannot be run. `field` names the offending entry, the text says why."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


@dataclass(frozen=True, kw_only=True)
class ScalarScenario:
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
        _set(self, "target", _size("target", self.target))
        if self.weights is not None:
            if self.imbalance is not None or self.product is not None:
                raise ScenarioError("weights", "give either weights, or imbalance and product.")
            _set(self, "weights", _sizes("weights", self.weights))
            _check_depth("weights", len(self.weights))
            _check_product(self.weights)
        else:
            if self.imbalance is None:
                raise ScenarioError("weights", "missing: give weights, or imbalance and product.")
            if self.product is None:
                raise ScenarioError("product", "missing: an imbalance needs the product w(0).")
            _set(self, "imbalance", _sizes("imbalance", self.imbalance))
            _set(self, "product", _size("product", self.product))
            _check_depth("imbalance", len(self.imbalance) + 1)
        if self.times is not None:
            if self.horizon is not None:
                raise ScenarioError("horizon", "give either times or a horizon, not both.")
            _set(self, "times", times_of(self.times))
        if self.horizon is not None:
            horizon = number_of("horizon", self.horizon)
            if not 1 / LONGEST_TIME <= horizon <= LONGEST_TIME:
                raise ScenarioError(
                    "horizon", f"must be a time from 1e-100 to 1e100, not {horizon:g}."
                )
            _set(self, "horizon", horizon)
        if self.gamma not in get_args(Gamma):
            raise ScenarioError(
                "gamma", 'must be "true" (4, the PL constant) or "poster" (1, as printed there).'
            )

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
            raise ScenarioError(named(name), "is not an entry of a scalar scenario.")
    if "target" not in entries:
        raise ScenarioError("target", "missing.")
    given = {
        name: value for name, value in entries.items() if name != "model" and value is not None
    }
    if "target" not in given:
        raise ScenarioError("target", "must be a number, not null.")
    return ScalarScenario(**given)


# ---- one value at a time ----------------------------------------------------------------------


def _set(scenario: ScalarScenario, name: str, value: object) -> None:
    """Store the checked value in a frozen scenario."""
    object.__setattr__(scenario, name, value)


def shown(value: object) -> str:
    """A value inside a sentence, cut short."""
    text = reprlib.repr(value)  # repr itself may run out of stack on a deeply nested list
    return text if len(text) <= 40 else text[:37] + "..."


def named(name: object) -> str:
    """An entry's name; quoted if it would not fit on a line of text."""
    text = str(name)
    return text if text.isprintable() and len(text) <= 40 else shown(name)


def number_of(field: str, value: object) -> float:
    """A finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ScenarioError(field, f"must be a number, not {shown(value)}.")
    try:
        number = float(value)
    except OverflowError:
        raise ScenarioError(field, "is beyond the range of double precision.") from None
    if not math.isfinite(number):
        raise ScenarioError(field, f"must be a finite number, not {number}.")
    return number + 0.0  # -0.0 becomes 0.0


def _size(field: str, value: object) -> float:
    """A finite number whose square float64 can hold."""
    number = number_of(field, value)
    if number != 0.0 and not SMALLEST <= abs(number) <= LARGEST:
        raise ScenarioError(
            field, f"must be 0 or of size 1e-150 to 1e150 (its square is needed), not {number:g}."
        )
    return number


def _sequence(field: str, values: object) -> Sequence[object]:
    if not isinstance(values, list | tuple):
        raise ScenarioError(field, f"must be a list of numbers, not {shown(values)}.")
    return values


def _sizes(field: str, values: object) -> tuple[float, ...]:
    return tuple(
        _size(f"{field}[{index}]", value) for index, value in enumerate(_sequence(field, values))
    )


def times_of(values: object) -> tuple[float, ...]:
    """Times that do not decrease, from 0."""
    sequence = _sequence("times", values)
    if not 1 <= len(sequence) <= MAX_TIMES:
        raise ScenarioError("times", f"needs 1 to {MAX_TIMES} times, not {len(sequence)}.")
    times = tuple(number_of(f"times[{index}]", value) for index, value in enumerate(sequence))
    for index, time in enumerate(times):
        if not 0.0 <= time <= LONGEST_TIME:
            raise ScenarioError(f"times[{index}]", f"must be from 0 to 1e100, not {time:g}.")
        if index and time < times[index - 1]:
            raise ScenarioError(f"times[{index}]", "must not be earlier than the time before it.")
    return times


def _check_depth(field: str, depth: int) -> None:
    if not 1 <= depth <= MAX_DEPTH:
        raise ScenarioError(field, f"describes {depth} layers; the depth must be 1 to {MAX_DEPTH}.")


def _check_product(weights: tuple[float, ...]) -> None:
    if 0.0 in weights:
        return
    log_size = math.fsum(math.log10(abs(weight)) for weight in weights)
    if not math.log10(SMALLEST) - _SLACK <= log_size <= math.log10(LARGEST) + _SLACK:
        raise ScenarioError(
            "weights", f"have a product of size {_outside(log_size)}; it must be 1e-150 to 1e150."
        )


def _outside(log_size: float) -> str:
    """A product that is refused, with as many digits as it takes to see why."""
    size = Decimal(10) ** Decimal(log_size)
    texts = (f"{size:.{digits}e}".replace("e+", "e") for digits in range(28))
    return next(text for text in texts if not SMALLEST <= float(text) <= LARGEST)


_SLACK = 1e-9  # of a power of ten: what the logarithms of a product's factors may add up to
