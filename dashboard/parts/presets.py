"""Scenarios from the poster, as links."""

from __future__ import annotations

from dataclasses import dataclass

import words


@dataclass(frozen=True)
class Preset:
    """A scenario to start from.

    Attributes
    ----------
    topic, key : str
        Its words are found by them.
    link : str
        The query of its address, at the end of it the tab that shows it, if not the first.
    headed : bool
        Whether a headline stands before what to look for.
    """

    topic: str
    key: str
    link: str
    headed: bool = False

    @property
    def query(self) -> str:
        """What the page is asked."""
        return self.link.partition("&tab=")[0]

    @property
    def tab(self) -> str:
        """The tab that shows it; "" for the page's first."""
        return self.link.partition("&tab=")[2]

    @property
    def name(self) -> str:
        """What it is called."""
        return self._said("name")

    @property
    def headline(self) -> str:
        """What happens here; "" where nothing stands before `look`."""
        return self._said("headline") if self.headed else ""

    @property
    def look(self) -> str:
        """What to look for."""
        return self._said("look")

    def _said(self, part: str) -> str:
        return words.text(f"preset.{self.topic}.{self.key}.{part}")


def presets(topic: str, *, headed: bool = False, **links: str) -> tuple[Preset, ...]:
    """The presets of a topic, in order: key -> link."""
    return tuple(Preset(topic, key, link, headed) for key, link in links.items())
