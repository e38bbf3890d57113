"""The description from which the page's JavaScript builds its controls."""

from __future__ import annotations

import json
from collections.abc import Iterable

from core.scenario import MAX_DEPTH
from dashboard import depth_controls, matrix_controls, regimes_controls, scenario_file
from dashboard.controls import label
from dashboard.entries import Entry

_STEP = 0.01


def _slider(control: str, low: float, high: float, step: float = _STEP) -> dict[str, object]:
    return {"control": control, "label": label(control), "min": low, "max": high, "step": step}


SCALAR = {
    "depth": {**_slider("depth", 1, 12, 1), "most": MAX_DEPTH},
    "y": _slider("y", -3, 3),
    "p": _slider("p", -3, 3),
    # The slider moves the power of ten.
    "T": {**_slider("T", -3, 6, 0.05), "powers": True},
    "w": {"label": "Initial weight w", "min": -3, "max": 3, "step": _STEP},
    "d": {"label": "Imbalance d", "min": -5, "max": 5, "step": _STEP},
}


def scalar_settings() -> str:
    """The description as JSON."""
    return json.dumps(SCALAR)


def matrix_settings() -> str:
    """The same for the matrix page: its table of entries, and the horizon."""
    entries = _entries(matrix_controls.ENTRIES)
    return json.dumps({"entries": entries, "T": SCALAR["T"], "most_bytes": scenario_file.MAX_BYTES})


def regimes_settings() -> str:
    """The same for the regimes page."""
    return json.dumps({"entries": _entries(regimes_controls.ENTRIES), "T": SCALAR["T"]})


def depth_settings() -> str:
    """The same for the depth page: its table of entries."""
    return json.dumps({"entries": _entries(depth_controls.ENTRIES)})


def _entries(table: Iterable[Entry]) -> list[dict[str, object]]:
    return [
        {
            "control": entry.name,
            "label": entry.label,
            "options": entry.options,
            "min": entry.low,
            "max": entry.high,
            "step": entry.step,
            "powers": entry.powers,
            "whole": entry.whole,
        }
        for entry in table
    ]
