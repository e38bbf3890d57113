"""The Share dialog and its belongings: the same on all pages, filled by assets/stage/share.js."""

from __future__ import annotations

import json
from typing import Any

import dash
from dash import html

import words
from dashboard.parts.page.bar.pages import pages
from dashboard.parts.page.native import FileControl, attributes
from dashboard.parts.taking import citing, code
from dashboard.parts.taking.ids import Share
from dashboard.parts.taking.opening import MAX_BYTES

#: What a page that this one is framed in has to write: the browser puts link and title there.
FRAME = '<iframe src="{link}" title="{title}" width="960" height="640" loading="lazy"></iframe>'
#: The files of a run: what each is called, where it is fetched, and which of the run's tables it
#: has. Not every run has the last two.
_FILES = (
    ("json", "run.json", ""),
    ("csv", "run.csv", "run"),
    ("widths", "run.csv", "widths"),
    ("depths", "run.csv", "depths"),
)


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
        "oversize": _oversize(),
    }
    return html.Dialog(
        [
            _head("title", "share-title"),
            html.Div(
                [
                    _text(Share.LINK, "link", rows=2),
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
                                html.Img(alt=words.text("sharing.code"), id=Share.CODE),
                                type="button",
                                title=words.text("sharing.whole"),
                                **attributes(data_shows=Share.WHOLE),
                            ),
                            html.P(
                                words.text("share.no_code", most=code.MOST),
                                className="note",
                                hidden=True,
                            ),
                        ],
                        className="code",
                    ),
                    _run(),
                    _fold(
                        "framed",
                        _text(Share.FRAME, "frame", rows=3),
                        html.P(words.text("sharing.framers"), className="note"),
                    ),
                    _fold("in_python", _text(Share.PYTHON, "python")),
                    _fold("in_shell", _text(Share.COMMAND, "shell")),
                    _fold("in_plain", _text(Share.PLAIN, "plain")),
                    _fold(
                        "cite",
                        html.P(
                            "H. Min, R. Vidal, E. Mallada: On the Convergence of Gradient Flow on "
                            "Multi-layer Linear Models. ICML 2023, PMLR 202, 24850–24887."
                        ),
                        _text("share-paper", "paper", children=citing.PAPER),
                        _text("share-program", "program", children=citing.PROGRAM),
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
    return html.Div(
        [
            html.P(
                [
                    html.A(
                        words.text(f"sharing.{name}"),
                        className="file",
                        download="",
                        **attributes(data_file=file, data_table=table),
                    )
                    for name, file, table in _FILES
                ]
            ),
            FileControl(
                id=Share.DROP,
                name="opens",
                label=words.text("sharing.open"),
                opened="",
                closing="",
                accept=".json,application/json",
                most=MAX_BYTES,
                oversize=_oversize(),
            ),
        ],
        className="run",
    )


def _whole() -> html.Dialog:
    return html.Dialog(
        [
            html.Button("×", type="button", className="close", **_close()),
            html.Img(alt=words.text("sharing.code")),
            html.P(className="link"),
        ],
        id=Share.WHOLE,
        className="whole",
        **attributes(aria_label=words.text("sharing.qr")),
    )


def _save() -> html.Dialog:
    return html.Dialog(
        [
            _head("save", "share-saving"),
            html.Span(className="light", hidden=True),  # its colours, whatever the page's are
            html.Div(
                [
                    html.Button(
                        words.text(f"sharing.{kind}"),
                        type="button",
                        className="plain",
                        **attributes(data_kind=kind),
                    )
                    for kind in ("svg", "png")
                ],
                className="parts",
            ),
        ],
        id=Share.SAVE,
        className="share small",
        **attributes(aria_labelledby="share-saving"),
    )


def _oversize() -> str:
    """Of a file too large; the browser knows it, and puts its name and size in their places."""
    return words.text("file.too_large", file="{file}", count="{count}", most=MAX_BYTES)


def _close() -> dict[str, Any]:
    return attributes(aria_label=words.text("sharing.close"), data_closes="dialog")


def _head(name: str, title_id: str) -> html.Div:
    closing = html.Button("×", type="button", className="close", **_close())
    return html.Div(
        [html.H2(words.text(f"sharing.{name}"), id=title_id), closing], className="head"
    )


def _fold(name: str, *parts: Any) -> html.Details:
    return html.Details([html.Summary(words.text(f"sharing.{name}")), *parts])


def _text(element_id: str, name: str, *, rows: int = 8, **more: Any) -> html.Div:
    """A text to copy, by button or by hand."""
    return html.Div(
        [
            html.Label(words.text(f"sharing.{name}"), htmlFor=element_id),
            html.Textarea(
                id=element_id,
                readOnly="readOnly",
                rows=rows,
                spellCheck="false",
                wrap="off",
                **more,
            ),
            html.Button(
                words.text("sharing.copy"), type="button", **attributes(data_copies=element_id)
            ),
            html.Output(
                htmlFor=element_id,
                **attributes(
                    data_done=words.text("sharing.copied"),
                    data_failed=words.text("sharing.by_hand"),
                ),
            ),
        ],
        className="text",
    )


def _path(path: str) -> str:
    found: str = dash.get_relative_path(path)  # type: ignore[no-untyped-call]
    return found
