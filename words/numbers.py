"""The one way in which a number is written for people: in sentences, on cards, beside the cursor.

assets/numbers.js says the same in the browser, for what moves there.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cache, lru_cache

from words.languages import habits, spoken

#: Significant digits where nothing else is said.
DIGITS = 4
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
#: Powers of ten of the first digit between which no power is written.
_PLAIN = range(-3, 5)
#: Between groups of three digits in whole parts of five or more, in every language: a narrow space,
#: which nobody reads as a decimal mark as he might another language's point or comma.
GROUP = "\u202f"
_LONG = re.compile(r"(?<![\d.])\d{5,}")


def written(value: float | Decimal, digits: int | None = DIGITS) -> str:
    """The number with that many significant digits, or with all it has: 0.36, −1200, 1.1·10⁻³¹.

    In the language spoken: 0,36 in German. A power of ten is 10⁹, as on an axis. A whole part is
    never cut; zeros at the end of a decimal are. Half is rounded away from zero, as browsers do.
    """
    return as_written(value, digits, habits(spoken()).decimal)


@lru_cache(maxsize=4096)  # of the thirty numbers that an answer tells, a drag changes half
def as_written(value: float | Decimal, digits: int | None, mark: str) -> str:
    """The same where the decimal mark is known."""
    return _with_signs(_rounded(value, digits), mark)


def _rounded(value: float | Decimal, digits: int | None) -> str:
    exact = _exact(value, digits)
    if not exact.is_finite():
        return "NaN" if exact.is_nan() else "∞" if exact > 0 else "−∞"
    if not exact:
        return "0"
    number = exact if digits is None else _rounding(digits).create_decimal(exact)
    if digits is not None and digits <= number.adjusted() in _PLAIN:
        number = exact.quantize(Decimal(1), ROUND_HALF_UP)
    power = number.adjusted()
    if power in _PLAIN:
        text = f"{number.normalize():f}"
    else:
        first = f"{number.scaleb(-power).normalize():f}·"
        factor = first[:-2] if first in ("1·", "-1·") else first
        text = f"{factor}10{str(power).translate(_RAISED)}"
    return text


@cache
def _rounding(digits: int) -> Context:
    """To so many digits; made once, as that takes a fifth of the time of a number."""
    return Context(digits, ROUND_HALF_UP)


def marked(text: str) -> str:
    """The number that Python has written, with the signs of the language spoken: −12 345,6."""
    return _with_signs(text, habits(spoken()).decimal)


def _with_signs(text: str, mark: str) -> str:
    if len(text) > 4:
        text = _LONG.sub(lambda whole: f"{int(whole[0]):,}".replace(",", GROUP), text)
    return text.replace("-", "−") if mark == "." else text.replace("-", "−").replace(".", mark)


def _exact(value: float | Decimal, digits: int | None) -> Decimal:
    """The number itself, or the shortest that reads back as the same."""
    if isinstance(value, Decimal):
        return value
    return Decimal(repr(float(value)) if digits is None else float(value))
