"""A number as a person types or pastes it -> the number.

Read are, besides what Python writes: a decimal comma, the minus signs of typesetters, digits in
groups of three, and powers: `−0,7`, `12 000`, `1.1·10⁻³¹`, `2^-4`. What can mean two numbers is
neither.
"""

from __future__ import annotations

import math
import re

# Minus sign, hyphens, figure and en dash, full-width and small hyphen: whatever stands for it.
_MINUS = re.compile("[−‐‑‒–﹣－]")
_SPACES = re.compile(r"\s+")
_TIMES = re.compile("[*·⋅×∙]")
_SUPERSCRIPT = re.compile("[⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+$")
_LOWERED = str.maketrans("⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "+-0123456789")
# Spaces that a sign, a times sign or a power stands between say nothing.
_AROUND = re.compile(r" ?([*^]) ?")
_GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?: \d{3})+(?!\d)")

_DECIMAL = r"(?:\d+(?:[.,]\d*)?|[.,]\d+)"
_PLAIN = re.compile(rf"([+-]? ?{_DECIMAL})(?:[eE]([+-]?\d+))?")
_POWER = re.compile(rf"([+-]?) ?(?:({_DECIMAL})\*)?({_DECIMAL})\^\(?([+-]?{_DECIMAL})\)?")
_AS_WRITTEN = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?")
#: One number where a comma is the decimal sign, another where it parts the thousands.
_EITHER = re.compile(r"[+-]? ?[1-9]\d{0,2},\d{3}")


class AmbiguousError(ValueError):
    """The text can mean two numbers."""


def number_of(text: str) -> float:
    """The number that a text stands for.

    Raises
    ------
    AmbiguousError
        If it can mean two numbers, as 1,000 can.
    OverflowError
        If it is beyond double precision.
    ValueError
        If it is no number.
    """
    if _AS_WRITTEN.fullmatch(text):  # by a program, most of them in a drag
        return _finite(float(text), text)
    text = _SPACES.sub(" ", _MINUS.sub("-", text)).strip()
    text = _SUPERSCRIPT.sub(lambda found: f"^{found[0].translate(_LOWERED)}", text)
    text = _AROUND.sub(r"\1", _TIMES.sub("*", text).replace("**", "^"))
    text = _GROUPED.sub(lambda found: found[0].replace(" ", ""), text)
    if not text.isascii():  # \d takes other scripts' digits
        raise ValueError(text)
    if _EITHER.fullmatch(text):
        raise AmbiguousError(text)
    if plain := _PLAIN.fullmatch(text):
        value = float(f"{_point(plain[1])}e{plain[2] or 0}")
    elif power := _POWER.fullmatch(text):
        value = _power(*power.groups())
    else:
        raise ValueError(text)
    return _finite(value, text)


def _finite(value: float, text: str) -> float:
    if math.isinf(value):
        raise OverflowError(text)
    return value + 0.0  # no -0


def _power(sign: str, factor: str | None, base: str, exponent: str) -> float:
    factor, base, exponent = (_point(part or "1") for part in (factor, base, exponent))
    if float(base) == 10.0 and float(exponent).is_integer():
        return float(
            f"{sign}{factor}e{int(float(exponent))}"
        )  # rounded once, as when written with e
    if float(base) == 0.0 and float(exponent) <= 0.0:
        raise ValueError(base)
    return float(f"{sign}{factor}") * math.pow(float(base), float(exponent))


def _point(decimal: str) -> str:
    return decimal.replace(",", ".").replace(" ", "")
