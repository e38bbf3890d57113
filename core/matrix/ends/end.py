"""Where the flow of a matrix network ends: which point, what kind of point, how sharp.

Source: docs/mathematics.md, section 8; which of many minimisers: docs/mathematics.md, section 15.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import numpy as np

from core import network
from core.arrays import EPS, Array
from core.integrate.budget import time_limit
from core.matrix import preconditioner
from core.matrix.flow.base import Flow, Trajectory
from core.matrix.flow.late import late_time
from core.matrix.flow.rest import Point, at_rest
from core.matrix.flow.trajectory import flow_of
from core.matrix.hessian import Curvatures, curvatures
from core.matrix.scenario import MatrixScenario
from core.objective.base import Objective

#: The flow has reached a minimum of f if the excess has fallen to this part of its start. The
#: sharpness there then has four digits or more.
REACHED = 1e-8
_PATIENCE = 20.0  # seconds that the search for an end may take
_REST = 1e-9  # of what the gradients could be: a point where the flow stands still
_SAME = 1e-6  # of an excess: it is the one that theory gives for such a point
#: Of the largest singular value of W: those above it count for its rank. A start of size s leaves
#: a minimiser of low rank others of size s, which no sharper line would tell from it.
RANK = 1e-3


class Kind(StrEnum):
    """What kind of point a flow ends at."""

    MINIMUM = "minimum"  # of f
    BEST = "best"  # of the network: its least width keeps f* out of reach
    SADDLE = "saddle"
    UNKNOWN = "unknown"  # a late time, and no end in sight


@dataclass(frozen=True, eq=False)
class FlowEnd:
    """The end of a flow, or a late time of it if it comes to none in sight.

    Attributes
    ----------
    kind : Kind
    minimum : float
        f*.
    excess : float
        f(W) - f* there.
    out_of_reach : float
        The least f(W) - f* of any network of these widths (Eckart, Young); 0 if f* is in reach.
    largest_rank : int
        What the rank of W can be: the least width.
    layers : tuple of ndarray, shapes (h_{l-1}, h_l)
        The weights there, but for rotations between them.
    product : ndarray, shape (n, m)
        W there.
    distance_to_minimum_norm : float or None
        ||W - W^+||_F, W^+ the minimiser of f of least Frobenius norm: at a minimum what no datum
        sees of W, 0 where the minimiser is unique. None where the end is unknown.
    rank : int or None
        Singular values of W above `RANK` of the largest; None where the end is unknown.
    index, escape_rate : int, float, or None
        Negative eigenvalues of the Hessian at a saddle, and the size of the least: flows beside it
        leave like exp(escape_rate t). None at other points, or where there are too many weights.
    sharpness : float or None
        The Hessian's largest eigenvalue there; None where the end is unknown.
    """

    kind: Kind
    minimum: float
    excess: float
    out_of_reach: float
    largest_rank: int
    layers: tuple[Array, ...]
    product: Array
    distance_to_minimum_norm: float | None
    rank: int | None
    index: int | None
    escape_rate: float | None
    sharpness: float | None

    @property
    def loss(self) -> float:
        """f(W) there."""
        return self.minimum + self.excess

    def to_json(self) -> dict[str, Any]:
        """The end as JSON values."""
        return {
            "kind": str(self.kind),
            "loss": self.loss,
            "excess": self.excess,
            "out_of_reach": self.out_of_reach,
            "largest_rank": self.largest_rank,
            "weights": [layer.tolist() for layer in self.layers],
            "product": self.product.tolist(),
            "singular_values": np.linalg.svd(self.product, compute_uv=False).tolist(),
            "distance_to_minimum_norm": self.distance_to_minimum_norm,
            "rank": self.rank,
            "index": self.index,
            "escape_rate": self.escape_rate,
            "sharpness": self.sharpness,
        }


def flow_end(scenario: MatrixScenario) -> FlowEnd:
    """The end of the flow of `scenario`.

    Raises
    ------
    ScenarioError
        If the network and the objective do not fit.
    """
    start = scenario.start()
    objective = scenario.objective.make(network.product(start.weights))
    objective.check_shape(network.shape(start.weights), scenario.field)
    return end_of(objective, start.weights, flow_of(objective, start.weights), start.width)


def end_of(
    objective: Objective, weights: Sequence[Array], flow: Flow[Trajectory], width: int
) -> FlowEnd:
    """The end of the flow from `weights`, two layers of which stand for `width` hidden units.

    The flow goes on where it has been followed to.
    """
    product = network.product(weights)
    start = Point(tuple(weights), objective.gradient(product), float(objective.excess(product)))
    if start.excess == 0.0 or at_rest(start.layers, start.gradient):
        return _judged(objective, start, start.excess, known=True, width=width)
    with time_limit(_PATIENCE):
        found, known = flow.end(late_time(objective, weights))
    return _judged(objective, found, start.excess, known=known, width=width)


def least_excess(objective: Objective, rank: int) -> tuple[float, Array, Array, Array]:
    """The least f - f* of rank `rank`, and the singular vectors and values of H^(1/2) W*."""
    local = objective.local()
    scaled = local.root[:, None] * local.turn(objective.centre)
    left, values, right = np.linalg.svd(scaled, full_matrices=False)
    noise = max(scaled.shape) * EPS * values[0]
    rest = np.where(values > noise, values, 0.0)[rank:]
    return 0.5 * float(rest @ rest), left, values, right


def _judged(
    objective: Objective, point: Point, start: float, *, known: bool, width: int
) -> FlowEnd:
    layers = point.layers
    rank = min(min(layer.shape) for layer in layers)
    least, *vectors = least_excess(objective, rank)
    excess, product = point.excess, network.product(layers)
    near = least > 0.0 and abs(excess - least) <= _SAME * least
    lacking = _lacking(objective, product, *vectors)
    exact = 0.5 * float(lacking @ lacking)
    stuck = excess > 0.0 and (known or at_rest(layers, point.gradient, _REST))
    # A product that lacks no mode of W* is as near as rounding lets it, at rest or not.
    if excess <= REACHED * start and (exact == 0.0 or not stuck):
        kind = Kind.MINIMUM
    elif near:
        kind, excess = Kind.BEST, least
    elif stuck:
        kind = Kind.SADDLE
        if abs(exact - excess) <= _SAME * exact:
            # What is not yet fitted to its last digit would tilt the Hessian.
            point = replace(point, gradient=_of_rank(point.gradient, lacking.size))
            excess = exact
    else:
        kind = Kind.UNKNOWN
    curved = curvatures(objective, point) if kind in (Kind.SADDLE, Kind.BEST) else None
    left = curved is None or curved.escape_rate > 0.0
    if kind is Kind.SADDLE and left and not (known and point.sure):
        # A great nearness, or rounding, holds it there: the flow may leave it again.
        kind, curved, excess = Kind.UNKNOWN, None, point.excess
    unseen = _unseen(objective, product)
    if kind is Kind.MINIMUM:
        product, excess = objective.centre + unseen, 0.0
    apart = unseen if kind is Kind.MINIMUM else product - objective.centre
    ends = kind is not Kind.UNKNOWN
    saddle = curved if kind is Kind.SADDLE else None
    hidden = _hidden(layers, width) * int(np.linalg.matrix_rank(point.gradient)) if saddle else 0
    return FlowEnd(
        kind=kind,
        minimum=objective.minimum,
        excess=excess,
        out_of_reach=least,
        largest_rank=rank,
        layers=tuple(layers),
        product=product,
        distance_to_minimum_norm=float(np.linalg.norm(apart)) if ends else None,
        rank=rank_of(product) if ends else None,
        index=saddle.index + hidden if saddle else None,
        escape_rate=_escape(saddle, point, hidden) if saddle else None,
        sharpness=_sharpness(objective, layers, kind, curved),
    )


def rank_of(product: Array) -> int:
    """How many singular values are above `RANK` of the largest."""
    values = np.linalg.svd(product, compute_uv=False)
    return int((values > RANK * values[0]).sum())


def _unseen(objective: Objective, product: Array) -> Array:
    """What of a product f does not depend on: its part in the null space of the data."""
    local = objective.local()
    flat = local.root == 0.0
    if not flat.any():
        return np.zeros_like(product)
    return local.turn_back(np.where(flat[:, None], local.turn(product), 0.0))


def _hidden(layers: Sequence[Array], width: int) -> int:
    """Hidden units of two wide layers that are followed as one with less: they stand at 0."""
    return width - layers[0].shape[1] if len(layers) == 2 else 0


def _escape(saddle: Curvatures, point: Point, hidden: int) -> float:
    """Hidden units at 0 grow like the gradient's singular values."""
    if not hidden:
        return saddle.escape_rate
    return max(saddle.escape_rate, float(np.linalg.norm(point.gradient, 2)))


