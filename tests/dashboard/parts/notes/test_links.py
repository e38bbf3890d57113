"""Everything that a page shows, and every field of an answer, has a row in the notes' table."""

from __future__ import annotations

import dash
import pytest
from dash import dcc

from core.__main__ import COMMANDS
from dashboard.parts.exchange.runs import COLUMNS as RUN_COLUMNS
from dashboard.parts.notes.document import document
from dashboard.parts.notes.links import row_of, statement_of, what_is_this
from dashboard.regimes.controls import COLUMNS
from tests.dashboard.parts.pages import READOUTS
from words import languages, speaking

_MATRIX = (
    '"model": "matrix", "weights": [[[1, 0.2], [0, 1]], [[0.5, 0], [0.1, 0.8]]], '
    '"objective": {"kind": "squared", "target": [[1, 0], [0, 1]]}'
)
#: Of each command, scenarios whose answers have all fields between them.
ASKED = {
    "solve": ('{"model": "scalar", "weights": [1.2, 0.3], "target": 1}', f"{{{_MATRIX}}}"),
    "compare": (
        '{"target": {"distance": 0.15}, "near": "balanced", "initializations": ['
        '{"name": "wide", "kind": "gaussian", "n": 2, "m": 2, "widths": [1000]}, '
        '{"name": "balanced", "kind": "balanced", "n": 2, "m": 2, "widths": [8], '
        '"singular_values": [1, 0.8]}]}',
    ),
    "descend": (
        '{"model": "scalar", "weights": [1.2, 0.3], "target": 1, "step_fraction": 0.5, "steps": 9}',
        f'{{{_MATRIX}, "step_fraction": 0.1, "steps": 9}}',
    ),
    "depth": ('{"kind": "balanced", "depth": 3, "step_fraction": 0.5, "steps": 9}',),
}
#: Beside fields: key figures of /regimes and /depth, and columns.
SHOWN = {
    *(readout.quantity for readouts in READOUTS.values() for readout in readouts),
    *RUN_COLUMNS,
    *COLUMNS,
}


def paths(answer: object, above: str = "") -> set[str]:
    """Names of all fields, nested ones after a dot."""
    if isinstance(answer, list):
        return paths(answer[0], above) if answer else set()
    if not isinstance(answer, dict):
        return set()
    found = {f"{above}{name}" for name in answer}
    return found.union(*(paths(value, f"{above}{name}.") for name, value in answer.items()))


def test_every_field_of_an_answer_has_a_row_and_every_row_a_field() -> None:
    rows = document().fields()
    met = set()
    for command, asked in ASKED.items():
        for scenario in asked:
            for path in paths(COMMANDS[command][0](scenario.encode())):
                found = row_of(path)
                assert found, f"{command}: docs/mathematics.md has no row for {path}"
                met.add(found)
    assert sorted(set(rows) - met - SHOWN) == []


@pytest.mark.parametrize("field", sorted(SHOWN))
def test_what_is_shown_has_a_row(field: str) -> None:
    """Only what is no formula has no statement."""
    assert statement_of(field) or field in ("regime", "alpha_source")


def test_the_longest_name_counts() -> None:
    found = statement_of("regimes.theories.balanced.rate")
    assert found
    assert found.anchor == "guaranteed-rate"
    found = statement_of("end.excess")
    assert found
    assert found.anchor == "bottleneck"
    assert statement_of("nobody") is None


@pytest.mark.parametrize("language", languages())
def test_a_link_says_where_it_leads(app: dash.Dash, language: str) -> None:
    with app.server.test_request_context(), speaking(language):
        link = what_is_this("beta_star", "β")
    assert isinstance(link, dcc.Link)
    assert link.href == "/notes#largest-preconditioner"
    assert "β" in link.title
    assert link.title[-4:] == "11.3"
