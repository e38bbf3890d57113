"""Numbers in sentences, with what they leave open."""

from __future__ import annotations

import re

_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_WORDS = {"twice": "2.0", "Twice": "2.0"}
_NUMBER = re.compile(r"(?P<digits>[−]?\d+(?: \d{3})*(?:\.\d+)?)(?:·10(?P<power>[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+))?")


def says(sentence: str, value: float) -> bool:
    """Whether one of the sentence's numbers is the value, rounded to the digits that it shows."""
    for word, digits in _WORDS.items():
        sentence = sentence.replace(word, digits)
    percent = 0.01 if "%" in sentence else 1.0
    for found in _NUMBER.finditer(sentence):
        digits = found["digits"].replace("−", "-").replace(" ", "")
        power = 10.0 ** int((found["power"] or "0").translate(_RAISED))
        _, _, decimals = digits.partition(".")
        zeros = len(digits) - len(digits.rstrip("0")) if " " in found["digits"] else 0
        last = 10.0 ** (zeros - len(decimals))
        unit = percent * power
        if abs(float(digits) * unit - value) <= 0.5 * last * unit * (1 + 1e-9):
            return True
    return False
