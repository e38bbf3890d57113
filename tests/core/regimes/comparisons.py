"""Comparisons that the tests share: four starts on one target, at any depth."""

from __future__ import annotations

from typing import Any

import numpy as np

from core import CompareSolution, compare, compare_scenario_from_json

Entries = dict[str, Any]
SINGULAR = {"singular_values": [1.0, 0.7, 0.4], "seed": 3}
NTK = {"name": "NTK", "kind": "gaussian", "n": 3, "m": 3, "widths": [10**6], "seed": 1}
SPECTRAL = {
    "name": "spectral", "kind": "spectral", "n": 3, "m": 3, "widths": [5],
    "singular_values": [0.02, 0.01, 0.03],
}  # fmt: skip
BALANCED = {
    "name": "balanced", "kind": "balanced", "n": 3, "m": 3, "widths": [4],
    "singular_values": [1.0, 0.8, 0.6], "seed": 5,
}  # fmt: skip
GENERAL = {
    "name": "general", "kind": "imbalance", "n": 3, "m": 3, "widths": [8], "scales": [2.0, 0.7],
    "seed": 2,
}  # fmt: skip
NEAR = {
    "target": {"distance": 0.15, "seed": 2}, "near": "balanced",
    "initializations": [NTK, SPECTRAL, BALANCED, GENERAL],
}  # fmt: skip


def compared(**entries: Any) -> CompareSolution:
    return compare(compare_scenario_from_json({**NEAR, **entries}))


def deep(depth: int, n: int = 3, m: int = 3) -> Entries:
    """All four at a depth, on a target near the balanced one."""
    widths, rank = [5] * (depth - 1), min(n, m)
    shape = {"n": n, "m": m, "widths": widths}
    modes = np.linspace(1.0, 0.6, rank).tolist()
    return {
        "target": {"distance": 0.1, "seed": 2}, "near": "balanced",
        "initializations": [
            NTK | shape | {"exponent": 0.8},
            SPECTRAL | shape | {"singular_values": [0.1 * mode for mode in modes]},
            BALANCED | shape | {"singular_values": modes},
            GENERAL | shape | {"scales": np.geomspace(1.3, 0.7, depth).tolist()},
        ],
    }  # fmt: skip


def aligned(rows: int, columns: int, depth: int, size: float, distance: float) -> Entries:
    """A spectral start of the size beside the balanced one that the target is near to."""
    shape = {"n": rows, "m": columns, "widths": [8] * (depth - 1), "seed": 1}
    modes = np.linspace(1.0, 0.5, min(rows, columns))
    return {
        "target": {"distance": distance, "seed": 2}, "near": "balanced",
        "initializations": [
            SPECTRAL | shape | {"singular_values": (size * modes).tolist()},
            BALANCED | shape | {"singular_values": modes.tolist()},
        ],
    }  # fmt: skip
