"""Coordinates in which what is 0 is exactly 0, whatever the stepper.

All that is read off a flow is the same in any orthogonal coordinates, but rounding is not. A start
that shares its singular vectors with the target is diagonal in them, and a general stepper keeps it
so: a mode at 0 stays there. Where the target lacks a rank, balanced layers die along its null
space, which is then a set of columns. Balanced layers without their full rank never gain it: what
they lack is set to hidden units of exact zeros, which no gradient reaches.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core import network
from core.arrays import EPS, Array
from core.matrix.flow.invariant.manifold import is_balanced
from core.matrix.flow.invariant.symmetry import to_symmetric
from core.matrix.flow.spectral import SpectralModes
from core.objective.base import Objective
from core.objective.squared import Squared

_ROUNDING = 1e-14  # of a layer: what it lacks


def turned(
    objective: Objective, weights: Sequence[Array], modes: SpectralModes | None
) -> tuple[Objective, Sequence[Array], tuple[Array, Array]] | None:
    """The same flow in other coordinates, and U and V that lead back; None if it is best as it is.

    Parameters
    ----------
    objective : Objective
    weights : sequence of ndarray, shapes (h_{l-1}, h_l)
    modes : SpectralModes or None
        Of a spectral start.
    """
    if modes is not None:
        start = modes.point(modes.weights, modes.targets)
        return Squared(-start.gradient), start.layers, (modes.left, modes.right)
    if objective.isotropic and is_balanced(weights):
        symmetric = to_symmetric(network.product(weights), objective.centre)
        if symmetric is not None:
            last = weights[-1] @ symmetric
            back = np.eye(len(symmetric)), symmetric
            return Squared(objective.centre @ symmetric), [*weights[:-1], last], back
    alive = _without_dead_units(weights)
    _, values, right = np.linalg.svd(objective.centre)
    rank = int((values > max(objective.shape) * EPS * values[0]).sum())
    full = min(objective.shape)
    if len(weights) < 2 or rank == full or not objective.centre.any() or not is_balanced(weights):
        n, m = objective.shape
        return None if alive is weights else (objective, alive, (np.eye(n), np.eye(m)))
    basis = right.T
    back = np.eye(objective.shape[0]), basis
    return objective.turned(basis, rank), [*alive[:-1], alive[-1] @ basis], back


def _without_dead_units(weights: Sequence[Array]) -> Sequence[Array]:
    """Balanced layers in hidden coordinates in which the modes that they lack are units at 0."""
    full = min(min(layer.shape) for layer in weights)
    rank = min(map(_rank, weights))
    if len(weights) < 2 or rank == full or not is_balanced(weights):
        return weights
    units = [np.linalg.norm(layer, axis=0) for layer in weights[:-1]]
    if any(((size > 0.0) & (size <= _ROUNDING * size.max())).any() for size in units):
        return weights  # small, and no rounding
    turned = []
    basis = np.eye(len(weights[0]))
    for layer in weights[:-1]:
        begun = basis.T @ layer
        after = np.linalg.svd(begun)[2][:rank].T
        turned.append(_padded(begun @ after, layer.shape))
        basis = after
    turned.append(_padded(basis.T @ weights[-1], weights[-1].shape))
    return turned


def _rank(layer: Array) -> int:
    values = np.linalg.svd(layer, compute_uv=False)
    return int((values > _ROUNDING * values[0]).sum())


def _padded(block: Array, shape: tuple[int, int]) -> Array:
    whole = np.zeros(shape)
    whole[: block.shape[0], : block.shape[1]] = block
    return whole
