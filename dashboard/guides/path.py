"""Steps in an order, each with a link of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import dash

from dashboard.guides.step import Step
from words import Message

#: The entry of the address.
ENTRY = "step"


@dataclass(frozen=True)
class Path:
    """What one walks through.

    Attributes
    ----------
    name : str
        Of the guide, whose page is /<name> and whose answers come from api/<name>-step.
    steps : sequence of Step
    query : str
        Entries of the address that go before the step's.
    """

    name: str
    steps: Sequence[Step]
    query: str = ""

    def href(self, place: int) -> str:
        """The link of a step; they count from 1."""
        path: str = dash.get_relative_path(f"/{self.name}")  # type: ignore[no-untyped-call]
        return f"{path}?{self.query and self.query + '&'}{ENTRY}={place}"

    def back(self, place: int) -> str:
        """What the lab's address says of where it came from: `poster-7`, `lesson-mine-2`."""
        return f"{self.query.replace('=', '-') or self.name}-{place}"

    def chosen(self, asked: object) -> tuple[int, Message | None]:
        """The place that an address asks for, or the nearest; and what is wrong with it.

        Parameters
        ----------
        asked
            As Dash reads it of the address: a text, a list where it is there more than once, or
            None where it is not.
        """
        several = isinstance(asked, list)
        text = str(asked[-1] if isinstance(asked, list) and asked else asked).strip()
        most = len(self.steps)
        if asked is None:
            return 1, None
        # More digits than any place has are a large number, whatever it is.
        whole = text.removeprefix("-").isascii() and text.removeprefix("-").isdigit()
        if not whole:
            return 1, Message("guide.no_step", given=text[:24], most=most)
        wanted = int(text[:9])
        place = min(max(wanted, 1), most)
        if wanted != place:
            return place, Message("guide.beyond", given=text[:24], most=most, place=place)
        return place, Message("guide.several", place=place) if several else None
