"""The run at the cursor of a map, beside others."""

from __future__ import annotations

from dashboard.atlas.chunks.plan import nearest
from dashboard.atlas.controls import ENTRIES, AtlasState, at_point, called_of, recipe, write
from dashboard.atlas.point import point
from dashboard.parts.exchange.runs import Run, parameter, run, told

#: Of the page, and not of the run.
_OWN = ("q", "dq", "k", "fine", "x0", "x1", "y0", "y1", "u", "v")


def atlas_run(state: AtlasState) -> Run:
    """Parameters and figures of the run at a state's cursor.

    Raises
    ------
    ControlError, ScenarioError
        If there is no such map, or the run leads beyond the range of float64.
    """
    found = recipe(state)
    at = nearest(state)
    here = point(at_point(state, at))
    needed = [name for name in state.needed() if name not in _OWN]
    parameters = told("atlas", ENTRIES, state.values, needed)
    places = zip("vu", found.coordinates([at]).values(), strict=True)
    parameters += [
        parameter(name, called_of(state, name), float(values[0])) for name, values in places
    ]
    return run(
        write(state),
        parameters,
        {
            "alpha_star": here.alpha_star,
            "infimum": here.infimum,
            "final_rate": here.final_rate,
            "margin": here.margin,
            "time": here.time,
        },
    )
