"""The presets of the page, known by the queries that it writes."""

from __future__ import annotations

from dashboard.depth.controls import read, write
from dashboard.depth.presets import PRESETS
from dashboard.parts.page.presets import Shelf

SHELF = Shelf("depth", PRESETS, lambda query: write(read(query)))
