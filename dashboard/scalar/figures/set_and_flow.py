"""Curves of the constraint set in some of the layers, and what flows on them."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

import numpy as np

import words
from core import ScalarSolution
from core.scalar import constraint_curves
from dashboard.parts.drawing import palette
from dashboard.parts.drawing.graph import Trace, line, markers
from words import Message, say
from words.numbers import written

#: Times the half width: a plane is drawn wider than it is high, and its curves reach the edges.
BEYOND = 4.0
_POINTS = 120  # of an arc
_ROOM = 1.2
_SIDEWAYS = 1.6  # times the half height that a plane shows to both sides at the least

#: A style, points, a name and a label -> a trace.
Draw = Callable[..., Trace]


def set_and_flow(
    solution: ScalarSolution,
    layers: tuple[int, ...],
    draw: Draw,
    others: Sequence[ScalarSolution] = (),
) -> tuple[list[Trace], float]:
    """The set, the flows in it, start and end, the minimisers; and the half width to show."""
    chosen = list(layers)
    w = [solution.by_layer[layer] for layer in layers]
    reach = _reach(solution, layers, others)
    curves = constraint_curves(
        solution.network.cumulative_imbalance,
        solution.smallest_square,
        chosen,
        reach * BEYOND,
        _POINTS,
    )
    traces = []
    if solution.margin > 0.0:
        style = line(palette.INFEASIBLE, width=1.5, dash="dash")
        traces.append(draw(style, curves.infeasible, words.text("trace.infeasible"), ""))
    end = solution.end.weights[chosen][:, None]
    start, least = words.text("curve.start"), words.text("trace.minimum")
    traces += [
        draw(line(palette.FEASIBLE, width=2.5), curves.feasible, words.text("trace.feasible")),
        *_other_flows(chosen, draw, others),
        draw(line(palette.FLOW, width=3.5), w, words.text("trace.flow")),
        draw(markers(palette.GUARANTEE, "diamond"), curves.minimisers, least, "α*"),
        draw(markers(palette.FLOW, "circle-open"), [of[:1] for of in w], start, start),
        draw(markers(palette.FLOW, "x-thin"), end, words.text("trace.end"), "t → ∞"),
    ]
    return traces, reach


def drawn(
    solution: ScalarSolution, show: Collection[str] = (), others: Sequence[ScalarSolution] = ()
) -> str:
    """What is there and what not, as a part of a picture's kind."""
    behind = [name for name in ("contours", "field") if name in show]
    return f"{solution.margin > 0.0} {solution.alpha_star > 0.0} {behind} {bool(others)}"


def caption(solution: ScalarSolution, layers: Sequence[int]) -> str:
    """Where the flow goes, and what holds for all weights with its imbalances."""
    chosen = list(layers)
    first, end = solution.weights[0, chosen], solution.end.weights[chosen]
    told = Message(
        "picture.constraint",
        start=tuple(written(number, 3) for number in first.tolist()),
        end=tuple(written(number, 3) for number in end.tolist()),
    )
    if solution.margin > 0.0:
        code = "picture.constraint_margin"
    elif solution.alpha_star > 0.0:
        code = "picture.constraint_imbalance"
    else:
        code = "picture.constraint_nothing"
    return say((told, Message(code, margin=solution.margin, alpha=solution.alpha_star)))


def _other_flows(chosen: list[int], draw: Draw, others: Sequence[ScalarSolution]) -> list[Trace]:
    """Thin lines with marks at both ends: three traces, however many starts there are."""
    if not others:
        return []
    gap = np.full((len(chosen), 1), np.nan)
    lines = [np.concatenate([other.weights[:, chosen].T, gap], axis=1) for other in others]
    starts = np.stack([other.weights[0, chosen] for other in others], axis=1)
    ends = np.stack([other.end.weights[chosen] for other in others], axis=1)
    flows = draw(
        line(palette.FLOW, width=1.5),
        np.concatenate(lines, axis=1),
        words.text("trace.other_flows"),
    )
    return [
        replace(flows, ghost=False),  # of a pinned run its own flow is enough
        draw(
            markers(palette.FLOW, "circle-open", size=7), starts, words.text("trace.other_starts")
        ),
        draw(markers(palette.FLOW, "x-thin", size=7), ends, words.text("trace.other_ends")),
    ]


def _reach(
    solution: ScalarSolution, layers: tuple[int, ...], others: Sequence[ScalarSolution]
) -> float:
    """Half width that holds the flow, its end and the minimisers, and the other starts."""
    chosen = list(layers)
    offsets = solution.network.cumulative_imbalance[chosen]
    sizes = [
        # Each square is that of the smallest weight, which runs one way, and a number.
        *(abs(solution.by_layer[layer].item(at)) for layer in layers for at in (0, -1)),
        *map(abs, solution.end.weights[chosen].tolist()),
        math.sqrt(solution.smallest_square + float(offsets.max())),
    ]
    if solution.network.depth == 2:
        sizes.append(math.sqrt(abs(solution.scenario.target)))
    for other in others:  # not their flows: where a start is dropped, the picture stays as it is
        first, *rest = np.abs(other.weights[0, chosen]).tolist()
        sizes.append(max(first / _SIDEWAYS, *rest) * 1.05 / _ROOM)
    return _ROOM * max(sizes) or 1.0
