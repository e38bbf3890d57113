"""What the matrix page is told about a state."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, NotRequired

import numpy as np
from typing_extensions import TypedDict

import words
from core import MatrixSolution, ScenarioError, network, solve
from core.guarantee import guarantee, matrix_margin, numerical_minimum, refusal, search_reach
from core.integrate import time_limit
from core.matrix import Minimisers, Outcome, minimisers, source_message
from dashboard.matrix.controls import (
    MatrixState,
    control_error,
    linked,
    scenario,
    unlinked,
    write,
)
from dashboard.matrix.cost import at_once
from dashboard.matrix.figures import imbalance as matrix_imbalance
from dashboard.matrix.figures import loss as matrix_loss
from dashboard.matrix.figures import minimiser as matrix_minimiser
from dashboard.matrix.figures import modes as matrix_modes
from dashboard.matrix.figures import pl as matrix_pl
from dashboard.matrix.figures import ranks as matrix_ranks
from dashboard.matrix.figures import region as matrix_region
from dashboard.matrix.figures import sizes as matrix_sizes
from dashboard.matrix.figures import spectrum as matrix_spectrum
from dashboard.matrix.figures.layers import drawn_layers
from dashboard.matrix.ids import Matrix, sizes_in
from dashboard.matrix.readouts import READOUTS
from dashboard.parts import readouts
from dashboard.parts.drawing.graph import Graph
from dashboard.parts.exchange.answers import Answer, Controls, hidden
from dashboard.parts.exchange.runs import PART
from dashboard.parts.exchange.sending import (
    Arrays,
    graph_answers,
    network_answer,
    promise,
    quantities,
)
from dashboard.parts.query import ControlError
from words import Message, say

#: A flow that takes longer is stopped, and its status says so.
ANSWER_SECONDS = 0.85
#: Ends of other starts, where the data leave a choice: what is not reached is left out.
ENDS_SECONDS = 1.0
#: A search for the minimum keeps one worker for so long.
SEARCH_SECONDS = 2.5


class MatrixAnswer(Answer):
    """The answer of this page.

    `scenario` is what "Save scenario file" saves; `unlinked` says that the link does not hold the
    file, or nothing.
    """

    scenario: dict[str, Any] | None
    unlinked: str


class MatrixSaid(TypedDict):
    """Of that, what the callbacks take which this page alone has."""

    scenario: NotRequired[dict[str, Any] | None]
    unlinked: NotRequired[str]


class Found(TypedDict):
    """What the page keeps of a numerical minimum, and of which query; `busy` while it is sought."""

    query: str
    text: str
    busy: NotRequired[bool]


class MinimumAnswer(TypedDict):
    """A numerical minimum, and a sentence about it; what theorems prove, by name, is never more."""

    value: float
    bounds: dict[str, float]
    complete: bool
    text: str


def matrix_answer(
    state: MatrixState,
    drawn: Collection[str],
    sight: Collection[str] | None = None,
    file: bytes | None = None,
) -> MatrixAnswer:
    """Everything the matrix page shows of a state, as JSON values.

    Parameters
    ----------
    state : MatrixState
    drawn : collection of str
        Kinds of picture that the page has the style of already.
    sight : collection of str, optional
        The pictures that are in sight: others are left out, and with them what takes longer than
        the rest. By default all.
    file : bytes or None
        The state's scenario file, if one came along.

    Raises
    ------
    ControlError, ScenarioError
        If there is no such network, or its numbers leave the range of float64.
    """
    recipe, sight = scenario(state, file), at_once(state, sight)
    with time_limit(ANSWER_SECONDS):
        try:
            solution = solve(recipe)
        except ScenarioError as error:
            raise control_error(error, state) from None
        answer = _shown(state, solution, drawn, sight, file)
    return answer if sight is None else {**answer, "partly": True}


def _shown(
    state: MatrixState,
    solution: MatrixSolution,
    drawn: Collection[str],
    sight: Collection[str] | None,
    file: bytes | None,
) -> MatrixAnswer:
    arrays = Arrays()
    ends = _ends(solution) if sizes_in(sight) else None
    now = {
        "times": arrays.number(solution.times, exact=True),
        "loss": arrays.number(solution.loss, exact=True),
        "preconditioner_min": arrays.number(solution.preconditioner_min, exact=True),
        "preconditioner_drift": arrays.number(solution.preconditioner_drift, exact=True),
    }
    layers = "layers" in state.envelopes
    graphs: dict[str, Callable[[], Graph]] = {
        Matrix.GRAPH_LOSS: lambda: matrix_loss.graph(solution, state.envelopes),
        Matrix.GRAPH_REGION: lambda: matrix_region.graph(solution),
        Matrix.GRAPH_SPECTRUM: lambda: matrix_spectrum.graph(solution),
        Matrix.GRAPH_MODES: lambda: matrix_modes.graph(solution, layers=layers),
        Matrix.GRAPH_IMBALANCE: lambda: matrix_imbalance.graph(solution),
        Matrix.GRAPH_SIZES: lambda: matrix_sizes.graph(solution),
        Matrix.GRAPH_PL: lambda: matrix_pl.graph(solution),
        Matrix.GRAPH_RANKS: lambda: matrix_ranks.graph(solution),
        Matrix.GRAPH_MINIMISER: lambda: matrix_minimiser.graph(solution, ends),
    }
    seen = [(name, made()) for name, made in graphs.items() if sight is None or name in sight]
    return {
        "query": write(linked(state, file)),
        "complete": solution.complete and not solution.hurried and (not ends or ends.complete),
        "controls": _controls(state, solution),
        "quantities": quantities(READOUTS, solution),
        "status": say((solution.status_message, *_hurried(solution))),
        "guarantee": " ".join((promise(solution.promise), *_times(solution))),
        "guaranteed": solution.alpha > 0.0,
        "now": now,
        "network": [network_answer(drawn_layers(solution), arrays)],
        "now_labels": {
            "preconditioner_min": "λmin(T)",
            "preconditioner_drift": words.text("now.drift_T"),
        },
        "scenario": None if state.file else solution.scenario.to_json(),
        "unlinked": unlinked(linked(state, file)),
        "graphs": graph_answers(seen, arrays, drawn),
        "arrays": arrays.packed,
    }


def _ends(solution: MatrixSolution) -> Minimisers | None:
    with time_limit(ENDS_SECONDS):
        return minimisers(solution.scenario)


def _times(solution: MatrixSolution) -> list[str]:
    """When the excess has fallen to the part that pinned runs are compared by."""
    told = [each.message for each in solution.times_to if each.part == PART]
    return [say(message) for message in told if message]


def _hurried(solution: MatrixSolution) -> list[Message]:
    """That something was left out, where the status does not say so."""
    told = not solution.complete or solution.outcome is Outcome.UNDERWAY
    return [Message("answer.hurried")] if solution.hurried and not told else []


def minimum_answer(state: MatrixState, file: bytes | None = None) -> MinimumAnswer:
    """A numerical minimum of lambda_min(T) over the constraint set: an estimate, no guarantee."""
    recipe = scenario(state, file)
    weights = recipe.start().weights
    why = refusal(weights)
    if why:
        raise ControlError("", why.code, **dict(why.values))
    product = network.product(weights)
    objective = recipe.objective.make(product)
    margin = matrix_margin(objective, product).margin
    found = numerical_minimum(
        weights,
        margin,
        reach=search_reach(objective, weights),
        seconds=SEARCH_SECONDS,
        seed=state["seed"],
    )
    known = guarantee(weights, objective).candidates
    bounds = {each.source: float(each.rates(np.asarray(margin))) for each in known if each.speaks}
    told = tuple(
        Message("search.bound", value=readouts.written(bound), source=source_message(source))
        for source, bound in bounds.items()
    )
    proven = (Message("search.bounds", bounds=told),) if told else ()
    return {
        "value": found.value,
        "bounds": {str(source): bound for source, bound in bounds.items()},
        "complete": found.finished,
        "text": say(
            Message(
                "search.found",
                value=readouts.written(found.value),
                note=(*found.messages, *proven),
            )
        ),
    }


def _controls(state: MatrixState, solution: MatrixSolution) -> Controls:
    needed = state.needed()
    unseen = {
        "draw": "seed" not in needed,
        "search": refusal(solution.scenario.start().weights) is not None,
        "save": state.file != "",
    }
    return {
        "values": {
            **dict(state.values),
            "T": solution.scenario.horizon or float(solution.times[-1]),
            "automatic": ["on"] if state.horizon is None else [],
            "show": list(state.envelopes),
            "file": state.file,
        },
        "hidden": hidden(state.values, needed, unseen),
        "disabled": [],
        "layers": state["L"],
        "at": state.at,
    }
