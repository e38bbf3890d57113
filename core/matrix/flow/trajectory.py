"""The flow of a matrix network and all that is read off it, by the solver that suits it best.

Spectral initializations are exact, mode by mode, and two layers with D = lambda I in closed form;
other two layers are a closed system that does not know their width; everything else is followed
layer by layer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from core.arrays import Array
from core.float64 import finite
from core.integrate.budget import wanted
from core.integrate.march import Halt
from core.matrix import preconditioner
from core.matrix.flow.base import Flow, KnownFlow, Trajectory
from core.matrix.flow.invariant.block_flow import BlockFlow
from core.matrix.flow.invariant.blocks import Block, blocks
from core.matrix.flow.lambda_flow import lambda_flow
from core.matrix.flow.layered import LayeredFlow
from core.matrix.flow.rest import Point
from core.matrix.flow.spectral import SpectralModes, spectral_modes
from core.matrix.flow.turning import turned
from core.matrix.flow.two_layer import TwoLayerFlow, TwoLayerTrajectory, two_layer_drift
from core.objective.base import Objective
from core.once import once


def flow_of(
    objective: Objective, weights: Sequence[Array], *, by_modes: bool = True
) -> Flow[Trajectory]:
    """The flow from `weights`, by the solver that suits it.

    Parameters
    ----------
    objective : Objective
    weights : sequence of ndarray, shapes (h_{l-1}, h_l)
        At the start.
    by_modes : bool
        Whether a spectral start is solved mode by mode, or like any other.
    """
    modes = _one_mode(weights, objective) if by_modes else None
    modes = modes or spectral_modes(weights, objective)
    if modes is not None and by_modes:
        return _Turned(_Spectral(modes), modes.left, modes.right)
    return flow_without_modes(objective, weights, modes, by_modes=by_modes)


def flow_without_modes(
    objective: Objective,
    weights: Sequence[Array],
    modes: SpectralModes | None,
    *,
    by_modes: bool = False,
) -> Flow[Trajectory]:
    """The same, whatever `spectral_modes` it has; but for its blocks, if `by_modes`.

    A start that has any is followed by steps.
    """
    known = None if modes else lambda_flow(objective, weights)
    if known is not None:
        return _TwoLayers(weights, known)
    parts = [] if modes else blocks(objective, weights)
    if len(parts) > 1:
        return _follow_blocks(objective, weights, parts, by_modes=by_modes)
    other = turned(objective, weights, modes)
    if other is None:
        return _by_steps(objective, weights)
    objective, weights, back = other
    return _Turned(_by_steps(objective, weights), *back)


def _one_mode(weights: Sequence[Array], objective: Objective) -> SpectralModes | None:
    """Of layers of one number each, a target of 0 and layers at 0 among them."""
    if not objective.isotropic or any(layer.size > 1 for layer in weights):
        return None
    one = np.eye(1)
    sides = (1,) * (len(weights) + 1)
    entries = tuple(np.diagonal(layer).copy() for layer in weights)
    return SpectralModes(entries, np.diagonal(objective.centre).copy(), sides, one, one)


def _follow_blocks(
    objective: Objective, weights: Sequence[Array], parts: Sequence[Block], *, by_modes: bool
) -> Flow[Trajectory]:
    flows = [
        flow_of(part.objective, part.layers, by_modes=by_modes)
        if part.objective is not None and part.moves
        else None
        for part in parts
    ]
    return BlockFlow(objective, weights, parts, flows)


def _by_steps(objective: Objective, weights: Sequence[Array]) -> Flow[Trajectory]:
    if len(weights) != 2:
        return _Layered(objective, weights)
    first, second = weights
    W, C1, C2 = first @ second, first @ first.T, second.T @ second
    return _TwoLayers(weights, TwoLayerFlow(objective, W, C1, C2, weights=weights))


class _Turned(Flow[Trajectory]):
    """Points in the coordinates of the scenario; all else is the same in any."""

    def __init__(self, flow: Flow[Trajectory], left: Array, right: Array) -> None:
        self._flow = flow
        self._back = left, right

    @property
    def known(self) -> bool:
        return self._flow.known

    def at(self, times: Array) -> Trajectory:
        way = self._flow.at(times)
        first, limit = (point and point.turned(*self._back) for point in (way.first, way.limit))
        left, right = self._back
        return replace(
            way,
            first=first,
            limit=limit,
            grams=lambda: self._grams(way),
            find_product=lambda: left @ way.product @ right.T,
        )

    def _grams(self, way: Trajectory) -> tuple[Array, Array]:
        P, Q = way.grams()
        left, right = self._back
        return left @ P @ left.T, right @ Q @ right.T

    def excess(self, times: Array) -> Array:
        return self._flow.excess(times)

    def end(self, time: float) -> tuple[Point, bool]:
        point, known = self._flow.end(time)
        return point.turned(*self._back), known

    def moments(self) -> Array:
        return self._flow.moments()

    def holds(self, time: float) -> bool:
        return self._flow.holds(time)

    @property
    def numbers(self) -> int:
        return self._flow.numbers

    def forget(self) -> None:
        self._flow.forget()


def singular_values(matrices: Array) -> Array:
    """Largest first, shape (..., min(n, m))."""
    wanted()
    return np.asarray(np.linalg.svd(finite(matrices), compute_uv=False), dtype=float)


class _Spectral(KnownFlow[Trajectory]):
    """Mode by mode, each exact at any time."""

    def __init__(self, modes: SpectralModes) -> None:
        self._modes = modes

    def at(self, times: Array) -> Trajectory:
        modes = self._modes
        way = modes.flow(times)
        P, Q = way.grams()
        eigenvalues = np.einsum("tli,tlj->tij", P, Q).reshape(len(times), -1)
        k = way.gaps.shape[1]
        own = np.einsum("tli,tli->ti", P[..., :k], Q[..., :k])  # of the modes' own directions
        spectrum = np.sort(eigenvalues)
        return Trajectory(
            times=times,
            find_gradient_square=lambda: np.einsum("ti,ti,ti->t", own, way.gaps, way.gaps),
            excess=way.loss,
            find_extremes=lambda: (spectrum[:, 0], spectrum[:, -1]),
            find_spectrum=lambda: _shown(spectrum),
            find_singular_values=lambda: _descending(way.products),
            layer_singular_values=lambda: tuple(map(_descending, way.diagonals)),
            grams=lambda: (_diagonal(P), _diagonal(Q)),
            find_product=lambda: _rectangular(way.products, modes.shape),
            find_preconditioner_drift=lambda: _diagonal_drift(eigenvalues),
            find_imbalance_drift=lambda: _spectral_drift(way.diagonals),
            steps=0,
            halt=Halt.REACHED,
            now=float(times[-1]),
            first=way.point(0),
            limit=modes.limit(),
        )

    def excess(self, times: Array) -> Array:
        return self._modes.flow(times).loss

    def end(self, time: float) -> tuple[Point, bool]:
        return self._modes.limit(), True


class _Wrapped(Flow[Trajectory]):
    """By another flow, of which more is read off; what does not depend on which."""

    _flow: LayeredFlow | Flow[TwoLayerTrajectory]
    _weights: Sequence[Array]

    @property
    def known(self) -> bool:
        return self._flow.known

    def excess(self, times: Array) -> Array:
        return self._flow.excess(times)

    def end(self, time: float) -> tuple[Point, bool]:
        return self._flow.end(time)

    def moments(self) -> Array:
        return self._flow.moments()

    def holds(self, time: float) -> bool:
        return self._flow.holds(time)

    @property
    def numbers(self) -> int:
        return self._flow.numbers

    def forget(self) -> None:
        self._flow.forget()


class _TwoLayers(_Wrapped):
    """Two layers of any width."""

    def __init__(self, weights: Sequence[Array], flow: Flow[TwoLayerTrajectory]) -> None:
        self._weights = weights
        self._flow: Flow[TwoLayerTrajectory] = flow

    def at(self, times: Array) -> Trajectory:
        first, second = self._weights
        way = self._flow.at(times)
        P, Q = preconditioner.two_layer_grams(way.left, way.right)

        @once
        def spectra() -> tuple[Array, Array]:
            return preconditioner.eigenvalues(way.left), preconditioner.eigenvalues(way.right)

        def layer_values() -> tuple[Array, ...]:
            # C_1 and C_2 have the squares; a layer narrower than n or m has fewer.
            return tuple(
                np.sqrt(values[:, ::-1][:, : min(layer.shape)])
                for values, layer in zip(spectra(), (first, second), strict=True)
            )

        return Trajectory(
            times=way.times,
            find_gradient_square=lambda: _gradient_square(P, Q, way.gradient),
            excess=way.excess,
            find_extremes=lambda: preconditioner.extremes_of_sums(*spectra()),
            find_spectrum=lambda: _shown(preconditioner.sums(*spectra())),
            find_singular_values=lambda: singular_values(way.product),
            layer_singular_values=layer_values,
            grams=lambda: (P, Q),
            find_product=lambda: way.product,
            find_preconditioner_drift=lambda: preconditioner.drift(P, Q),
            find_imbalance_drift=lambda: two_layer_drift(way.product, way.left, way.right),
            steps=way.steps,
            halt=way.halt,
            now=way.now,
            first=Point(tuple(self._weights), way.gradient[0], float(way.excess[0])),
            limit=way.limit,
        )


class _Layered(_Wrapped):
    """Layers of any depth."""

    def __init__(self, objective: Objective, weights: Sequence[Array]) -> None:
        self._weights = weights
        self._shape = objective.shape
        self._flow: LayeredFlow = LayeredFlow(objective, weights)

    def at(self, times: Array) -> Trajectory:
        way = self._flow.at(times)
        n, m = self._shape
        dense, none = n * m <= preconditioner.MAX_DENSE, np.empty((len(way.times), 0))

        @once
        def grams() -> tuple[Array, Array]:
            return preconditioner.grams(way.layers)

        @once
        def spectrum() -> Array:
            return preconditioner.spectrum_of(*grams())

        def extremes() -> tuple[Array, Array]:
            if dense and len(way.layers) > 2:
                return spectrum()[:, 0], spectrum()[:, -1]
            return preconditioner.extreme_eigenvalues(way.layers)

        return Trajectory(
            times=way.times,
            find_gradient_square=lambda: _gradient_square(*grams(), way.gradient),
            excess=way.excess,
            find_extremes=extremes,
            find_spectrum=lambda: spectrum() if dense else none,
            find_singular_values=lambda: singular_values(way.product),
            layer_singular_values=lambda: tuple(map(singular_values, way.layers)),
            grams=grams,
            find_product=lambda: way.product,
            find_preconditioner_drift=lambda: preconditioner.drift(*grams()),
            find_imbalance_drift=lambda: way.imbalance_drift,
            steps=way.steps,
            halt=way.halt,
            now=way.now,
            first=Point(tuple(self._weights), way.gradient[0], float(way.excess[0])),
            limit=way.limit,
        )


def _gradient_square(P: Array, Q: Array, E: Array) -> Array:
    """<E, T E> = sum_l <P_l E, E Q_l>, shape (T,)."""
    total = np.zeros(len(E))
    for layer in range(P.shape[1]):
        left, right = P[:, layer] @ E, E @ Q[:, layer]
        total += (left.reshape(len(E), 1, -1) @ right.reshape(len(E), -1, 1))[:, 0, 0]
    return np.maximum(total, 0.0)  # squares; of terms that cancel, rounding may leave less than 0


def _shown(spectrum: Array) -> Array:
    return spectrum if spectrum.shape[1] <= preconditioner.MAX_DENSE else spectrum[:, :0]


def _descending(values: Array) -> Array:
    return -np.sort(-np.abs(values))


def _diagonal(entries: Array) -> Array:
    """Matrices with these diagonals."""
    matrices: Array = entries[..., None] * np.eye(entries.shape[-1])
    return matrices


def _rectangular(entries: Array, shape: tuple[int, int]) -> Array:
    """Diagonal matrices of a shape with these entries, shape (T, k)."""
    matrices = np.zeros((len(entries), *shape))
    at = np.arange(entries.shape[1])
    matrices[:, at, at] = entries
    return matrices


def _diagonal_drift(eigenvalues: Array) -> Array:
    """||T - T(0)||_F / ||T(0)||_F where T keeps its eigenvectors; not divided if T(0) = 0."""
    size = float(np.linalg.norm(eigenvalues[0]))
    moved: Array = np.linalg.norm(eigenvalues - eigenvalues[0], axis=1)
    return moved / size if size > 0.0 else moved


def _spectral_drift(diagonals: Sequence[Array]) -> Array:
    """Change of the imbalances beside the largest layer at the start, as of a layered flow."""
    squares = [diagonal**2 for diagonal in diagonals]
    size = max(float(square[0].sum()) for square in squares)
    drift = np.zeros(len(squares[0]))
    for before, after in pairwise(squares):
        moved = np.zeros((len(drift), max(before.shape[1], after.shape[1])))
        moved[:, : before.shape[1]] += before - before[0]
        moved[:, : after.shape[1]] -= after - after[0]
        drift = np.maximum(drift, np.linalg.norm(moved, axis=1))
    return drift / size
