"""A numerical minimum of lambda_min(T) over all weights with given imbalances and margin.

An estimate from above: each search ends at weights that do have these imbalances and this margin,
so none comes out below alpha* or a lower bound of it, and nothing is clipped to make it so. Whether
the lowest of them is the least of all, no search can tell.

    minimise <E, T E> / <E, E>  subject to  D_l fixed,
                                        W W^T = margin^2 I + S S^T = reach^2 I - R R^T

over the weights, an n x m matrix E and square slacks S and R of side min(n, m) (W^T W if n > m);
the last equation only where a bound of ||W|| belongs to the question. All of
it is smooth, where lambda_min(T) and sigma_min(W) have kinks just at the minimum: several singular
values meet the margin there. Starting from any E, not only from the lowest eigenvector, finds
minima in which another one is lowest. The local method is SLSQP with all derivatives; Gauss-Newton
then brings its end onto the constraints to rounding, and there lambda_min(T) itself is taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import minimize

from core.arrays import Array
from core.float64 import finite
from core.guarantee.chart import (
    BoostChart,
    Chart,
    LayerChart,
    gram_gradients,
    slimmed,
)
from core.guarantee.least_eigenvalue import (
    least_eigenvalue,
    rayleigh_quotient,
)
from core.integrate.budget import remaining, time_limit
from core.network import gradients, imbalances, product, shape
from words import Message, say

#: Limits of a search: entries of the product, layers, and weights (wide layers reduced first).
MAX_ENTRIES = 16
MAX_DEPTH = 4
MAX_WEIGHTS = 160
#: Searches from different starts, and iterations of one search.
STARTS = 12
ITERATIONS = 300
#: Searches from the best end found, with the curvature learnt anew.
REPEATS = 3
#: What an end point may miss of the constraints, as a part of the layers' squares and of the
#: margin; Gauss-Newton reaches far less where it converges.
FEASIBILITY = 1e-12
#: Random displacements of the starts, in units of a coordinate that matters, taken in turn.
_SPREADS = (0.1, 0.3, 1.0)


@dataclass(frozen=True)
class NumericalMinimum:
    """The lowest lambda_min(T) found.

    Attributes
    ----------
    value : float
        lambda_min(T) at the best feasible weights found; at most that of the given weights.
    starts : int
        Searches that ran to their end.
    finished : bool
        False if the time limit cut the searches short.
    messages : tuple of Message
        For the reader.
    """

    value: float
    starts: int
    finished: bool
    messages: tuple[Message, ...]

    @property
    def note(self) -> str:
        """What to think of the value, in a sentence or two."""
        return say(self.messages)


def refusal(weights: Sequence[Array]) -> Message | None:
    """Why these weights are too large a network for a search; None if they are not."""
    if weights[0].shape[0] * weights[-1].shape[1] > MAX_ENTRIES:
        return Message("search.entries", most=MAX_ENTRIES)
    if len(weights) > MAX_DEPTH:
        return Message("search.depth", most=MAX_DEPTH)
    if len(weights) > 2 and sum(layer.size for layer in slimmed(weights)) > MAX_WEIGHTS:
        return Message("search.weights", most=MAX_WEIGHTS)
    return None


def numerical_minimum(
    weights: Sequence[Array],
    margin: float,
    *,
    reach: float = np.inf,
    seconds: float = 5.0,
    seed: int = 0,
) -> NumericalMinimum:
    """Search from several starts for the weights with the smallest lambda_min(T).

    Two layers are searched over the nm parameters X of G = exp([[0, X], [X^T, 0]]), which keep D
    by themselves; deeper networks over all weights.

    Parameters
    ----------
    weights : sequence of ndarray, W_l of shape (h_{l-1}, h_l)
        Their imbalances are the ones kept; they satisfy the margin and are the first candidate.
    margin : float
        >= 0, for the min(n, m)-th singular value of W.
    reach : float
        No ||W|| is larger. Exact rates ask for none; the bounds for deep networks do.
    seconds : float
        Time limit: no step of a search is taken after it.
    seed : int
        Of the starts. The answer depends on nothing else, if `finished`.

    Raises
    ------
    ValueError
        If the network is too large; `refusal` says so beforehand.
    """
    if reason := refusal(weights):
        raise ValueError(say(reason))
    slim = slimmed(weights)
    best = least_eigenvalue(slim)[0]
    if len(weights) == 1 or best == 0.0:
        return NumericalMinimum(best, 0, True, (Message("search.none"),))
    # Layers of size at most 1: T scales with the power 2 (L - 1), the product with L.
    size = max(float(np.linalg.norm(layer)) for layer in slim)
    scale = size ** (2 * (len(slim) - 1))
    whole = size ** len(slim)
    search = _Search([layer / size for layer in slim], margin / whole, reach / whole)
    rng = np.random.default_rng(seed)
    lowest, starts = search.first(), 0
    try:
        with time_limit(seconds):
            for starts in range(STARTS):
                z = search.beside(rng, _SPREADS[starts % len(_SPREADS)]) if starts else lowest
                value, end = search.descend(z)
                if value < best / scale:
                    best, lowest = value * scale, end
            starts = STARTS
            for _ in range(REPEATS):
                value, lowest = search.descend(lowest)
                best = min(best, value * scale)
    except _TimeUpError:
        late = Message("search.time", seconds=seconds, starts=starts, most=STARTS)
        return NumericalMinimum(best, starts, False, (late, _CAVEAT))
    told = Message("search.lowest", starts=starts)
    return NumericalMinimum(best, starts, True, (told, _CAVEAT))


_CAVEAT = Message("search.estimate")


class _TimeUpError(Exception):
    """What has been found so far is the answer."""


def _check_time() -> None:
    if remaining() <= 0.0:
        raise _TimeUpError


class _Search:
    """The optimisation problem in the variables z = (coordinates of the weights, S, R, E)."""

    def __init__(self, weights: list[Array], margin: float, reach: float) -> None:
        self.chart: Chart = BoostChart(weights) if len(weights) == 2 else LayerChart(weights)
        self.goal = imbalances(weights)
        # W W^T = bound + sign * slack slack^T, each slack a matrix of this side.
        self.bounds = [(margin, 1.0)] if margin > 0.0 else []
        self.bounds += [(reach, -1.0)] if reach < np.inf else []
        # A wide product has W W^T >= margin^2, a tall one W^T W; without a margin no slack.
        self.shape = shape(weights)
        self.tall = self.shape[0] > self.shape[1]
        self.side = min(self.shape) if self.bounds else 0
        self.corner = np.triu_indices(self.side)

    def first(self) -> Array:
        """z of the given weights, with the eigenvector of lambda_min(T)."""
        start = self.chart.start
        return self._assembled(start, least_eigenvalue(self.chart.layers(start))[1])

    def beside(self, rng: np.random.Generator, spread: float) -> Array:
        """z of displaced weights and with any E: which eigenvector is the lowest will change."""
        step = spread * self.chart.scale * rng.standard_normal(self.chart.dimension)
        E = rng.standard_normal(self.shape)
        return self._assembled(self.chart.start + step, E / np.linalg.norm(E))

    def _assembled(self, x: Array, E: Array) -> Array:
        return np.concatenate([x, self._slacks(x).ravel(), E.ravel()])

    def descend(self, z: Array) -> tuple[float, Array]:
        """Lowest lambda_min(T) from z, and its z; infinity if the end is not feasible."""
        constraints: list[Any] = []
        if self._equations(z).size:
            constraints = [{"type": "eq", "fun": self._equations, "jac": self._jacobian}]
        # A step too long may overflow: that search is lost, the others are not.
        try:
            with np.errstate(over="ignore", invalid="ignore"):
                result = minimize(
                    self._objective,
                    z,
                    jac=True,
                    method="SLSQP",
                    constraints=constraints,
                    options={"maxiter": ITERATIONS, "ftol": 1e-13},
                )
                end = self._corrected(result.x)
                return self._value_at(end), end
        except FloatingPointError:
            return np.inf, z

    def _slacks(self, x: Array) -> Array:
        """S with S S^T as near to W W^T - margin^2 as a start can be, and not singular; so R."""
        slacks = np.zeros((len(self.bounds), self.side, self.side))
        if self.side:
            values, vectors = np.linalg.eigh(finite(self._gram(x)))
            floor = 0.01 * float(np.max(np.abs(values)))
            for slack, (bound, sign) in zip(slacks, self.bounds, strict=True):
                slack[:] = vectors * np.sqrt(np.maximum(sign * (values - bound**2), floor))
        return slacks

    def _objective(self, z: Array) -> tuple[float, Array]:
        _check_time()
        x, slacks, E = self._split(z)
        value, slopes, turn = rayleigh_quotient(self.chart.layers(x), E)
        slope = self.chart.pull_back(x, slopes)
        return value, np.concatenate([slope, np.zeros(slacks.size), turn.ravel()])

    def _equations(self, z: Array) -> Array:
        x, slacks, _ = self._split(z)
        gram, eye = self._gram(x), np.eye(self.side)
        missed = [
            (gram - sign * slack @ slack.T - bound**2 * eye)[self.corner]
            for slack, (bound, sign) in zip(slacks, self.bounds, strict=True)
        ]
        return np.concatenate([self.chart.equations(x), *missed])

    def _jacobian(self, z: Array) -> Array:
        x, slacks, _ = self._split(z)
        own = self.chart.equations_jacobian(x)
        rows = np.hstack([own, np.zeros((own.shape[0], z.size - own.shape[1]))])
        if not self.side:
            return rows
        layers = self.chart.layers(x)
        whole = product(layers)
        # d(W W^T)_ij = <e_i W_j + e_j W_i, dW>, and the same for S S^T.
        through = gram_gradients(whole.T if self.tall else whole, self.corner)
        if self.tall:
            through = np.swapaxes(through, 1, 2)
        pulled = self.chart.pull_back(x, gradients(layers, through))
        still = np.zeros((len(pulled), self.shape[0] * self.shape[1]))
        for place, (slack, (_, sign)) in enumerate(zip(slacks, self.bounds, strict=True)):
            slopes = np.zeros((len(pulled), len(slacks), self.side**2))
            slopes[:, place] = -sign * gram_gradients(slack, self.corner).reshape(len(pulled), -1)
            flat = slopes.reshape(len(pulled), -1)
            rows = np.vstack([rows, np.hstack([pulled, flat, still])])
        return rows

    def _corrected(self, z: Array) -> Array:
        """Gauss-Newton onto the constraints, each step the shortest."""
        for _ in range(8):
            _check_time()
            error = self._equations(z)
            if error.size == 0 or not np.max(np.abs(error)) > 1e-16:
                break
            z = z - np.linalg.lstsq(finite(self._jacobian(z)), finite(error), rcond=1e-10)[0]
        return z

    def _value_at(self, z: Array) -> float:
        layers = self.chart.layers(self._split(z)[0])
        missed = zip(imbalances(layers), self.goal, strict=True)
        if not all(np.linalg.norm(now - goal) <= FEASIBILITY for now, goal in missed):
            return np.inf
        values = np.linalg.svd(finite(product(layers)), compute_uv=False)
        for bound, sign in self.bounds:
            if sign * (values[-1 if sign > 0.0 else 0] - bound) < -bound * FEASIBILITY:
                return np.inf
        return least_eigenvalue(layers)[0]

    def _split(self, z: Array) -> tuple[Array, Array, Array]:
        count = len(self.bounds)
        own = self.chart.dimension
        x, slacks, E = np.split(z, [own, own + count * self.side**2])
        return x, slacks.reshape(count, self.side, self.side), E.reshape(self.shape)

    def _gram(self, x: Array) -> Array:
        """W W^T or W^T W, whichever is smaller."""
        if not self.side:
            return np.zeros((0, 0))
        whole = product(self.chart.layers(x))
        return whole.T @ whole if self.tall else whole @ whole.T
