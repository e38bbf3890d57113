"""Every id of the frame round the pages, once."""

from __future__ import annotations

from enum import StrEnum


class Shell(StrEnum):
    """The frame round the pages."""

    THEME = "theme"
    MAIN = "main"
    PLOTLY = "plotly"