def _sharpness(
    objective: Objective, layers: Sequence[Array], kind: Kind, curved: Curvatures | None
) -> float | None:
    if kind is Kind.UNKNOWN or (kind is not Kind.MINIMUM and curved is None):
        return None
    return (
        curved.sharpness if curved else matrix_sharpness(objective, *preconditioner.grams(layers))
    )


def matrix_sharpness(objective: Objective, P: Array, Q: Array) -> float:
    """Largest eigenvalue of H^(1/2) T H^(1/2), H the Hessian of f at its minimiser.

    Parameters
    ----------
    objective : Objective
    P, Q : ndarray, shapes (L, n, n) and (L, m, m)
        Gram matrices of the partial products: T = sum_l P_l (x) Q_l (`core.matrix.preconditioner`).
    """
    root = objective.local().hessian_root()
    return float(preconditioner.extreme_eigenvalues_of(root @ P @ root, Q)[1])


def _lacking(
    objective: Objective, product: Array, left: Array, values: Array, right: Array
) -> Array:
    """Which of `values` a product lacks, if it fits some and lacks the others."""
    local = objective.local()
    scaled = local.root[:, None] * local.turn(product)
    sizes = np.einsum("ik,ij,kj->k", left, scaled, right)
    noise = max(scaled.shape) * EPS * values[0]
    lacking: Array = values[(np.abs(sizes - values) > 0.5 * values) & (values > noise)]
    return lacking


def _of_rank(matrix: Array, rank: int) -> Array:
    """The nearest matrix of that rank."""
    left, values, right = np.linalg.svd(matrix, full_matrices=False)
    nearest: Array = (left[:, :rank] * values[:rank]) @ right[:rank]
    return nearest
