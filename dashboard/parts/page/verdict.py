"""The strip under the plots: what is guaranteed, what happens, and the key figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html

from dashboard.parts.page.figures import key_figures
from dashboard.parts.page.native import attributes
from dashboard.parts.readouts import Readout

#: One word and one colour everywhere: for what is proven or that nothing is, and for what happens.
GUARANTEED, HAPPENS = ("Guaranteed", "Not guaranteed"), "Happens"


def verdict(
    ids: Any,
    topic: str,
    figures: Sequence[Readout],
    key: Sequence[str],
    words: tuple[str, str] = GUARANTEED,
) -> html.Section:
    """The sentences; the figures named in `key`, and behind a button the others.

    `words` stand before what is proven, and before the sentence that nothing is.
    """
    first = sorted(
        (f for f in figures if f.quantity in key), key=lambda f: [*key].index(f.quantity)
    )
    rest = [figure for figure in figures if figure.quantity not in key]
    return html.Section(
        [
            html.Div(
                [
                    _sentence(ids.GUARANTEE, "guarantee", *words),
                    _sentence(ids.STATUS, "status", HAPPENS, role="status"),
                ],
                className="sentences",
                tabIndex=0,  # it scrolls by itself where they are long
                role="group",
                **attributes(aria_label="Verdict"),
            ),
            key_figures(first, ids.READOUTS, topic),
            html.Details(
                [
                    html.Summary("All figures"),
                    key_figures(rest, f"{ids.READOUTS}-more", topic),
                ],
                className="all menu",
            ),
        ],
        className="card verdict",
        **attributes(aria_label="Key figures"),
    )


def _sentence(element_id: str, kind: str, *words: str, **more: Any) -> html.Div:
    return html.Div(
        [
            # The style sheet shows the one that applies.
            html.Span([html.Span(word) for word in words], className="chip"),
            html.P(id=element_id, className=kind, **more),
        ],
        className=f"saying {kind}-saying",
    )
