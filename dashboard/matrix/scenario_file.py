"""A scenario file that someone opens in the matrix page: explicit weights and data come this way.

A link holds it, compressed, if it is short. Else it travels with every question, in the body: no
server keeps it.
"""

from __future__ import annotations

import itertools
import json
from dataclasses import replace

from core import MatrixScenario, network, read_scenario
from core.errors import ScenarioError
from dashboard.parts.query import ControlError, short
from dashboard.parts.taking import packing

CONTROL = "file"
#: Of a file; a request may be larger (`serving.limits.bodies.MAX_BODY_BYTES`).
MAX_BYTES = 900_000


def opened(name: str, data: bytes | None, horizon: float | None) -> MatrixScenario:
    """The scenario of a file, looked at densely up to its last time or to `horizon`.

    Parameters
    ----------
    name : str
    data : bytes or None
        What the file holds; None if no file came with the question, only its name: a link.
    horizon : float or None

    Raises
    ------
    ControlError
        If there is no file, if it is too large, or if it describes no matrix network.
    """
    if data is None:
        raise ControlError(CONTROL, "file.not_here", file=short(name))
    if len(data) > MAX_BYTES:
        raise ControlError(
            CONTROL, "file.too_large", file=short(name), count=len(data), most=MAX_BYTES
        )
    if not data.strip():
        raise ControlError(CONTROL, "file.empty", file=short(name))
    try:
        scenario = read_scenario(data)
    except ScenarioError as error:
        raise ControlError(CONTROL, "file.refused", file=short(name), reason=error.whole) from None
    if not isinstance(scenario, MatrixScenario):
        raise ControlError(CONTROL, "file.scalar", file=short(name))
    last = scenario.times[-1] if scenario.times else 0.0
    return replace(scenario, times=None, horizon=horizon or scenario.horizon or last or None)


def packed(scenario: MatrixScenario) -> str:
    """The scenario as the link holds it; empty if it is too long for a link."""
    return packing.packed(json.dumps(scenario.to_json(), separators=(",", ":")).encode())


def unpacked(name: str, text: str) -> bytes:
    """What the link holds.

    Raises
    ------
    ControlError
        If it is damaged, or holds more than any file may.
    """
    data = packing.unpacked(text, MAX_BYTES)
    if data is None:
        raise ControlError(CONTROL, "file.damaged", file=short(name))
    return data


def check_cost(
    scenario: MatrixScenario, most_shown: int, most_deep: int, most_weights: int
) -> None:
    """Refuse what would keep a worker for long: see the limits of `controls`.

    Raises
    ------
    ControlError
    """
    weights = scenario.start().weights
    n, m = network.shape(weights)
    count = sum(a * b for a, b in itertools.pairwise([n, *(w.shape[1] for w in weights)]))
    if max(n, m) > most_shown:
        raise ControlError(CONTROL, "file.shape", n=n, m=m, most=most_shown)
    if len(weights) > 2 and n * m > most_deep:
        raise ControlError(
            CONTROL,
            "file.entries",
            count=n * m,
            most=most_deep,
        )
    if len(weights) > 2 and count > most_weights:
        raise ControlError(
            CONTROL,
            "file.weights",
            count=count,
            most=most_weights,
        )
