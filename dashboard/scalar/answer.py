"""What the page is told about a state: numbers for controls, key figures, sentences, pictures."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from core import ScalarSolution, solve
from core.guarantee import time_of_fall
from core.scalar import FASTEST, TRUE_GAMMA, initial_weights, time_to
from dashboard.parts.exchange.answers import Answer, Controls
from dashboard.parts.exchange.runs import PART
from dashboard.parts.exchange.sending import (
    Arrays,
    graph_answers,
    network_answer,
    promise,
    quantities,
)
from dashboard.scalar.controls import ScalarState, write
from dashboard.scalar.figures import constraint, loss, rate, weights
from dashboard.scalar.ids import Scalar
from dashboard.scalar.readouts import READOUTS
from dashboard.scalar.starts import STARTS, other_flows, starts_text
from words import say


def scalar_answer(state: ScalarState, drawn: Collection[str]) -> Answer:
    """Everything the scalar page shows of a state, as JSON values.

    Parameters
    ----------
    state : ScalarState
    drawn : collection of str
        Kinds of picture that the page has the style of already.

    Raises
    ------
    ControlError, ScenarioError
        If the scenario, or one of its other starts, leads beyond the range of float64.
    """
    solution, view = solve(state.scenario), state.view
    arrays = Arrays()
    now = {
        "times": arrays.number(solution.times, exact=True),
        "loss": arrays.number(solution.loss, exact=True),
        "product": arrays.number(solution.products, exact=True),
        "preconditioner": arrays.number(solution.preconditioner, exact=True),
    }
    others = other_flows(solution, view.pair, view.starts)
    graphs = {
        Scalar.GRAPH_LOSS: loss.graph(solution, view.curves),
        Scalar.GRAPH_CONSTRAINT: constraint.graph(
            solution,
            view.pair,
            show=view.curves,
            others=others,
        ),
        Scalar.GRAPH_RATE: rate.graph(solution),
        Scalar.GRAPH_WEIGHTS: weights.graph(solution),
    }
    return {
        "query": write(state),
        "controls": _controls(state, solution),
        "quantities": quantities(READOUTS, solution),
        "status": solution.status,
        "guarantee": " ".join((promise(solution.guarantee), *_times(solution))),
        "guaranteed": solution.alpha_star > 0.0,
        "now": now,
        "network": [network_answer(solution.weights.T[:, :, None], arrays)],
        "now_labels": {"product": "w", "preconditioner": "τ"},
        "graphs": graph_answers(graphs.items(), arrays, drawn),
        "arrays": arrays.packed,
    }


def _times(solution: ScalarSolution) -> list[str]:
    """When the loss has fallen to the part that pinned runs are compared by, read off the picture.

    Its exact time takes a third of what the whole answer does.
    """
    seen: float | None = 0.0
    if solution.loss[0] > 0.0:
        part = solution.loss / solution.loss[0]
        seen = time_of_fall(solution.times, part, TRUE_GAMMA * solution.preconditioner * part, PART)
    rates = solution.gamma * solution.alpha_star, FASTEST * solution.beta_star
    told = time_to(PART, seen, *rates).message
    return [say(told)] if told else []


def _controls(state: ScalarState, solution: ScalarSolution) -> Controls:
    scenario, view = state.scenario, state.view
    start = "weights" if scenario.weights is not None else "imbalance"
    weights = _layers("w", initial_weights(scenario))
    imbalance = _layers("d", solution.network.imbalance.tolist())
    first, second = view.pair
    return {
        "values": {
            "depth": scenario.depth,
            "y": scenario.target,
            "from": start,
            **weights,
            **imbalance,
            "p": solution.product,
            "T": solution.horizon,
            "automatic": ["on"] if scenario.horizon is None else [],
            "gamma": scenario.gamma,
            "show": list(view.curves),
            STARTS: starts_text(view.starts),
            "first": str(first),
            "second": str(second),
        },
        "hidden": [
            *([] if scenario.depth > 2 else ["pair"]),
            # What does not describe the start follows from what does.
            *(weights if start == "imbalance" else [*imbalance, "p"]),
        ],
        "disabled": [],
        "layers": scenario.depth,
        "at": view.at,
    }


def _layers(kind: str, numbers: Iterable[float]) -> dict[str, float]:
    return {f"{kind}{layer}": number for layer, number in enumerate(numbers, start=1)}
