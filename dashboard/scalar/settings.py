"""The description from which the page's JavaScript builds its controls."""

from __future__ import annotations

import json

from core.scalar import MAX_DEPTH
from dashboard.parts.settings import HORIZON, STEP
from dashboard.scalar.controls import label


def _slider(control: str, low: float, high: float, step: float = STEP) -> dict[str, object]:
    return {"control": control, "label": label(control), "min": low, "max": high, "step": step}


SETTINGS = {
    "depth": {**_slider("depth", 1, 12, 1), "most": MAX_DEPTH},
    "y": _slider("y", -3, 3),
    "p": _slider("p", -3, 3),
    "T": HORIZON,
    "w": {"label": "Initial weight w", "min": -3, "max": 3, "step": STEP},
    "d": {"label": "Imbalance d", "min": -5, "max": 5, "step": STEP},
}


def described() -> str:
    """The description as JSON."""
    return json.dumps(SETTINGS)
