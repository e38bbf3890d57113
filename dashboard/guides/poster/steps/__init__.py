"""The steps of the poster, in their order: one idea each."""

from __future__ import annotations

from dashboard.guides.poster.steps import (
    alpha,
    depth,
    descent,
    imbalance,
    kernel,
    many,
    margin,
    matrix,
    model,
    pl,
    preconditioner,
    three,
    two,
)
from dashboard.guides.poster.steps.beyond import certificate, corridor, progressive

STEPS = tuple(
    module.STEP
    for module in (
        model, preconditioner, pl, kernel, imbalance, margin, alpha,
        two, many, matrix, three, depth, descent, progressive, corridor, certificate,
    )
)  # fmt: skip
