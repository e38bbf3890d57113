"""What the depth page is told about a state."""

from __future__ import annotations

from collections.abc import Callable, Collection

import numpy as np

import words
from core import depth_curves
from core.arrays import Array
from core.depth import AlignedDescent
from dashboard.depth.controls import STEP, DepthState, descent, write
from dashboard.depth.figures import balancing as depth_balancing
from dashboard.depth.figures import constraint as depth_constraint
from dashboard.depth.figures import factors as depth_factors
from dashboard.depth.figures import imbalance as depth_imbalance
from dashboard.depth.figures import loss as depth_loss
from dashboard.depth.figures import rate as depth_rate
from dashboard.depth.figures import sharpness as depth_sharpness
from dashboard.depth.figures import sizes as depth_sizes
from dashboard.depth.figures import step as depth_step
from dashboard.depth.ids import Depth
from dashboard.depth.promise import promise, promised
from dashboard.depth.race import cells
from dashboard.depth.readouts import READOUTS
from dashboard.depth.zones import step_zones
from dashboard.parts.drawing.graph import Graph
from dashboard.parts.exchange.answers import Answer, Controls, hidden
from dashboard.parts.exchange.sending import Arrays, graph_answers, network_answer, quantities
from words import say


def depth_answer(
    state: DepthState, drawn: Collection[str], sight: Collection[str] | None = None
) -> Answer:
    """Everything the depth page shows of a state, as JSON values.

    Parameters
    ----------
    state : DepthState
    drawn : collection of str
        Kinds of picture that the page has the style of already.
    sight : collection of str, optional
        The pictures that are in sight: others are left out, and with them the table of schedules,
        which takes longer than the rest. By default all.

    Raises
    ------
    ControlError, ScenarioError
        If there is no such family or run, or if its numbers leave the range of float64.
    """
    run = descent(state)
    curves = depth_curves(run.family)
    arrays = Arrays()
    now = {
        "times": arrays.number(run.times, exact=True),
        "loss": arrays.number(run.loss, exact=True),
        "flow": arrays.number(run.flow_loss, exact=True),
        "step": arrays.number(np.arange(run.steps + 1.0), exact=True),
        "drift": arrays.number(run.imbalance_drift, exact=True),
    }
    graphs: dict[str, Callable[[], Graph]] = {
        Depth.GRAPH_RATE: lambda: depth_rate.graph(curves, run),
        Depth.GRAPH_STEP: lambda: depth_step.graph(curves, run),
        Depth.GRAPH_LOSS: lambda: depth_loss.graph(run),
        Depth.GRAPH_CONSTRAINT: lambda: depth_constraint.graph(run, state.pair),
        Depth.GRAPH_IMBALANCE: lambda: depth_imbalance.graph(run),
        Depth.GRAPH_SHARPNESS: lambda: depth_sharpness.graph(run),
        Depth.GRAPH_SIZES: lambda: depth_sizes.graph(run),
        Depth.GRAPH_FACTORS: lambda: depth_factors.graph(run),
        Depth.GRAPH_BALANCING: lambda: depth_balancing.graph(run),
    }
    seen = [(name, made()) for name, made in graphs.items() if sight is None or name in sight]
    answer: Answer = {
        "query": write(state),
        "controls": _controls(state, run),
        "quantities": quantities(READOUTS, run) | cells(run if sight is None else None),
        "status": run.status,
        "guarantee": say(promise(run)),
        "guaranteed": promised(run),
        "now": now,
        "network": [network_answer(_layers(run), arrays)],
        "now_labels": {name: words.text(f"now.{name}") for name in ("step", "flow", "drift")},
        "graphs": graph_answers(seen, arrays, drawn),
        "arrays": arrays.packed,
    }
    return answer if sight is None else {**answer, "partly": True}


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
