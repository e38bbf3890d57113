"""One way to write numbers, wherever they are read."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dashboard.parts import readouts
from dashboard.parts.typed import number_of
from tests.words.numbers import NUMBERS
from words import FORMULA, Message, catalogue, say
from words.numbers import written

finite = st.floats(allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    "value, text",
    [
        (0.0, "0"), (-0.0, "0"), (1.0, "1"), (-1.5, "−1.5"), (0.36, "0.36"), (1 / 3, "0.3333"),
        (1.1e-31, "1.1·10⁻³¹"), (-1.1e-31, "−1.1·10⁻³¹"), (1e-3, "0.001"), (0.00123456, "0.001235"),
        (9.9994e-4, "9.999·10⁻⁴"), (9.9996e-4, "0.001"), (1e5, "10⁵"), (99999.4, "10⁵"),
        (99994.9, "99\u202f995"),
        (99999.7, "10⁵"), (12345.6, "12\u202f346"), (1000.5, "1001"), (-1000.5, "−1001"),
        (1e300, "10³⁰⁰"), (5e-324, "4.941·10⁻³²⁴"), (7, "7"), (123456789, "1.235·10⁸"),
        (math.inf, "∞"), (-math.inf, "−∞"), (math.nan, "NaN"),
    ],
)  # fmt: skip
def test_how_it_looks(value: float, text: str) -> None:
    assert written(value) == text


@pytest.mark.parametrize(
    "value, digits, text",
    [(1 / 3, 3, "0.333"), (0.5, 1, "0.5"), (0.25, 1, "0.3"), (-0.25, 1, "−0.3"), (2.5, 1, "3"),
     (12345.6, 3, "12\u202f346"), (9999.6, 3, "10\u202f000"),
     (0.1 + 0.2, None, "0.30000000000000004"), (1e-7, None, "10⁻⁷"),
     (1.25e20, None, "1.25·10²⁰"), (-1e6, 6, "−10⁶")],
)  # fmt: skip
def test_digits(value: float, digits: int | None, text: str) -> None:
    assert written(value, digits) == text


@given(finite, st.integers(1, 17))
def test_it_reads_back_as_close_as_its_digits_say(value: float, digits: int) -> None:
    assume(abs(value) < 1e308)
    assert math.isclose(number_of(written(value, digits)), value, rel_tol=0.51 * 10 ** (1 - digits),
                        abs_tol=5e-324)  # fmt: skip


@given(finite)
def test_all_digits_read_back_to_the_bit(value: float) -> None:
    assert number_of(written(value, None)) == value


@given(finite, st.integers(1, 17))
def test_it_has_one_form(value: float, digits: int) -> None:
    text = written(value, digits)
    whole = "(\\d{1,4}|\\d\\d\u202f\\d{3})"
    power = "10⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+"
    assert re.fullmatch(rf"−?({power}|{whole}(\.\d*[1-9])?(·{power})?)", text)
    assert len(re.sub(r"·.*|\D", "", text).lstrip("0")) <= max(digits, 5)


def test_sentences_and_cards_write_alike() -> None:
    """Whatever the digits, in a sentence as on a card."""
    for value in NUMBERS:
        sentence = say(Message("guarantee.one_layer", rate=value))
        assert f"exp(−{readouts.written(value)} t)" in sentence
    assert readouts.written(None) == "—"
    assert readouts.written("three layers") == "three layers"


def test_no_catalogue_writes_numbers_of_its_own() -> None:
    """Neither 1e-31 nor a hyphen before a digit, in what it says or how it asks for numbers."""
    for code, entry in catalogue("en").items():
        for text in [entry] if isinstance(entry, str) else entry.values():
            plain = re.sub(r"as in \S+", "", FORMULA.sub("", text))
            assert not re.search(r"\de[-+]?\d|(?<![\w,])-\d", plain), code
            assert not re.search(r"\{\w+:[^}]*[eEG%]\}", text), code
