"""The presets of the page, known by the queries that it writes."""

from __future__ import annotations

from dashboard.atlas.controls import read, write
from dashboard.atlas.presets import PRESETS
from dashboard.parts.page.presets import Shelf

SHELF = Shelf("atlas", PRESETS, lambda query: write(read(query)))
