"""What the regimes page is told about a state."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable
from dataclasses import dataclass
from functools import partial
from typing import Any, NotRequired

from typing_extensions import TypedDict

import words
from core import (
    CompareScenario,
    CompareSolution,
    Initialization,
    SweepScenario,
    SweepSolution,
    compare,
    sweep,
)
from core.integrate import remaining, time_limit
from core.matrix import Outcome
from core.regimes import LambdaDrift, Regime, lambda_drift
from dashboard.parts.drawing import palette
from dashboard.parts.drawing.graph import Graph
from dashboard.parts.exchange.answers import Answer, Controls, Quantity, hidden
from dashboard.parts.exchange.memory import Memory
from dashboard.parts.exchange.sending import Arrays, graph_answers, network_answer, quantities
from dashboard.regimes.controls import (
    LAMBDAS,
    REGIMES,
    RegimesState,
    comparison,
    lambda_start,
    width_sweep,
    write,
)
from dashboard.regimes.figures import kernel as regimes_kernel
from dashboard.regimes.figures import loss as regimes_loss
from dashboard.regimes.figures import modes as regimes_modes
from dashboard.regimes.figures import over_lambda as regimes_over_lambda
from dashboard.regimes.figures import width as regimes_width
from dashboard.regimes.figures.common import TimeAxis, name_of
from dashboard.regimes.ids import Regimes, widths_in
from dashboard.regimes.readouts import READOUTS
from dashboard.regimes.table import Row, table
from words import Message, say

#: Flows that take longer are stopped, and the status says so.
ANSWER_SECONDS = 0.9
_SWEEP_SHARE = 0.6
_NOT_THE_TARGET = (Outcome.AT_BEST, Outcome.BEST, Outcome.STATIONARY, Outcome.SADDLE)
#: What is read off the widths, while they are still to come.
_LATER: dict[str, Quantity] = {
    name: {"value": None, "text": "…"} for name in ("drift_slope", "error_slope")
}
_OVER_LAMBDA = {
    Regimes.GRAPH_LAMBDA_DRIFT: regimes_over_lambda.drift,
    Regimes.GRAPH_LAMBDA_RATE: regimes_over_lambda.rate,
}
_REMEMBERED = 16  # comparisons and sweeps: a control that leaves one of them as it is
_PARTS = 4 * 2 * len(REGIMES)  # horizons and flows of as many answers, of which one control moves


@dataclass(frozen=True, eq=False)
class Shown:
    """What the key figures are read from."""

    comparison: CompareSolution
    sweep: SweepSolution | None


class RegimesAnswer(Answer):
    """The answer of this page."""

    table: NotRequired[list[Row]]  # with all else: it is filled in when a control rests


class RegimesSaid(TypedDict):
    """Of that, what the callbacks take which this page alone has."""

    controls: NotRequired[Controls]
    table: NotRequired[list[Row]]


def regimes_answer(
    state: RegimesState, drawn: Collection[str], sight: Collection[str] | None = None
) -> RegimesAnswer:
    """Everything the regimes page shows of a state, as JSON values.

    Parameters
    ----------
    state : RegimesState
    drawn : collection of str
        Kinds of picture that the page has the style of already.
    sight : collection of str, optional
        The pictures that are in sight: others are left out, and with them the widths, which take
        longer than the rest, and the table. By default all.

    Raises
    ------
    ControlError, ScenarioError
        If there are no such networks, or their numbers leave the range of float64.
    """
    shown = solved(state, widths=widths_in(sight))
    compared, swept = shown.comparison, shown.sweep
    time, ntk = TimeAxis(compared, state.axis), compared.regimes[0].solution
    arrays = Arrays()
    lesson = swept.messages if swept else (Message("regimes_page.later"),)
    width = state["h"] if state["L"] == 2 else None
    graphs: dict[str, Callable[[], Graph]] = {
        Regimes.GRAPH_LOSS: lambda: regimes_loss.graph(
            compared, time, state.curves, state.corridor
        ),
        Regimes.GRAPH_MODES: lambda: regimes_modes.graph(compared, compared.regimes[1], time),
        Regimes.GRAPH_KERNEL: lambda: regimes_kernel.graph(compared, time),
    }
    for name, drawing in _OVER_LAMBDA.items():
        graphs[name] = partial(_drawn_over_lambda, drawing, state, compared)
    if swept:
        graphs[Regimes.GRAPH_DRIFT] = lambda: regimes_width.drift(swept, width)
        graphs[Regimes.GRAPH_ERROR] = lambda: regimes_width.error(swept, width)
    seen = [(name, made()) for name, made in graphs.items() if sight is None or name in sight]
    answer: RegimesAnswer = {
        "query": write(state),
        "complete": _finished(compared) and (swept is None or _trained(swept)),
        "controls": _controls(state, compared),
        "quantities": quantities(READOUTS, shown) | ({} if swept else _LATER),
        "status": say((*_stopped(compared), *_elsewhere(compared), *_hurried(compared), *lesson)),
        "guarantee": say(
            Message("regimes_page.gain", reason=compared.regimes[2].gain_message or ())
        ),
        "guaranteed": bool(compared.regimes[2].rate),
        "now": {
            "times": arrays.number(ntk.times, exact=True),
            "loss": arrays.number(ntk.loss, exact=True),
            "preconditioner_drift": arrays.number(ntk.preconditioner_drift, exact=True),
        },
        "network": [
            network_answer(
                regime.solution.layer_singular_values,
                arrays,
                name=name_of(regime),
                color=palette.REGIMES[place],
            )
            for place, regime in enumerate(compared.regimes)
        ],
        "now_labels": {"preconditioner_drift": words.text("now.ntk_drift_T")},
        "graphs": graph_answers(seen, arrays, drawn),
        "arrays": arrays.packed,
    }
    if sight is None:
        return {**answer, "table": table(compared, state.sort)}
    return {**answer, "partly": True}


def solved(state: RegimesState, *, widths: bool = True) -> Shown:
    """The comparison of a state, and the sweep of the `widths`."""
    scenario = comparison(state)
    with time_limit(ANSWER_SECONDS):
        # The sweep first, and not all the time: of seldom draws it takes as much as there is, as
        # deep networks do.
        with time_limit(_SWEEP_SHARE * remaining()):
            swept = _swept(state, scenario) if widths else None
        compared = _comparisons.recall(scenario, partial(compare, recall=_networks.keep))
    return Shown(compared, swept)


def _swept(state: RegimesState, scenario: CompareScenario) -> SweepSolution:
    return _sweeps.recall(width_sweep(state, scenario.made().tolist()), sweep)


def over_lambda(
    state: RegimesState, compared: CompareSolution
) -> tuple[LambdaDrift, LambdaDrift | None]:
    """What starts come to that differ in lambda; and the one on the page, if it is there."""
    start = lambda_start(state)

    def found(lambdas: tuple[float, ...]) -> LambdaDrift:
        return lambda_drift(start, compared.target, lambdas)

    # The curve does not depend on the lambda of the page.
    curve = _curves.recall((start, compared.target.tobytes()), lambda _: found(LAMBDAS))
    return curve, found((state["lambda"],)) if state["L"] == 2 else None


def _drawn_over_lambda(
    drawing: Callable[[LambdaDrift, LambdaDrift | None], Graph],
    state: RegimesState,
    compared: CompareSolution,
) -> Graph:
    return drawing(*over_lambda(state, compared))


def _stopped(solution: CompareSolution) -> list[Message]:
    """Of every network that did not come to the last time, why."""
    return [_status(regime) for regime in solution.regimes if not regime.solution.complete]


def _hurried(solution: CompareSolution) -> list[Message]:
    """That something was left out, where no other sentence says so."""
    return [Message("answer.hurried")] if solution.hurried and not _stopped(solution) else []


def _elsewhere(solution: CompareSolution) -> list[Message]:
    """Of every network that comes to rest, though not at the target, where."""
    return [
        _status(regime)
        for regime in solution.regimes
        if regime.solution.complete and regime.solution.outcome in _NOT_THE_TARGET
    ]


def _status(regime: Regime) -> Message:
    return Message(
        "regimes_page.status", name=name_of(regime), status=regime.solution.status_message
    )


def _finished(solution: CompareSolution) -> bool:
    return not solution.hurried and not _stopped(solution)


def _trained(solution: SweepSolution) -> bool:
    return not solution.untrained


# With more time they come further: what was stopped is not remembered.
_comparisons: Memory[CompareScenario, CompareSolution] = Memory(_REMEMBERED, _finished)
_networks: Memory[Hashable, Any] = Memory(_PARTS, bool)
_curves: Memory[tuple[Initialization, bytes], LambdaDrift] = Memory(_REMEMBERED, lambda _: True)
_sweeps: Memory[SweepScenario, SweepSolution] = Memory(_REMEMBERED, _trained)


def _controls(state: RegimesState, solution: CompareSolution) -> Controls:
    return {
        "values": {
            **dict(state.values),
            "T": state.horizon or float(solution.times[-1]),
            "automatic": ["on"] if state.horizon is None else [],
            "axis": state.axis,
            "show": list(state.curves),
            "corridor": state.corridor,
            "sort": state.sort,
        },
        "hidden": hidden(state.values, state.needed(), {}),
        "disabled": [],
        "layers": state["L"],
        "at": state.at,
    }
