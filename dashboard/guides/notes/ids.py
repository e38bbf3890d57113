"""Every id of the page, once; those of statements are their anchors."""

from __future__ import annotations

from enum import StrEnum


class Notes(StrEnum):
    """The notes."""

    PAGE = "notes-page"
    CONTENTS = "notes-contents"
