"""What the depth page is told about a state."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

import words
from core import depth_curves
from core.arrays import Array
from core.depth import AlignedDescent, aligned_descent
from dashboard.depth.controls import STEP, DepthState, family, write
from dashboard.depth.figures import balancing as depth_balancing
from dashboard.depth.figures import constraint as depth_constraint
from dashboard.depth.figures import imbalance as depth_imbalance
from dashboard.depth.figures import loss as depth_loss
from dashboard.depth.figures import rate as depth_rate
from dashboard.depth.figures import step as depth_step
from dashboard.depth.ids import Depth
from dashboard.depth.readouts import READOUTS
from dashboard.depth.zones import step_zones
from dashboard.parts.exchange.answers import Answer, Controls, hidden
from dashboard.parts.exchange.sending import Arrays, graph_answers, network_answer, quantities


def depth_answer(state: DepthState, drawn: Collection[str]) -> Answer:
    """Everything the depth page shows of a state, as JSON values.

    Parameters
    ----------
    state : DepthState
    drawn : collection of str
        Kinds of picture that the page has the style of already.

    Raises
    ------
    ControlError, ScenarioError
        If there is no such family or run, or if its numbers leave the range of float64.
    """
    recipe = family(state)
    curves = depth_curves(recipe)
    run = aligned_descent(recipe, state["L"], state["f"], state["k"])
    arrays = Arrays()
    now = {
        "times": arrays.number(run.times, exact=True),
        "loss": arrays.number(run.loss, exact=True),
        "flow": arrays.number(run.flow_loss, exact=True),
        "step": arrays.number(np.arange(run.steps + 1.0), exact=True),
        "drift": arrays.number(run.imbalance_drift, exact=True),
    }
    graphs = {
        Depth.GRAPH_RATE: depth_rate.graph(curves, run),
        Depth.GRAPH_STEP: depth_step.graph(curves, run),
        Depth.GRAPH_LOSS: depth_loss.graph(run),
        Depth.GRAPH_CONSTRAINT: depth_constraint.graph(run, state.pair),
        Depth.GRAPH_IMBALANCE: depth_imbalance.graph(run),
        Depth.GRAPH_BALANCING: depth_balancing.graph(run),
    }
    return {
        "query": write(state),
        "controls": _controls(state, run),
        "quantities": quantities(READOUTS, run),
        "status": run.status,
        "guarantee": run.limit,
        "guaranteed": _stable(run),
        "now": now,
        "network": [network_answer(_layers(run), arrays)],
        "now_labels": {name: words.text(f"now.{name}") for name in ("step", "flow", "drift")},
        "graphs": graph_answers(graphs.items(), arrays, drawn),
        "arrays": arrays.packed,
    }


def _stable(run: AlignedDescent) -> bool:
    return run.stability.step is not None and run.step < run.stability.step


def _controls(state: DepthState, run: AlignedDescent) -> Controls:
    first, second = state.pair
    needed = state.needed()
    # Two layers are the plane itself; a seed that does not matter needs no new draw.
    unseen = {"pair": state["L"] <= 2, "draw": "seed" not in needed}
    return {
        "values": {**dict(state.values), "first": str(first), "second": str(second)},
        "hidden": hidden(state.values, needed, unseen),
        "disabled": [],
        "layers": state["L"],
        "at": state.at,
        "zones": {STEP.name: step_zones(run)},
    }


def _layers(run: AlignedDescent) -> Array:
    """Shape (L, K, modes): the weights of each mode along gradient descent."""
    return np.stack([mode.weights[: run.steps + 1] for mode in run.modes]).transpose(2, 1, 0)
