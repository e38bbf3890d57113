"""The Share dialog, and what belongs to it: the same on all pages, filled by assets/share.js."""

from __future__ import annotations

import json
from typing import Any

import dash
from dash import html

import words
from dashboard.parts.page.native import FileControl, attributes
from dashboard.parts.page.pages import pages
from dashboard.parts.taking import citing, code
from dashboard.parts.taking.ids import Share
from dashboard.parts.taking.opening import MAX_BYTES
from words import Message, say

#: What a page that this one is framed in has to write: the browser puts link and title there.
FRAME = '<iframe src="{link}" title="{title}" width="960" height="640" loading="lazy"></iframe>'
#: The tables of a run that has more than one, by their names.
_TABLES = {"widths": "Width sweep as CSV", "depths": "All depths as CSV"}


def dialogs() -> list[html.Dialog]:
    """The dialog, its code on a whole screen, and what a plot is saved as."""
    return [_dialog(), _whole(), _save()]


def _dialog() -> html.Dialog:
    settings = {
        "code": _path("/api/code.svg"),
        "open": _path("/api/open"),
        "pages": {page.topic: page.address for page in pages()},
        "frame": FRAME,
        "longest": code.MOST,
        "largest": MAX_BYTES,
        # The browser knows the file, and puts its name and size in their places.
        "oversize": say(Message("file.too_large", file="{file}", count="{count}", most=MAX_BYTES)),
    }
    return html.Dialog(
        [
            _head("Take it away", "share-title"),
            html.Div(
                [
                    _text(Share.LINK, "Link to what is shown", rows=2),
                    html.P(className="note", role="status", **attributes(data_said="unlinked")),
                    html.P(
                        [
                            html.Button(
                                words.text("deck.add"), type="button", **attributes(data_adds="")
                            ),
                            html.Span(role="status", **attributes(data_said="added")),
                        ],
                        className="adding",
                    ),
                    html.Div(
                        [
                            html.Button(
                                html.Img(alt="The link as a QR code", id=Share.CODE),
                                type="button",
                                title="Show the code on the whole screen",
                                **attributes(data_shows=Share.WHOLE),
                            ),
                            html.P(
                                say(Message("share.no_code", most=code.MOST)),
                                className="note",
                                hidden=True,
                            ),
                        ],
                        className="code",
                    ),
                    _run(),
                    _fold(
                        "On another page",
                        _text(Share.FRAME, "To be shown in a frame", rows=3),
                        html.P(
                            "Whose pages may show it is for this server to say "
                            "(FRAME_ANCESTORS): at first only its own.",
                            className="note",
                        ),
                    ),
                    _fold("In Python", _text(Share.PYTHON, "The same run in Python")),
                    _fold("On the command line", _text(Share.COMMAND, "The same run in a shell")),
                    _fold(
                        "With numpy and scipy alone",
                        _text(Share.PLAIN, "The same run without this program"),
                    ),
                    _fold(
                        "Cite",
                        html.P(
                            "H. Min, R. Vidal, E. Mallada: On the Convergence of Gradient Flow on "
                            "Multi-layer Linear Models. ICML 2023, PMLR 202, 24850–24887."
                        ),
                        _text("share-paper", "The paper in BibTeX", children=citing.PAPER),
                        _text("share-program", "This program in BibTeX", children=citing.PROGRAM),
                    ),
                ],
                className="parts",
            ),
            html.A(id="share-saved", hidden=True),
        ],
        id=Share.DIALOG,
        className="share",
        **attributes(aria_labelledby="share-title", data_share=json.dumps(settings)),
    )


def _run() -> html.Div:
    """The run as files, and a file as a run."""
    links = [("run.json", "", "Run as JSON"), ("run.csv", "run", "Run as CSV")]
    links += [("run.csv", table, text) for table, text in _TABLES.items()]
    return html.Div(
        [
            html.P(
                [
                    html.A(
                        text,
                        className="file",
                        download="",
                        **attributes(data_file=file, data_table=table),
                    )
                    for file, table, text in links
                ]
            ),
            FileControl(
                id=Share.DROP,
                name="opens",
                label="Open a saved run or a scenario (or drop it on the page)",
                opened="",
                closing="",
                accept=".json,application/json",
                most=MAX_BYTES,
                oversize=say(
                    Message("file.too_large", file="{file}", count="{count}", most=MAX_BYTES)
                ),
            ),
        ],
        className="run",
    )


def _whole() -> html.Dialog:
    return html.Dialog(
        [
            html.Button("×", type="button", className="close", **_CLOSE),
            html.Img(alt="The link as a QR code"),
            html.P(className="link"),
        ],
        id=Share.WHOLE,
        className="whole",
        **attributes(aria_label="QR code"),
    )


def _save() -> html.Dialog:
    kinds = (("svg", "SVG, to be printed"), ("png", "PNG, to be shown"))
    return html.Dialog(
        [
            _head("Save the plot", "share-saving"),
            html.Span(className="light", hidden=True),  # its colours, whatever the page's are
            html.Div(
                [
                    html.Button(
                        text, type="button", className="plain", **attributes(data_kind=kind)
                    )
                    for kind, text in kinds
                ],
                className="parts",
            ),
        ],
        id=Share.SAVE,
        className="share small",
        **attributes(aria_labelledby="share-saving"),
    )


_CLOSE: dict[str, Any] = attributes(aria_label="Close", data_closes="dialog")


def _head(title: str, title_id: str) -> html.Div:
    closing = html.Button("×", type="button", className="close", **_CLOSE)
    return html.Div([html.H2(title, id=title_id), closing], className="head")


def _fold(name: str, *parts: Any) -> html.Details:
    return html.Details([html.Summary(name), *parts])


def _text(element_id: str, label: str, *, rows: int = 8, **more: Any) -> html.Div:
    """A text to copy, by button or by hand."""
    return html.Div(
        [
            html.Label(label, htmlFor=element_id),
            html.Textarea(
                id=element_id,
                readOnly="readOnly",
                rows=rows,
                spellCheck="false",
                wrap="off",
                **more,
            ),
            html.Button("Copy", type="button", **attributes(data_copies=element_id)),
            html.Output(
                htmlFor=element_id,
                **attributes(data_done="Copied.", data_failed="Press Ctrl-C to copy."),
            ),
        ],
        className="text",
    )


def _path(path: str) -> str:
    found: str = dash.get_relative_path(path)  # type: ignore[no-untyped-call]
    return found
