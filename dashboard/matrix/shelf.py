"""The presets of the page, known by the queries that it writes."""

from __future__ import annotations

from dashboard.matrix.controls import read, write
from dashboard.matrix.presets import PRESETS
from dashboard.parts.page.presets import Shelf

SHELF = Shelf("matrix", PRESETS, lambda query: write(read(query)))
