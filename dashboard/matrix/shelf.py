"""The presets of the page, known by the queries that it writes."""

from __future__ import annotations

from dashboard.matrix.controls import read, write
from dashboard.matrix.presets import INVITATION, PRESETS
from dashboard.parts.page.presets import Shelf

SHELF = Shelf(PRESETS, lambda query: write(read(query)), INVITATION)
