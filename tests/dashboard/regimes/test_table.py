"""The table of promises."""

from __future__ import annotations

from typing import Any

import pytest

import words
from dashboard.parts import readouts
from dashboard.regimes.controls import COLUMNS, read
from dashboard.regimes.table import table
from tests.core.regimes.comparisons import compared, deep
from tests.dashboard.regimes.cases import QUERIES, shown


def test_every_cell_has_a_number_or_a_sentence() -> None:
    for query in QUERIES.values():
        rows = table(shown(query).comparison, "")
        fifth = ["D = λI"] * (read(query)["L"] == 2)
        assert [row["regime"] for row in rows] == ["NTK", "spectral", "balanced", "general", *fifth]
        for row in rows:
            assert tuple(row["cells"]) == COLUMNS[1:]
            for column, cell in row["cells"].items():
                if cell["value"] is None:
                    assert len(cell["reason"]) > 8, (query, row["regime"], column)
                    assert cell["text"] in ("no promise", "—")
                else:
                    assert cell["text"] == readouts.written(cell["value"])


def test_where_nothing_is_guaranteed_the_cell_says_which_imbalance_lacks_what() -> None:
    (row,) = (row for row in table(compared(**deep(4)), "") if row["regime"] == "general")
    assert row["cells"]["rate"]["value"] is None
    assert "is indefinite: its eigenvalues run from" in row["cells"]["rate"]["reason"]


@pytest.mark.parametrize("column", COLUMNS)
def test_sorting(column: str) -> None:
    """Up, and with a minus down; cells without a number last either way."""
    found = shown("L=5&r=0.1&q=0.2&n=2&m=2").comparison
    for sort in (column, f"-{column}"):
        rows = table(found, sort)
        assert {row["regime"] for row in rows} == {"NTK", "spectral", "balanced", "general"}
        if column == "regime":
            keys: list[Any] = [row["regime"].casefold() for row in rows]
        else:
            values = [row["cells"][column]["value"] for row in rows]
            keys = [value for value in values if value is not None]
            assert values[len(keys) :] == [None] * (len(values) - len(keys))
        assert keys == sorted(keys, reverse=sort.startswith("-"))


def test_what_counts_for_the_decay_rate_is_said() -> None:
    """Beside its heading and below the table."""
    assert "$10^{-28}$" in words.text("plot.regimes.table.read")
    assert "1e−28" in words.text("heading.measured.meaning")
