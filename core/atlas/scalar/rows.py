"""Sums and products down the columns of tables, in the order of the rows.

numpy takes the numbers of a table of one column in another order than those of a wider one, and a
network would have other digits alone than beside others.
"""

from __future__ import annotations

import numpy as np

from core.arrays import Array


def total(table: Array) -> Array:
    """The sum over the first axis."""
    found = np.zeros(table.shape[1:])
    for row in table:
        found += row
    return found


def product(table: Array) -> Array:
    """The product over the first axis."""
    found = np.ones(table.shape[1:])
    for row in table:
        found *= row
    return found
