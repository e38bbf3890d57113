"""Every id of the Share dialog, once."""

from __future__ import annotations

from enum import StrEnum


class Share(StrEnum):
    """What a page can be taken away as."""

    DIALOG = "share-dialog"
    LINK = "share-link"
    FRAME = "share-frame"
    CODE = "share-code"
    PYTHON = "share-python"
    COMMAND = "share-command"
    PLAIN = "share-plain"
    WHOLE = "share-whole"
    SAVE = "share-save"
    DROP = "share-drop"
