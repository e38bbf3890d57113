"""Networks that are several networks side by side, and stay so.

If the layers and the target are block diagonal in some orthogonal coordinates of the inputs, of
each hidden layer and of the outputs, so are all gradients: every block is a network of its own,
with imbalances, a manifold and an end of its own. A general solver sees none of that, and the
rounding of one block's imbalance, 0 for ever, grows.

Two kinds of blocks are found. Exact zeros: the connected parts of the graph whose edges are the
entries that are not 0, of any permuted block diagonal network. And blocks in turned coordinates:
symmetric S_0 .. S_L with S_{l-1} W_l = W_l S_l that commute with the objective too have the blocks
for their eigenspaces.

Source: docs/mathematics.md, section 8.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from core.arrays import Array, frozen
from core.objective.base import Objective

#: What may be between two blocks beside the size of a layer: rounding of its turning.
_ROUNDING = 1e-14
_MOST_UNKNOWNS = 300  # in S_0 .. S_L
_DRAWS = 16
_SAME = 1e-10  # eigenvalues of S that are one
_APART = 1e-4  # eigenvalues of S, of size 1, that belong to two blocks


@dataclass(frozen=True, eq=False)
class Block:
    """One of the networks.

    Attributes
    ----------
    bases : tuple of ndarray, shapes (h_l, b_l)
        Its own directions of the inputs, of each hidden layer and of the outputs, orthonormal.
    layers : tuple of ndarray, shapes (b_{l-1}, b_l)
        A side b_l may be 0.
    objective : Objective or None
        f within it; None where it has no inputs or no outputs, or f is flat there.
    """

    bases: tuple[Array, ...]
    layers: tuple[Array, ...]
    objective: Objective | None

    @property
    def moves(self) -> bool:
        """Whether it is a network at all: else its layers stand still and their product is 0."""
        return self.objective is not None and all(layer.size for layer in self.layers)


def blocks(objective: Objective, weights: Sequence[Array]) -> list[Block]:
    """The networks that `weights` consist of, one if they are one.

    Parameters
    ----------
    objective : Objective
    weights : sequence of ndarray, shapes (h_{l-1}, h_l)
    """
    if len(weights) == 1:
        return _whole(objective, weights)
    n, m = objective.shape
    links = objective.links
    found = _connected(weights, *(links or (np.ones((n, n)), np.ones((n, m)))))
    exact = found is not None
    if found is None and links is not None and objective.unique:
        found = _turned(weights, *links)
    if found is None:
        return _whole(objective, weights)
    return [_block(objective, weights, bases, exact=exact) for bases in found]


def _whole(objective: Objective, weights: Sequence[Array]) -> list[Block]:
    return [Block(tuple(map(np.eye, _sides(weights))), tuple(weights), objective)]


def _block(
    objective: Objective, weights: Sequence[Array], bases: tuple[Array, ...], *, exact: bool
) -> Block:
    layers = [
        left.T @ layer @ right
        for layer, left, right in zip(weights, bases, bases[1:], strict=False)
    ]
    within = objective.within(bases[0], bases[-1], 0.0 if exact else _ROUNDING)
    if not exact and all(layer.size == 1 for layer in layers):
        layers = _snapped(layers, [float(np.linalg.norm(layer)) for layer in weights])
    return Block(bases, tuple(layers), within)


def _snapped(layers: Sequence[Array], sizes: Sequence[float]) -> list[Array]:
    """Single entries that have been turned: 0, or tied with the smallest, but for rounding."""
    entries = np.array([layer.item() for layer in layers])
    noise = _ROUNDING * np.array(sizes)
    entries[np.abs(entries) <= noise] = 0.0
    least = float(np.abs(entries).min())
    tied = np.abs(entries) <= least + noise.max()
    entries[tied] = np.copysign(least, entries[tied])
    return [np.array([[entry]]) for entry in entries.tolist()]


def _sides(weights: Sequence[Array]) -> list[int]:
    return [len(weights[0]), *(layer.shape[1] for layer in weights)]


def _connected(weights: Sequence[Array], H: Array, C: Array) -> list[tuple[Array, ...]] | None:
    """Bases of the connected parts; None if all is one."""
    if all(layer.all() for layer in weights):
        return None
    if C.all() and all(layer.any(axis=0).all() for layer in weights[:-1]):
        return None  # from the inputs, which are connected, every hidden unit and every output
    sides = _sides(weights)
    starts = np.concatenate([[0], np.cumsum(sides)])
    places = [(0, 0, H), (0, len(weights), C)]
    places += [(index, index + 1, layer) for index, layer in enumerate(weights)]
    if _one(sides, places):
        return None
    rows, columns = zip(
        *(np.nonzero(matrix) + np.array([[starts[a]], [starts[b]]]) for a, b, matrix in places),
        strict=True,
    )
    row, column = np.concatenate(rows), np.concatenate(columns)
    graph = coo_array((np.ones(row.size), (row, column)), shape=(starts[-1], starts[-1]))
    count, label = connected_components(graph, directed=False)
    if count == 1:
        return None
    return [
        tuple(
            np.eye(side)[:, label[a:b] == part]
            for side, (a, b) in zip(sides, pairwise(starts), strict=True)
        )
        for part in range(count)
    ]


def _one(sides: Sequence[int], places: Sequence[tuple[int, int, Array]]) -> bool:
    """Whether everything is connected: few networks are not, and this is soon seen."""
    links = [(a, b, (M != 0.0).astype(float)) for a, b, M in places]
    reached = [np.zeros(side) for side in sides]
    reached[0][:1] = 1.0
    count, before = 1, 0
    while count > before:
        for a, b, link in [*links, *reversed(links)]:
            reached[b] = np.minimum(reached[b] + reached[a] @ link, 1.0)
            reached[a] = np.minimum(reached[a] + link @ reached[b], 1.0)
        count, before = sum(int(side.sum()) for side in reached), count
    return count == sum(sides)


def _turned(weights: Sequence[Array], H: Array, C: Array) -> list[tuple[Array, ...]] | None:
    """Bases of the blocks in turned coordinates; None if there is but one, or none is sure."""
    sides = _sides(weights)
    if sum(side * (side + 1) // 2 for side in sides) > _MOST_UNKNOWNS:
        return None
    places = [(0, 0, H), (0, len(weights), C)]
    places += [(index, index + 1, layer) for index, layer in enumerate(weights)]
    scaled = [(a, b, M / np.linalg.norm(M)) for a, b, M in places if M.any()]
    S = _commuting(sides, scaled)
    if S is None:
        return None
    values, vectors = zip(*map(np.linalg.eigh, S), strict=True)
    every = np.sort(np.concatenate(values))
    edges = every[1:][np.diff(every) > _APART]
    which = [np.searchsorted(edges, value, side="right") for value in values]
    found = [
        tuple(basis[:, part == index] for basis, part in zip(vectors, which, strict=True))
        for index in range(len(edges) + 1)
    ]
    if len(found) == 1 or all(map(_unturned, found)):
        return None  # what is small between them has been given
    apart = all(_apart(M, vectors[a], which[a], vectors[b], which[b]) for a, b, M in scaled)
    return found if apart else None


def _commuting(
    sides: Sequence[int], places: Sequence[tuple[int, int, Array]]
) -> list[Array] | None:
    """Symmetric S_l with S_a M = M S_b for all (a, b, M), any but multiples of the identity."""
    symmetric = [_symmetric(side) for side in sides]  # (side, side, unknowns)
    starts = np.concatenate([[0], np.cumsum([each.shape[-1] for each in symmetric])])
    rows = []
    for a, b, M in places:
        row = np.zeros((M.size, starts[-1]))
        left = np.einsum("iju,jk->iku", symmetric[a], M).reshape(M.size, -1)
        right = np.einsum("ij,jku->iku", M, symmetric[b]).reshape(M.size, -1)
        row[:, starts[a] : starts[a + 1]] += left
        row[:, starts[b] : starts[b + 1]] -= right
        rows.append(row)
    whole = np.concatenate(rows)
    # The vectors take five times as long as the values, and most networks have the identity alone.
    if starts[-1] - _count(np.linalg.svd(whole, compute_uv=False)) < 2:
        return None
    _, values, vectors = np.linalg.svd(whole)
    null = vectors[_count(values) :]
    if len(null) < 2:
        return None
    # Any will do; the best is the one whose eigenvalues are farthest apart: it divides rounding.
    drawn = np.random.default_rng(0).standard_normal((_DRAWS, len(null))) @ null
    candidates = [
        np.einsum("iju,cu->cij", each, drawn[:, start:stop])
        for each, (start, stop) in zip(symmetric, pairwise(starts), strict=True)
    ]
    best = int(_gaps(candidates).argmax())
    return [each[best] for each in candidates]


def _count(values: Array) -> int:
    """How many singular values are above rounding."""
    return int((values > 10.0 * _ROUNDING).sum())


def _gaps(S: Sequence[Array]) -> Array:
    """Of each candidate the least distance between eigenvalues that are not the same.

    Parameters
    ----------
    S : sequence of ndarray, shapes (c, h_l, h_l)

    Returns
    -------
    ndarray, shape (c,)
    """
    gaps = np.diff(np.sort(np.concatenate([np.linalg.eigvalsh(each) for each in S], axis=1)))
    least: Array = np.where(gaps > _SAME, gaps, np.inf).min(axis=1, initial=np.inf)
    return least


@lru_cache(maxsize=16)
def _symmetric(side: int) -> Array:
    """An orthonormal basis of the symmetric matrices, shape (side, side, side (side + 1) / 2)."""
    upper, lower = np.triu_indices(side)
    basis = np.zeros((side, side, upper.size))
    every = np.arange(upper.size)
    size = np.where(upper == lower, 1.0, np.sqrt(0.5))
    basis[upper, lower, every] = size
    basis[lower, upper, every] = size
    return frozen(basis)


def _unturned(bases: Sequence[Array]) -> bool:
    """Whether a block has coordinates of its own."""
    projections = np.concatenate([(basis @ basis.T).ravel() for basis in bases])
    return bool(np.abs(projections - np.round(projections)).max() < 1e-8)


def _apart(M: Array, left: Array, rows: Array, right: Array, columns: Array) -> bool:
    """Whether nothing but rounding of M, of norm 1, is between different blocks."""
    between = (left.T @ M @ right)[rows[:, None] != columns[None, :]]
    return bool(np.linalg.norm(between) <= 4.0 * _ROUNDING)
