"""The presets of the page, known by the queries that it writes."""

from __future__ import annotations

from dashboard.parts.page.presets import Shelf
from dashboard.scalar.controls import read, write
from dashboard.scalar.presets import PRESETS

SHELF = Shelf("scalar", PRESETS, lambda query: write(read(query)))
