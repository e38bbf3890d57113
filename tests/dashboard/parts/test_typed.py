"""Numbers as people type and paste them."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dashboard.parts.query import ControlError, number, whole
from dashboard.parts.typed import AmbiguousError, number_of

finite = st.floats(allow_nan=False, allow_infinity=False)
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@pytest.mark.parametrize(
    "text, value",
    [
        ("0.7", 0.7), ("−0.7", -0.7), ("–0.7", -0.7), ("‐0.7", -0.7), ("－0.7", -0.7),
        ("- 0.7", -0.7), ("+0.7", 0.7), ("0,5", 0.5), ("−0,75", -0.75), (",5", 0.5), ("5,", 5.0),
        ("5.", 5.0), (".5", 0.5), ("0,500", 0.5), ("1,25", 1.25), ("1,2345", 1.2345),
        ("12 000", 12000.0), ("12\u202f000", 12000.0), ("12\u00a0000", 12000.0),
        ("1\u2009234\u2009567,5", 1234567.5), ("−1\u2009000", -1000.0),
        ("\u00a00.7\u2009", 0.7), ("−\u20090.7", -0.7),
        ("1e-3", 1e-3), ("1E-3", 1e-3), ("1e−3", 1e-3), ("1,5e3", 1500.0), ("1e+20", 1e20),
        ("1·10⁻³", 1e-3), ("1.1·10⁻³¹", 1.1e-31), ("−1,1·10⁻³¹", -1.1e-31), ("1×10^-3", 1e-3),
        ("1 × 10^−3", 1e-3), ("1*10^3", 1e3), ("1⋅10^(3)", 1e3),
        ("10⁻³", 1e-3), ("−10⁻³", -1e-3), ("10^30 ", 1e30),
        ("2^-4", 0.0625), ("2^−4", 0.0625), ("2⁻⁴", 0.0625), ("2**-4", 0.0625), ("-2^4", -16.0),
        ("2^0.5", math.sqrt(2.0)), ("2^0,5", math.sqrt(2.0)), ("3·2^-4", 0.1875), ("0^2", 0.0),
        ("-0", 0.0), ("−0,0", 0.0), ("1e-999", 0.0),
    ],
)  # fmt: skip
def test_what_is_read(text: str, value: float) -> None:
    assert number_of(text) == value
    assert math.copysign(1.0, number_of(text)) == math.copysign(1.0, value)


@pytest.mark.parametrize(
    "text",
    [
        "", "x", "nan", "inf", "-inf", "0x10", "1_0", "١", "２", "1 2", "1 2345", "12345 678",
        "1.2.3", "1,2,3", "1.234,5", "1,234.5", "1,234,567", "--1", "1-", "1 -2", "e5", "1e",
        "1e5.5", "^2", "2^", "2^3^4", "0^-1", "0^0", "1·3", "2·-3", "(2)", "−", "·",
        "1,000 000", "5%", "1/3",
        "1\n2", "½", "2²3", "10^10^10",
    ],
)  # fmt: skip
def test_what_is_not(text: str) -> None:
    with pytest.raises(ControlError) as caught:
        number("y", "Target", text)
    assert caught.value.control == "y"
    assert caught.value.message.code in ("control.not_a_number", "control.no_number")


@pytest.mark.parametrize("text", ["1,000", "−12,345", "999,999", "+1,234"])
def test_a_comma_that_can_mean_either_is_not_guessed(text: str) -> None:
    with pytest.raises(AmbiguousError):
        number_of(text)
    with pytest.raises(ControlError, match="can mean two numbers"):
        number("y", "Target", text)


@pytest.mark.parametrize("text", ["1e999", "10^400", "2^5000", "−10⁴⁰⁰", "9" * 400])
def test_beyond_double_precision_is_said(text: str) -> None:
    with pytest.raises(ControlError, match="beyond the range"):
        number("y", "Target", text)


def test_whole_numbers_take_the_same_texts() -> None:
    assert whole("h", "Width", "10⁹") == 10**9
    assert whole("h", "Width", "1\u202f000") == 1000
    assert whole("h", "Width", "2^6") == 64
    with pytest.raises(ControlError, match="whole number"):
        whole("h", "Width", "2,5")


@given(finite)
@example(1.1e-31)
@example(-5e-324)
@example(1.7976931348623157e308)
def test_every_way_to_write_a_number_reads_back_to_the_bit(value: float) -> None:
    text = repr(value)
    mantissa, _, exponent = text.partition("e")
    raised = str(int(exponent or 0)).translate(_RAISED)
    ways = [
        text,
        text.replace("-", "−"),
        f"{mantissa}·10{raised}".replace("-", "−"),
        f"{mantissa} × 10^{int(exponent or 0)}",
        f"\u00a0{text}\u2009",
        # A comma with three digits after it may part thousands.
        text if re.fullmatch(r"-?\d{1,3}\.\d{3}", text) else text.replace(".", ","),
    ]
    assert [number_of(way) for way in ways] == [value + 0.0] * len(ways)


@given(st.integers(-(10**15), 10**15), st.sampled_from(" \u00a0\u2009\u202f"))
def test_digits_in_groups_of_three(value: int, space: str) -> None:
    assert number_of(f"{value:,}".replace(",", space)) == value


@given(st.text() | st.text("0123456789.,·×*^⁻²³−-+ e\u202f"))
def test_any_text_is_a_number_or_refused(text: str) -> None:
    try:
        value = number("y", "Target", text)
    except ControlError as refused:
        assert refused.control == "y"  # noqa: PT017  # what follows is of a number
    else:
        assert math.isfinite(value)


@given(st.text("0123456789.eE+- "))
def test_what_python_reads_is_read_alike(text: str) -> None:
    try:
        value = float(text)
    except ValueError:
        return
    if math.isfinite(value):
        assert number_of(text) == value
