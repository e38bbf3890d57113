"""Random networks of any depth and widths, with what the bounds are measured against."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

import numpy as np

from core.guarantee.deep import Ceilings, Spectrum, spectra
from tests.core.guarantee.networks import Layers, gaussian, orthogonal, product

#: Networks; `make bounds` draws a hundred times as many.
COUNT = int(os.environ.get("BOUNDS", "1000"))
#: They come in so many at a time.
CHUNK = min(COUNT, 1000)
#: Of lambda_max(T): its least eigenvalue is no more exact than that.
EIGENVALUE = 1e-13


@dataclass(frozen=True, eq=False)
class Drawn:
    """A network, the truth about it, and what the bounds are made of at its own size and margin."""

    layers: Layers
    kind: str
    least: float
    most: float
    norms: np.ndarray
    floors: np.ndarray
    margin: float
    reach: float
    imbalances: tuple[Spectrum, ...]
    squares: np.ndarray

    @property
    def shape(self) -> tuple[int, int]:
        return self.layers[0].shape[0], self.layers[-1].shape[1]

    @property
    def rounding(self) -> float:
        return EIGENVALUE * self.most


def networks(chunk: int) -> tuple[Drawn, ...]:
    """A third each: square, of any widths, unimodal."""
    rng = np.random.default_rng(chunk)
    return tuple(_drawn(rng, kind) for kind in np.resize(KINDS, CHUNK))


CHUNKS = range(COUNT // CHUNK)
KINDS = ("square", "any", "unimodal")


def _drawn(rng: np.random.Generator, kind: str) -> Drawn:
    return measured(drawn_layers(rng, kind, int(rng.integers(2, 6))), kind)


def drawn_layers(rng: np.random.Generator, kind: str, depth: int) -> Layers:
    """So many layers of this kind."""
    if kind == "square":
        return gaussian(rng, [int(rng.integers(1, 4))] * (depth + 1))
    if kind == "any":
        return gaussian(rng, rng.integers(1, 6, depth + 1).tolist())
    return unimodal(rng, depth)


def measured(layers: Layers, kind: str = "") -> Drawn:
    values = np.linalg.eigvalsh(preconditioner(layers))
    sides = [np.linalg.svd(layer, compute_uv=False) for layer in layers]
    rank = min(side.size for side in sides)
    imbalances = spectra(layers)
    reach = float(np.linalg.norm(product(layers), 2))
    return Drawn(
        layers=layers,
        kind=kind,
        least=float(values[0]),
        most=float(values[-1]),
        norms=np.array([side[0] ** 2 for side in sides]),
        floors=np.array([side[rank - 1] ** 2 for side in sides]),
        margin=margin_of(layers),
        reach=reach,
        imbalances=imbalances,
        squares=Ceilings(imbalances).squares(reach),
    )


def margin_of(layers: Layers) -> float:
    """The least singular value of the product: what is rounding of the largest is no margin."""
    values = np.linalg.svd(product(layers), compute_uv=False)
    return float(values[-1]) if values[-1] > 1e-13 * values[0] else 0.0


def unimodal(rng: np.random.Generator, depth: int) -> Layers:
    """Layers that grow from one of them outwards: D_l >= 0 before it and D_l <= 0 from it on."""
    n, m = (int(side) for side in rng.integers(1, 4, 2))
    widths = [n, *(int(h) for h in rng.integers(max(n, m), 6, depth - 1)), m]
    k = int(rng.integers(0, depth))
    left = _frame(rng, widths[k], n) if k else np.eye(n)
    right = _frame(rng, widths[k + 1], m) if k < depth - 1 else np.eye(m)
    core = rng.standard_normal((left.shape[1], right.shape[1]))
    layers = [left @ core @ right.T]
    layers = _outwards(rng, layers[0], left, widths[k - 1 :: -1] if k else [])[::-1] + layers
    mirrored = _outwards(rng, layers[-1].T, right, widths[k + 2 :])
    return layers + [layer.T for layer in mirrored]


def _outwards(
    rng: np.random.Generator, inner: np.ndarray, frame: np.ndarray, widths: Sequence[int]
) -> Layers:
    """Layers W with W^T W = inner inner^T + D, D > 0 on the frame, each beside the one before."""
    found = []
    for place, width in enumerate(widths, start=1):
        side = frame.shape[1]
        gained = frame @ np.diag(rng.uniform(0.1, 2.0, side)) @ frame.T
        gram = frame.T @ (inner @ inner.T + gained) @ frame
        root = np.linalg.cholesky(gram).T @ frame.T
        last = place == len(widths)
        frame = orthogonal(rng, side) if last else _frame(rng, width, side)
        inner = frame @ root
        found.append(inner)
    return found


def _frame(rng: np.random.Generator, rows: int, columns: int) -> np.ndarray:
    return orthogonal(rng, rows)[:, :columns]


def preconditioner(layers: Layers) -> np.ndarray:
    """T = sum_l (A_l A_l^T) (x) (B_l^T B_l), by its definition."""
    n, m = layers[0].shape[0], layers[-1].shape[1]
    before = list(accumulate(layers[:-1], np.matmul, initial=np.eye(n)))
    behind = list(accumulate(layers[:0:-1], lambda b, layer: layer @ b, initial=np.eye(m)))[::-1]
    found = np.zeros((n, m, n, m))
    for a, b in zip(before, behind, strict=True):
        found += (a @ a.T)[:, None, :, None] * (b.T @ b)[None, :, None, :]
    return found.reshape(n * m, n * m)


def shapes_chain(layers: Layers) -> bool:
    return all(left.shape[1] == right.shape[0] for left, right in pairwise(layers))
