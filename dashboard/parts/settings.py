"""The description from which a page's JavaScript builds its controls."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from dashboard.parts.entries import Entry

STEP = 0.01
#: The slider moves the power of ten.
HORIZON = {
    "control": "T", "label": "Horizon", "min": -3, "max": 6, "step": 0.05, "powers": True,
}  # fmt: skip


def described(entries: Iterable[Entry], **others: Any) -> str:
    """A table of entries, and what else the page needs to know, as JSON."""
    return json.dumps({"entries": [_described(entry) for entry in entries], **others})


def _described(entry: Entry) -> dict[str, object]:
    return {
        "control": entry.name,
        "label": entry.label,
        "options": entry.options,
        "min": entry.low,
        "max": entry.high,
        "step": entry.step,
        "powers": entry.powers,
        "whole": entry.whole,
    }
