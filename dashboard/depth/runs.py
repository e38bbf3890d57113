"""A run of the depth page beside others: of gradient descent, and of the start's guarantee."""

from __future__ import annotations

import numpy as np

from core.depth import AlignedDescent
from dashboard.depth.controls import ENTRIES, DepthState, descent, write
from dashboard.parts.exchange.runs import PART, Run, run, told
from words import Message


def depth_run(state: DepthState) -> Run:
    """Parameters and figures of a state.

    Raises
    ------
    ControlError, ScenarioError
        If there is no such family or run, or if its numbers leave the range of float64.
    """
    found = descent(state)
    alpha = float(found.at.alpha_star[0])
    return run(
        write(state),
        told("depth", ENTRIES, state.values, state.needed()),
        {
            "alpha_star": None if np.isnan(alpha) else alpha,
            "margin": float(found.at.margin[0]),
            "time": _time(found),
        },
        {
            "infimum": Message("depth_page.no_rate"),
            "final_rate": Message("depth_page.no_rate"),
            "time": Message("depth_page.no_time"),
        },
    )


def _time(run: AlignedDescent) -> float | None:
    """step times the first iterate whose loss is that part of the loss at the start, or less."""
    there = np.flatnonzero(run.loss <= PART * run.loss[0])
    return float(run.times[there[0]]) if there.size else None
