"""Scenarios from the poster, as links."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Preset:
    """A name, a query string and what to look for.

    Attributes
    ----------
    name, query, look : str
    headline : str
        What happens here, before `look`.
    tab : str
        The tab that shows it; "" for the page's first.
    """

    name: str
    query: str
    look: str
    headline: str = ""
    tab: str = ""
