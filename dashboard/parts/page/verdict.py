"""The strip under the plots: what is guaranteed, what happens, and the key figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

from dash import html

import words
from dashboard.parts.page.figures import key_figures
from dashboard.parts.page.native import attributes
from dashboard.parts.readouts import Readout


def verdict(
    ids: Any,
    topic: str,
    figures: Sequence[Readout],
    key: Sequence[str] | Mapping[str, Sequence[str]],
    chips: tuple[str, str],
) -> html.Section:
    """The sentences; the figures named in `key`, or for every tab, and behind a button the others.

    `chips` are the codes of what stands before what is proven, and before the sentence that nothing
    is. One word and one colour everywhere: for either, and for what happens.
    """
    named = [*key]
    if isinstance(key, Mapping):  # what every tab has stands after what some have
        every = set.intersection(*map(set, key.values()))
        named = sorted(dict.fromkeys(chain(*key.values())), key=lambda name: name in every)
    first = sorted(
        (f for f in figures if f.quantity in named), key=lambda f: named.index(f.quantity)
    )
    rest = [figure for figure in figures if figure.quantity not in named]
    tabs = {
        name: [tab for tab, names in key.items() if name in names]
        for name in named
        if isinstance(key, Mapping)
    }
    return html.Section(
        [
            html.Div(
                [
                    _sentence(ids.GUARANTEE, "guarantee", *chips),
                    _sentence(ids.STATUS, "status", "happens", role="status"),
                ],
                className="sentences",
                tabIndex=0,  # it scrolls by itself where they are long
                role="group",
                **attributes(aria_label=words.text("strip.verdict")),
            ),
            key_figures(first, ids.READOUTS, topic, tabs),
            html.Details(
                [
                    html.Summary(words.text("strip.all")),
                    key_figures(rest, f"{ids.READOUTS}-more", topic),
                ],
                className="all menu",
            ),
        ],
        className="card verdict",
        **attributes(aria_label=words.text("strip.figures")),
    )


def _sentence(element_id: str, kind: str, *chips: str, **more: Any) -> html.Div:
    return html.Div(
        [
            # The style sheet shows the one that applies.
            html.Span([html.Span(words.text(f"chip.{chip}")) for chip in chips], className="chip"),
            html.P(id=element_id, className=kind, **more),
        ],
        className=f"saying {kind}-saying",
    )
