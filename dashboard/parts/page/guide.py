"""A stage inside a guide: the same components, of which a step says what is seen and moved.

assets/topics/guides/ and assets/stage/modes.js obey; the topic's page builds it: `layout(guide)`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dash.development.base_component import Component


@dataclass(frozen=True, kw_only=True)
class Guide:
    """What a page is told that stands inside a guide.

    Attributes
    ----------
    name : str
        The guide's page, in the navigation.
    panel : Component
        What is said and asked beside the stage; it holds the heading of the page.
    start : str
        The state to begin with and to go back to, as the topic's page writes it.
    tab : str
        The tab that the plots are on; "" for the first.
    plots, controls : tuple of str
        Those that are seen; no plots are all of the tab.
    told : mapping
        What else the scripts are told.
    """

    name: str
    panel: Component
    start: str
    tab: str = ""
    plots: tuple[str, ...] = ()
    controls: tuple[str, ...] = ()
    told: Mapping[str, Any] = field(default_factory=dict)

    def settings(self) -> dict[str, Any]:
        """As the scripts are told it."""
        return {
            "start": self.start,
            "tab": self.tab,
            "plots": list(self.plots) or None,
            "controls": list(self.controls),
            **self.told,
        }
