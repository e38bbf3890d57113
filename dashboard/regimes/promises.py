"""The table of promises: its head; JavaScript writes the rows."""

from __future__ import annotations

from dash import dcc, html

from dashboard.parts import content

#: Column -> heading and what it means.
HEADINGS = {
    "regime": ("Start", "Which initialization."),
    "theory": ("Its theory’s rate", "What the theory made for this start says of the rate."),
    "truth": ("theory / decay", "Above 1 the theory promised more than happened."),
    "rate": ("γα*", "The rate that imbalance and margin guarantee."),
    "tightness": ("γα* / decay", "1 means that no better guarantee is possible here."),
    "infimum": (
        "γ inf λmin(T)",
        "The slowest moment: γ times the least λmin(T) seen.",
    ),
    "measured": (
        "Decay rate",
        "The largest r with f − f* ≤ (f(W(0)) − f*) exp(−rt) at all times of the window, as long "
        "as the loss is more than rounding: 1e−28 of its start and of ‖W*‖².",
    ),
}


def promises(element_id: str, download_id: str) -> html.Section:
    """A card with the table and a button that downloads it."""
    summary, reading = content.load("regimes", "table")
    return html.Section(
        [
            html.H2("Promises and truth", id=f"{element_id}-title"),
            dcc.Markdown(summary, mathjax=True, className="equation"),
            html.Table(
                [
                    html.Thead(
                        html.Tr([_heading(*item) for item in HEADINGS.items()], role="row"),
                        role="rowgroup",
                    ),
                    html.Tbody(role="rowgroup"),
                ],
                id=element_id,
                className="promises",
                # Said once more: a narrow screen shows blocks, which are no table by themselves.
                role="table",
                **{"aria-labelledby": f"{element_id}-title"},
            ),
            html.Button("Download as CSV", id=download_id, type="button", className="plain"),
            html.Details(
                [html.Summary("How to read this"), dcc.Markdown(reading, mathjax=True)],
                className="reading",
            ),
        ],
        className="card table",
    )


def _heading(column: str, words: tuple[str, str]) -> html.Th:
    text, meaning = words
    return html.Th(
        html.Button(text, type="button", title=meaning, className="sort"),
        scope="col",
        role="columnheader",
        **{"data-column": column, "aria-sort": "none"},
    )
