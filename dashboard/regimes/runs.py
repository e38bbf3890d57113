"""A comparison of the regimes page beside others: its figures are those of the balanced start."""

from __future__ import annotations

from core.integrate import time_limit
from dashboard.parts.exchange.runs import PART, Run, run, told
from dashboard.regimes.answer import ANSWER_SECONDS, solved
from dashboard.regimes.controls import BALANCED, ENTRIES, REGIMES, RegimesState, write

_BALANCED = REGIMES.index(BALANCED)


def regimes_run(state: RegimesState) -> Run:
    """Parameters and figures of a state.

    Raises
    ------
    ControlError, ScenarioError
        If there are no such networks, or their numbers leave the range of float64.
    """
    balanced = solved(state, widths=False).comparison.regimes[_BALANCED].solution
    with time_limit(ANSWER_SECONDS):
        final = balanced.final_rate
    return run(
        write(state),
        told("regimes", ENTRIES, state.values, state.needed(), state.horizon),
        {
            "alpha_star": balanced.alpha_star,
            "infimum": balanced.infimum,
            "final_rate": final,
            "margin": balanced.margin.margin,
            "time": next(each.flow for each in balanced.times_to if each.part == PART),
        },
    )
