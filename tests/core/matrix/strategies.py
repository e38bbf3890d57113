"""Matrix networks, objectives and the reference cases: what the tests of the matrix core share."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import strategies as st

from core.arrays import Array
from core.objective.base import Objective
from core.objective.logistic import Logistic
from core.objective.regression import Regression
from core.objective.squared import Squared
from tests.core.scalar.strategies import EPS

__all__ = ["CASES", "EPS", "draw_layers", "draw_objective", "objective_of", "seeds", "widths"]

#: Scenarios and the answers of an independent program.
CASES: list[dict[str, Any]] = json.loads(
    Path(__file__).with_name("cases.json").read_text(encoding="utf-8")
)

seeds = st.integers(0, 2**32 - 1)
#: Widths n, h_1, ..., m of networks of depth 1 to 5.
widths = st.lists(st.integers(1, 5), min_size=2, max_size=6)


def draw_layers(rng: np.random.Generator, widths: Sequence[int], *stack: int) -> list[Array]:
    """Gaussian layers of these widths, singular values around 1."""
    return [
        rng.standard_normal((*stack, rows, columns)) / np.sqrt(max(rows, columns))
        for rows, columns in pairwise(widths)
    ]


def draw_objective(kind: str, rng: np.random.Generator, n: int, m: int) -> Objective:
    """An objective of a kind on n x m matrices; logistic demands m = 1."""
    if kind == "squared":
        return Squared(rng.standard_normal((n, m)))
    if kind == "logistic":
        assert m == 1
        count = 3 * n + 2
        labels = np.where(rng.random(count) < 0.4, 1.0, -1.0)
        return Logistic(rng.standard_normal((count, n)), labels, 0.05)
    rows = n + 4 if kind == "regression" else max(1, n - 1)  # "deficient": rank below n
    X = rng.standard_normal((rows, n))
    if kind == "deficient" and n == 1:
        X = np.array([[2.0]])
    return Regression(X, rng.standard_normal((rows, m)))


def objective_of(scenario: dict[str, Any]) -> Objective:
    """The objective of a reference case."""
    entries = dict(scenario["objective"])
    kinds = {"squared": Squared, "regression": Regression, "logistic": Logistic}
    return kinds[entries.pop("kind")](**entries)
