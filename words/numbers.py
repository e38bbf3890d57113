"""The one way in which a number is written for people: in sentences, on cards, beside the cursor.

assets/numbers.js says the same in the browser, for what moves there.
"""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Context, Decimal

#: Significant digits where nothing else is said.
DIGITS = 4
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
#: Powers of ten of the first digit between which no power is written.
_PLAIN = range(-3, 5)


def written(value: float, digits: int | None = DIGITS) -> str:
    """The number with that many significant digits, or with all it has: 0.36, −1200, 1.1·10⁻³¹.

    A whole part is never cut; zeros at the end of a decimal are.
    """
    value = float(value)
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else "∞" if value > 0.0 else "−∞"
    if value == 0.0:
        return "0"
    number = _rounded(value, digits)
    if digits is not None and digits <= number.adjusted() in _PLAIN:
        number = Decimal(value).quantize(Decimal(1), ROUND_HALF_UP)
    power = number.adjusted()
    if power in _PLAIN:
        text = f"{number.normalize():f}"
    else:
        text = f"{number.scaleb(-power).normalize():f}·10{str(power).translate(_RAISED)}"
    return text.replace("-", "−")


def _rounded(value: float, digits: int | None) -> Decimal:
    """Half away from zero, as browsers round."""
    if digits is None:
        return Decimal(repr(value))
    return Context(prec=digits, rounding=ROUND_HALF_UP).create_decimal(Decimal(value))
