"""Stores of maps in zarr's format: filled by one process, chunk by chunk, and read by anybody."""

from sweep.store.finished import Finished, open_finished, open_values, recipe_in
from sweep.store.plan import Plan
from sweep.store.writing import Store

__all__ = ["Finished", "Plan", "Store", "open_finished", "open_values", "recipe_in"]
