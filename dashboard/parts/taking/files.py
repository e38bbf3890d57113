"""The run as a file: JSON, which opens again everywhere, and CSV."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from dashboard.parts.taking.run import Run, Table


def json_text(run: Run) -> str:
    """The recipe, as the command line takes it, and beside it what came of it."""
    numbers = run.plain.numbers if run.plain else {}
    saved = {
        **run.recipe,
        "page": {"topic": run.topic, "query": run.query, "numbers": numbers},
        "answer": run.solve().answer,
    }
    # One entry a line: it can be looked at, and 200 times of a run stay on one.
    lines = [f"{json.dumps(name)}: {_plain(value)}" for name, value in saved.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def csv_text(table: Table) -> str:
    """A line of names, then the numbers with all their digits; nothing where there is no number."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(table)
    writer.writerows(zip(*map(_column, table.values()), strict=True))
    return text.getvalue()


def _plain(value: Any) -> str:
    return json.dumps(value, allow_nan=False, ensure_ascii=False)


def _column(values: Any) -> Sequence[Any]:
    listed = values.tolist() if isinstance(values, np.ndarray) else list(values)
    return ["" if isinstance(x, float) and not math.isfinite(x) else x for x in listed]
