"""A comparison of the command line -> the controls that show it, if there are any."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from core import CompareScenario, Initialization, NearTarget, ScenarioError
from core.errors import shown
from dashboard.parts.query import joined, text_of
from dashboard.regimes.controls import RegimesState, comparison, read

#: What the page compares, one of each; a file may call them as it likes, in any order.
KINDS = ("gaussian", "spectral", "balanced", "imbalance")
#: Two layers have one more; older files do without.
_FIFTH = "lambda_balanced"
#: Relative: what a control's number, multiplied and divided again, may be off.
_ROUNDING = 1e-11


def fitted(given: CompareScenario) -> RegimesState:
    """The state whose comparison is the given one.

    Raises
    ------
    ScenarioError
        With the first entry that no control of the page could have made.
    ControlError
        Where it is a control's, but beyond what the page takes.
    """
    target, starts = given.target, [start.initialization for start in given.starts]
    found = {start.kind: start for start in starts if start}
    if len(starts) != len(found) or set(found) - {_FIFTH} != set(KINDS):
        raise ScenarioError("initializations", "regimes_page.kinds", kinds=KINDS)
    if not isinstance(target, NearTarget):
        raise ScenarioError("target", "regimes_page.target")
    state = read(_query(target, found, given.horizon or (given.times or (None,))[-1]))
    here = {start.kind: start for start in comparison(state).starts}
    wanted = comparison(state).to_json()
    if _FIFTH in found and _FIFTH not in here:
        raise ScenarioError("initializations", "regimes_page.kinds", kinds=KINDS)
    wanted["initializations"] = [
        {**here[start.kind].to_json(), "name": start.name} for start in given.starts
    ]
    wanted["near"] = next(start.name for start in given.starts if start.kind == "balanced")
    told = {name: value for name, value in given.to_json().items() if name != "times"}
    for place, ours, theirs in _differences(wanted, told | {"horizon": state.horizon}):
        raise ScenarioError(place, "regimes_page.unfit", ours=ours, theirs=theirs)
    return state


def _query(target: NearTarget, starts: dict[str, Initialization], horizon: float | None) -> str:
    """What the controls would have to say: each is told by one entry of the file."""
    wide, spectral, balanced, scaled = (starts[kind] for kind in KINDS)
    depth = balanced.depth
    values = {
        "r": target.distance,
        "d": _round(2.0 * math.log(scaled.scales[0])),
        "L": depth,
        **({"h": wide.widths[0]} if depth == 2 and wide.widths else {}),
        "a": _round(wide.exponent * depth / (2.0 * max(depth - 1, 1))),
        **({"k": balanced.widths[0]} if balanced.widths else {}),
        "q": spectral.singular_values[0],
        "n": balanced.n,
        "m": balanced.m,
        **({"lambda": starts[_FIFTH].imbalance[0]} if _FIFTH in starts else {}),
        "seed": balanced.seed,
        **({} if horizon is None else {"T": horizon}),
    }
    return joined((name, text_of(float(value))) for name, value in values.items())


def _round(number: float) -> float:
    """Without what the way there and back adds to its last digit."""
    return float(f"{number:.15g}")


def _differences(ours: Any, theirs: Any, place: str = "") -> Iterator[tuple[str, str, str]]:
    """Where two JSON values differ, and what each says there."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for name in {**ours, **theirs}:
            inner = f"{place}.{name}" if place else str(name)
            one, other = ours.get(name), theirs.get(name)
            yield from _differences(one, other, inner)
    elif isinstance(ours, list) and isinstance(theirs, list):
        if len(ours) != len(theirs):
            yield place, shown(ours), shown(theirs)
            return
        for index, (one, other) in enumerate(zip(ours, theirs, strict=True)):
            yield from _differences(one, other, f"{place}[{index}]")
    elif isinstance(ours, float) and isinstance(theirs, int | float):
        if not math.isclose(ours, theirs, rel_tol=_ROUNDING, abs_tol=_ROUNDING):
            yield place, shown(ours), shown(theirs)
    elif ours != theirs:
        yield place, shown(ours), shown(theirs)
