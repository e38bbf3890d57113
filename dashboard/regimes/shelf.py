"""The presets of the page, known by the queries that it writes."""

from __future__ import annotations

from dashboard.parts.page.presets import Shelf
from dashboard.regimes.controls import read, write
from dashboard.regimes.presets import PRESETS

SHELF = Shelf("regimes", PRESETS, lambda query: write(read(query)))
