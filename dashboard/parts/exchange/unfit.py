"""A question to a callback that no page of ours asks."""

from __future__ import annotations

from words import RefusalError


class UnfitError(RefusalError):
    """What came is not what the page sends: answered with status 400 and this sentence."""
