"""Where modes were predicted to be half learnt: crosses, and what they rest on.

Nothing is drawn of a mode of which nothing is predicted.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence

import numpy as np

import words
from core.arrays import Array
from core.scalar import Escape
from dashboard.parts.drawing import palette
from dashboard.parts.drawing.graph import Trace, markers
from words import Message, say
from words.numbers import written

_SIZE = 6  # no more: of marks that are larger, a line below them is what a hover finds
_LINE = 44  # characters of a line of what they rest on
_NAMED = 4  # times that the caption tells


class Predicted:
    """The modes of which a time is predicted.

    Parameters
    ----------
    modes : sequence of Escape
    last : float
        What is predicted for later is not in the picture.
    product : bool
        Whether the mode is a product of numbers, and no singular value.
    """

    def __init__(self, modes: Sequence[Escape], last: float, *, product: bool = False) -> None:
        self._product = product
        found = [(mode.predicted, mode) for mode in modes if mode.predicted is not None]
        self._times = [time for time, _ in found if time <= last]
        self._modes = [mode for time, mode in found if time <= last]
        first = next(iter(self._modes), None)
        self._assumes = first.assumes if first else None

    @property
    def kind(self) -> str:
        """Pictures of one kind have one style."""
        return self._assumes.code if self._assumes else ""

    def traces(
        self, sign: float = 1.0, placed: Callable[[Array], Array] = lambda times: times
    ) -> list[Trace]:
        """A cross at the time, at half of the target, which says on hover what it assumes.

        Parameters
        ----------
        sign : float
            Of the target.
        placed : callable
            Where times stand on the axis.
        """
        if self._assumes is None:
            return []
        name = words.text("trace.predicted_half" if self._product else "trace.predicted_escape")
        told = "<br>".join(textwrap.wrap(f"{name}. {say(self._assumes)}", _LINE))
        style = markers(
            palette.PREDICTION,
            "x",
            size=_SIZE,
            hovertemplate=f"t = %{{x:.4g}}<br>{told}<extra></extra>",
        )
        return [
            Trace(
                name,
                style,
                placed(np.array(self._times)),
                sign * np.array([0.5 * mode.target for mode in self._modes]),
                label=words.text("curve.predicted"),
            )
        ]

    @property
    def messages(self) -> list[Message]:
        """That they are there, and at what times."""
        if not self._times:
            return []
        times = tuple(written(time, 3) for time in self._times[:_NAMED])
        code = "picture.half_predicted" if self._product else "picture.modes_predicted"
        return [Message(code, times=times)]
