"""The table of promises: a row a regime, a number or a sentence in every cell."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from typing_extensions import TypedDict

from core import AlphaSource, CompareSolution, Regime
from core.matrix import lacking
from dashboard.parts import readouts
from dashboard.parts.exchange.answers import needing
from dashboard.regimes.controls import COLUMNS
from dashboard.regimes.figures.common import color, name_of
from words import Message, say


class Shown(TypedDict):
    """A cell: its number, how it is written, and a sentence about it."""

    value: float | None
    text: str
    reason: str


class Row(TypedDict):
    """What the table says of a regime, by column."""

    regime: str
    color: str
    cells: Annotated[dict[str, Shown], needing(COLUMNS[1:])]


#: Column -> number of a regime and what is said beside it.
Found = tuple[float | None, Message | None]
Cell = Callable[[Regime], Found]

_PART = 1e-6  # of the loss at the start, whose times are told
_SOURCES = {
    AlphaSource.TWO_LAYER: Message("table.two_layer"),
    AlphaSource.HOMOGENEOUS: Message("table.homogeneous"),
    AlphaSource.BALANCED: Message("table.balanced"),
    AlphaSource.THREE_LAYER_BOUND: Message("table.three_layer_bound"),
    AlphaSource.DEEP_SQUARE: Message("table.deep_square"),
    AlphaSource.DEEP_UNIMODAL: Message("table.deep_unimodal"),
    AlphaSource.DEEP_MARGIN: Message("table.deep_margin"),
}


def _theory(regime: Regime) -> Found:
    return (regime.own.rate if regime.own else None), regime.own_message


def _truth(regime: Regime) -> Found:
    return _judged(regime, regime.own.rate if regime.own else None, regime.own_verdict)


def _rate(regime: Regime) -> Found:
    source = regime.solution.guarantee.source
    if regime.rate is None:
        lack = regime.solution.shortfall
        if lack is None:
            return None, Message("table.no_bound")
        return None, Message("table.no_bound_why", why=lacking(lack))
    if regime.rate == 0.0:
        return 0.0, Message("table.zero")
    return regime.rate, _SOURCES[source]


def _condition(regime: Regime) -> Found:
    """How narrow its corridor is, and when the loss has fallen to a millionth."""
    run = regime.solution
    (told,) = (each.message for each in run.times_to if each.part == _PART)
    if run.guaranteed_condition_number is None:
        return None, Message("table.nothing")
    return run.guaranteed_condition_number, told


def _judged(regime: Regime, promise: float | None, verdict: Message | None) -> Found:
    return regime.ratio(promise), verdict or Message("table.nothing")


_CELLS: dict[str, Cell] = {
    "theory": _theory,
    "truth": _truth,
    "rate": _rate,
    "tightness": lambda regime: _judged(regime, regime.rate, regime.rate_verdict),
    "infimum": lambda regime: (regime.infimum, None),
    "measured": lambda regime: (
        regime.decay_rate,
        None if regime.decay_rate is not None else Message("table.unknown"),
    ),
    "condition": _condition,
}


def table(solution: CompareSolution, sort: str) -> list[Row]:
    """A row a regime, in the order wanted.

    Parameters
    ----------
    solution : CompareSolution
    sort : str
        A column, after "-" if the largest comes first; "" leaves the order. Cells without a number
        come last either way.
    """
    rows = [_row(index, regime) for index, regime in enumerate(solution.regimes)]
    column, falling = sort.removeprefix("-"), sort.startswith("-")
    if column == COLUMNS[0]:
        return sorted(rows, key=lambda row: row["regime"].casefold(), reverse=falling)
    if not column:
        return rows
    sign = -1.0 if falling else 1.0

    def place(row: Row) -> tuple[bool, float]:
        value = row["cells"][column]["value"]
        return value is None, 0.0 if value is None else sign * value

    return sorted(rows, key=place)


def _row(index: int, regime: Regime) -> Row:
    found = {column: cell(regime) for column, cell in _CELLS.items()}
    return {
        "regime": name_of(regime),
        "color": color(index),
        "cells": {
            column: {
                "value": value,
                "text": readouts.written(value)
                if value is not None
                else say(Message("table.no_promise"))
                if column in ("theory", "rate")
                else "—",
                "reason": say(reason) if reason else "",
            }
            for column, (value, reason) in found.items()
        },
    }
