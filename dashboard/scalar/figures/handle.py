"""The start, as a point that a hand can drag."""

from __future__ import annotations

import words
from core import ScalarSolution
from dashboard.parts.drawing import palette
from dashboard.parts.drawing.graph import Handle, subscript


def start_handle(
    solution: ScalarSolution, layers: tuple[int, int], *, in_space: bool = False
) -> Handle:
    """Where two of the layers, from 0, start; in space it moves along these two."""
    weights = solution.weights[0].tolist()
    first, second = (index + 1 for index in layers)
    return Handle(
        (f"w{first}", f"w{second}"),
        weights[layers[0]],
        weights[layers[1]],
        label=words.text("handles.start"),
        hint=words.text("handles.space_hint" if in_space else "handles.start_hint"),
        value=f"w{subscript(first)} = {{x}}, w{subscript(second)} = {{y}}",
        color=palette.FLOW,
        at=(weights[0], weights[1], weights[2]) if in_space else None,
        along=layers if in_space else None,
    )
