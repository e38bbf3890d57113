"""The menu of languages, each called as it calls itself; assets/languages.js follows it."""

from __future__ import annotations

from dash import html

import words
from dashboard.parts.page.native import attributes
from words import habits


def menu() -> html.Details:
    """The language that the page is in, and those that it could be in."""
    spoken = words.spoken()
    return html.Details(
        [
            html.Summary(
                spoken.upper(),
                title=words.text("language.menu"),
                **attributes(
                    aria_label=f"{spoken.upper()}: {words.text('language.menu')}",
                ),
            ),
            html.Nav(
                [
                    html.A(
                        habits(language).name,
                        href=f"?lang={language}",
                        lang=language,
                        hrefLang=language,
                        className="language",
                        **attributes(
                            data_language=language,
                            aria_current="true" if language == spoken else "false",
                        ),
                    )
                    for language in words.languages()
                ],
                **attributes(aria_label=words.text("language.menu")),
            ),
        ],
        className="languages menu",
    )
