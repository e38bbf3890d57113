"""(b) The constraint set, split by the margin, and the flow in it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from core import ScalarSolution
from dashboard.parts.drawing.graph import Graph
from dashboard.scalar.figures.plane import pair_and_profile, two_layers
from dashboard.scalar.figures.profile import profile_alone
from dashboard.scalar.figures.space import three_layers


def graph(
    solution: ScalarSolution,
    pair: tuple[int, int],
    *,
    show: Collection[str] = (),
    others: Sequence[ScalarSolution] = (),
) -> Graph:
    """The plane for L = 2, space for L = 3, a pair of layers and the rate profile beyond.

    Parameters
    ----------
    solution : ScalarSolution
    pair : tuple of int
        The two layers, from 1, whose plane is drawn; in space, along which the start is dragged.
    show : collection of str
        Of "contours" and "field" what is drawn behind the plane; "plane" draws one for L = 3 too.
    others : sequence of ScalarSolution
        Flows of the same network from other starts.
    """
    depth = solution.network.depth
    if depth == 1:
        return profile_alone(solution)
    if depth == 2:
        return two_layers(solution, show, others)
    layers = (pair[0] - 1, pair[1] - 1)
    if depth == 3 and "plane" not in show:
        return three_layers(solution, layers, others)
    return pair_and_profile(solution, layers, show, others)
