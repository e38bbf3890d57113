"""JSON as a browser writes it, and no other."""

from __future__ import annotations

import json
import math
from typing import Any

import orjson

from dashboard.parts.exchange.unfit import UnfitError

#: Of a whole number: JavaScript writes larger ones with an exponent.
_DIGITS = 22  # and a sign
#: Beyond this a whole number of JavaScript is a float that needs no point.
_EXACT = 2**53


def read_json(data: bytes) -> Any:
    """The values in a request's body.

    Raises
    ------
    UnfitError
        If it is no JSON in UTF-8, or holds what a page never sends: an entry twice, a number that
        is none or is beyond double precision, half a letter, lists more than 254 deep.
    """
    try:
        found = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_unique,
            parse_int=_whole,
            parse_float=_finite,
            parse_constant=_finite,
        )
        # It knows half letters and depth; of whole numbers it takes only those of 64 bits.
        orjson.dumps(found)
    except RecursionError:
        raise UnfitError("unfit.no_json", why="depth") from None
    except ValueError as error:  # of decode, loads and dumps too
        raise UnfitError("unfit.no_json", why=_why(error)) from None
    except TypeError as error:  # orjson's only error
        raise UnfitError("unfit.no_json", why=_why(error)) from None
    return found


def _why(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "no UTF-8"
    return error.msg if isinstance(error, json.JSONDecodeError) else str(error)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    entries = dict(pairs)
    if len(entries) < len(pairs):
        raise ValueError("an entry is there twice")
    return entries


def _whole(digits: str) -> int | float:
    if len(digits) > _DIGITS:
        raise ValueError("a whole number is too long")
    value = int(digits)
    return value if abs(value) < _EXACT else float(value)


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError("a number is beyond double precision")
    return value
