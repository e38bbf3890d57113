"""Finished sweeps in the folder that the server was given: names, and what is drawn of them."""

from dashboard.atlas.stores.drawn import Drawn, Row, drawn
from dashboard.atlas.stores.draws import SIZE, Draws, drawn_draws
from dashboard.atlas.stores.folder import answering, names, recipe_of, use

__all__ = [
    "SIZE",
    "Drawn",
    "Draws",
    "Row",
    "answering",
    "drawn",
    "drawn_draws",
    "names",
    "recipe_of",
    "use",
]
