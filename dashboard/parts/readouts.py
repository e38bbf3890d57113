"""The key figures: what each is called, what it means, and how it is written."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Readout:
    """A key figure.

    Attributes
    ----------
    quantity : str
        Its name in the JSON answer.
    symbol, label, meaning : str
    value : callable
        From a solution to the number, or to a word; None where it has no meaning.
    """

    quantity: str
    symbol: str
    label: str
    meaning: str
    value: Callable[[Any], float | str | None]


def written(value: float | str | None) -> str:
    """Four significant digits, without an exponent where none is needed; a word as it is."""
    if value is None:
        return "—"
    if isinstance(value, str):
        return value
    if value != 0.0 and not 1e-3 <= abs(value) < 1e5:
        mantissa, exponent = f"{value:.3e}".split("e")
        digits = mantissa.rstrip("0").rstrip(".")
        return f"{digits}·10{_superscript(int(exponent))}".replace("-", "−")
    places = 3 - math.floor(math.log10(abs(value))) if value else 0
    text = f"{value:.{max(places, 0)}f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", "−")


def _superscript(number: int) -> str:
    return str(number).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
