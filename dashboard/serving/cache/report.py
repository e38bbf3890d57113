"""How the cache does, for /readyz and /metrics."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

#: none: there is no shared cache. untried: it was not asked for anything yet. ok: it is used.
#: open: something is wrong with it, so answers do without it until a probe finds it well.
State = Literal["none", "untried", "ok", "open"]


@dataclass(frozen=True)
class Report:
    """The cache of this process at one moment.

    Attributes
    ----------
    shared : of the shared cache; whatever it is, answers are given.
    reason : why it is open, a sentence without the address and the password; else None.
    counts : since the process began, each only when there were any: hits (in memory), shared_hits,
        misses, rejected (entries that were not ours), errors (conversations that failed),
        skipped (questions not put to a cache that is open, or busy), too_long (texts not kept).
    entries, bytes : in this process's memory.
    """

    shared: State
    reason: str | None
    counts: Mapping[str, int]
    entries: int
    bytes: int
