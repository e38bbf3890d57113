"""A state of a topic's page, and what of it is to be seen and moved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dashboard.guides import labs


@dataclass(frozen=True)
class Scene:
    """What the stage shows.

    Attributes
    ----------
    topic : str
        Whose stage: "scalar", "matrix", "regimes" or "depth".
    query : str
        Its state, as a link's query.
    tab : str
        The tab that the plots are on; "" for the first.
    plots, controls : tuple of str
        Those that are seen, by the names that the entries `plots=` and `controls=` of a link take
        ("loss" is `graph-loss`; "w1", "T", "time"); no plots are all of the tab, no controls none.
    """

    topic: str
    query: str
    tab: str = ""
    plots: tuple[str, ...] = ()
    controls: tuple[str, ...] = ()

    @property
    def canonical(self) -> str:
        """The query as the page writes it.

        Raises
        ------
        ControlError
        """
        return labs.canonical(self.topic, self.query)

    def solution(self) -> Any:
        """What core finds of the state; solved once.

        Raises
        ------
        ControlError, ScenarioError
        """
        return labs.solution(self.topic, self.query)

    def href(self, back: str = "") -> str:
        """The link that opens it in the lab; `back` is where it came from, as in "poster-7"."""
        query = "&".join(filter(None, (self.canonical, self.more(back))))
        return labs.address(self.topic) + (f"?{query}" if query else "")

    def more(self, back: str = "") -> str:
        """What the link says beside the state."""
        entries = (f"tab={self.tab}" if self.tab else "", f"back={back}" if back else "")
        return "&".join(filter(None, entries))
