"""Scenarios from the poster, as links."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Preset:
    """A name, a query string and what to look for."""

    name: str
    query: str
    look: str
