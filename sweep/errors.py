"""Why a sweep does not begin, or ends before its last chunk."""

from __future__ import annotations

from words import RefusalError


class StartError(RefusalError):
    """Nothing was begun, and nothing in the folder changed."""

    status = 2


class StopError(RefusalError):
    """It ended on the way: finished chunks are kept, and the same command goes on from there."""

    status = 1


class StoreError(RefusalError):
    """A folder that is no finished store, or one that something has happened to."""
