"""Which of many minimisers a flow ends at, over the size of its start and the width.

Where the data leave a choice, the end is W^+ + N B_1: W^+ is the minimiser of least norm, N what no
datum sees of the first layer, which is conserved, and B_1 the product of the other layers at the
end. The same network is started at several sizes, all its layers shrunk alike.

Source: docs/mathematics.md, section 15.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core import network
from core.arrays import Array
from core.integrate.budget import remaining
from core.matrix.ends.end import end_of
from core.matrix.flow.trajectory import flow_of
from core.matrix.scenario import MatrixScenario
from core.objective.base import Objective

#: Sizes of the start beside W^+, the large ones first: they are quicker. Beyond two layers a small
#: start takes long.
SIZES, DEEP_SIZES = (10.0, 1.0, 1e-1, 1e-2, 1e-3, 1e-4), (10.0, 1.0, 0.1, 0.01)
_WIDE = 10_000
_DEPENDS = ("gaussian", "imbalance")  # kinds whose flow depends on the width, at one product


@dataclass(frozen=True, eq=False)
class Minimisers:
    """Where starts of several sizes end, w widths and k sizes.

    Attributes
    ----------
    widths : tuple of int
    sizes : ndarray, shape (k,)
        ||W(0)||_F, decreasing.
    distances : ndarray, shape (w, k)
        ||W(inf) - W^+||_F; NaN where no end was found.
    ranks : ndarray, shape (w, k)
        Of W(inf); NaN likewise.
    norm : float
        ||W^+||_F.
    complete : bool
        Whether there was time for all.
    """

    widths: tuple[int, ...]
    sizes: Array
    distances: Array
    ranks: Array
    norm: float
    complete: bool


def minimisers(scenario: MatrixScenario) -> Minimisers | None:
    """Ends of the network of `scenario` from starts of several sizes.

    None where the minimiser is unique, or the start is at 0.
    """
    start = scenario.start()
    product = network.product(start.weights)
    objective = scenario.objective.make(product)
    if objective.unique or not product.any():
        return None
    norm = float(np.linalg.norm(objective.centre))
    parts = SIZES if len(start.weights) <= 2 else DEEP_SIZES
    sizes = np.array(parts) * (norm or 1.0)
    widths = _widths(scenario, start.width)
    ends = np.full((len(widths), sizes.size, 2), math.nan)
    for column, size in enumerate(sizes.tolist()):
        for row, width in enumerate(widths):
            if remaining() > 0.0:
                ends[row, column] = _end(objective, _layers(scenario, width, size), width)
    complete = remaining() > 0.0
    return Minimisers(widths, sizes, ends[..., 0], ends[..., 1], norm, complete)


def _widths(scenario: MatrixScenario, own: int) -> tuple[int, ...]:
    """The network's own, and of two random layers a narrow and a wide one."""
    recipe = scenario.initialization
    if recipe is None or len(recipe.widths) != 1 or recipe.kind not in _DEPENDS:
        return (own,)
    wide = (_WIDE,) if recipe.kind == "gaussian" else ()
    return tuple(sorted({min(recipe.n, recipe.m), own, *wide}))


def _layers(scenario: MatrixScenario, width: int, size: float) -> Sequence[Array]:
    recipe = scenario.initialization
    if recipe is not None and len(recipe.widths) == 1 and recipe.widths[0] != width:
        scenario = replace(scenario, initialization=replace(recipe, widths=(width,)))
    layers = scenario.start().weights
    norm = float(np.linalg.norm(network.product(layers)))
    factor = math.pow(size / norm, 1.0 / len(layers))
    return [factor * layer for layer in layers]


def _end(objective: Objective, layers: Sequence[Array], width: int) -> NDArray[np.float64]:
    end = end_of(objective, layers, flow_of(objective, layers), width)
    if end.distance_to_minimum_norm is None or end.rank is None:
        return np.full(2, math.nan)
    return np.array([end.distance_to_minimum_norm, end.rank])
