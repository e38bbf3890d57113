"""Other starts in the plane of two weights: what a link says of them <-> their scenarios."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core import ScalarScenario, ScalarSolution, ScenarioError, solve
from core.integrate import wanted
from dashboard.parts.entries import label
from dashboard.parts.query import ControlError, number, short, text_of

#: Entry of the query.
STARTS = "starts"
_LABEL = label("scalar", STARTS)
#: How many a link may hold.
MAX_STARTS = 8

#: The weights of the pair of layers that is drawn.
Start = tuple[float, float]


def read_starts(text: str) -> tuple[Start, ...]:
    """What `starts_text` writes.

    Raises
    ------
    ControlError
    """
    parts = text.split(";")
    if len(parts) > MAX_STARTS:
        raise ControlError(STARTS, "scalar_page.starts", count=len(parts), most=MAX_STARTS)
    starts = []
    for part in parts:
        numbers = [number(STARTS, _LABEL, text) for text in part.split(",")]
        if len(numbers) != 2:
            raise ControlError(STARTS, "scalar_page.start_pair", value=short(part))
        starts.append((numbers[0], numbers[1]))
    return tuple(starts)


def starts_text(starts: Sequence[Start]) -> str:
    """Starts as a query has them: "0.5,1;-1,2"."""
    return ";".join(f"{text_of(first)},{text_of(second)}" for first, second in starts)


def other_flows(
    solution: ScalarSolution, pair: tuple[int, int], starts: Sequence[Start]
) -> tuple[ScalarSolution, ...]:
    """The flows from other weights of the pair, all else as in the solution, to its last time.

    Raises
    ------
    ControlError
        If a start leads beyond the range of float64.
    """
    flows = []
    for first, second in starts:
        wanted()
        weights = solution.weights[0].tolist()
        weights[pair[0] - 1], weights[pair[1] - 1] = first, second
        try:
            flows.append(solve(_from(solution.scenario, weights, solution.horizon)))
        except ScenarioError as error:
            raise ControlError(
                STARTS, "control.refused", label=_LABEL, reason=error.message
            ) from None
    return tuple(flows)


def _from(scenario: ScalarScenario, weights: Sequence[float], horizon: float) -> ScalarScenario:
    return replace(scenario, weights=tuple(weights), imbalance=None, product=None, horizon=horizon)
