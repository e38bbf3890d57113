"""The flow of a matrix network and what is guaranteed of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from core.arrays import Array
from core.guarantee.margin import Margin
from core.guarantee.theorems import AlphaSource, Guarantee
from core.objective.base import Objective

if TYPE_CHECKING:  # the scenario names the class of its solution
    from core.matrix.scenario import MatrixScenario


@dataclass(frozen=True, eq=False)
class MatrixSolution:
    """T times, a product of shape (n, m), k = min(n, m), L layers.

    Attributes
    ----------
    scenario : MatrixScenario
    objective : Objective
    guarantee : Guarantee
        Which theorem speaks, at any margin.
    width : int
        Hidden width of the first layer.
    margin : Margin
        From the loss sublevel set, and the paper's form.
    alpha : float
        alpha*, or its lower bound, or 0 where no bound is known.
    tightness : float or None
        alpha over the least lambda_min(T) seen; None where that is 0 or nothing is guaranteed.
    times : ndarray, shape (T,)
    excess : ndarray, shape (T,)
        f(W) - f*, to its own relative accuracy.
    gradient_square : ndarray, shape (T,)
        ||grad of the loss||_F^2 over all layers.
    pl_bound : ndarray, shape (T,)
        lambda_min(T) gamma (f - f*), which never exceeds it.
    preconditioner_min, preconditioner_max : ndarray, shape (T,)
        Extreme eigenvalues of T.
    spectrum : ndarray, shape (T, nm)
        All eigenvalues of T; shape (T, 0) for nm > 400.
    singular_values : ndarray, shape (T, k)
        Those of W, largest first.
    layer_values : callable
        Makes `layer_singular_values`.
    target_singular_values : ndarray, shape (k,)
        Those of W*, or of the minimiser of least norm if there are several.
    preconditioner_drift : ndarray, shape (T,)
        ||T(t) - T(0)||_F / ||T(0)||_F.
    imbalance_drift : ndarray, shape (T,)
        Zero but for the solver's errors.
    ntk_rate : float
        gamma lambda_min(T(0)), the rate if T stood still: a prediction, no guarantee.
    envelope, progressive_envelope, prediction : ndarray, shape (T,)
        Two bounds of the excess (flat where nothing is guaranteed), and the frozen kernel's
        exp(-ntk_rate t), which is a prediction and no bound.
    complete : bool
        Whether the last time was reached.
    steps : int
    status, promise : str
        What happened, and what is guaranteed or why nothing is.
    """

    scenario: MatrixScenario
    objective: Objective
    guarantee: Guarantee
    width: int
    margin: Margin
    alpha: float
    tightness: float | None
    times: Array
    excess: Array
    gradient_square: Array
    pl_bound: Array
    preconditioner_min: Array
    preconditioner_max: Array
    spectrum: Array
    singular_values: Array
    layer_values: Callable[[], tuple[Array, ...]]
    target_singular_values: Array
    preconditioner_drift: Array
    imbalance_drift: Array
    ntk_rate: float
    envelope: Array
    progressive_envelope: Array
    prediction: Array
    complete: bool
    steps: int
    status: str
    promise: str

    @property
    def loss(self) -> Array:
        """f(W(t)), shape (T,)."""
        return self.objective.minimum + self.excess

    @property
    def layer_shapes(self) -> tuple[tuple[int, int], ...]:
        """(h_{l-1}, h_l) as followed: two wide layers in the span of [W_1^T, W_2]."""
        return tuple(layer.shape for layer in self.scenario.start().weights)

    @cached_property
    def layer_singular_values(self) -> tuple[Array, ...]:
        """Of each layer, largest first, shapes (T, min(h_{l-1}, h_l)).

        Of two wide layers, followed through W_1 W_1^T and W_2^T W_2, min(n, h) and min(h, m).
        """
        return self.layer_values()

    @property
    def measured_rate(self) -> float:
        """gamma times the least lambda_min(T) at any of the times: never below gamma alpha*."""
        return self.objective.gamma * float(self.preconditioner_min.min())

    @property
    def alpha_lower_bound(self) -> float | None:
        """The published bound where there is one, else `alpha`; None where nothing is known."""
        if self.guarantee.source is AlphaSource.NONE:
            return None
        published = self.guarantee.published
        return published(self.margin.margin) if published else self.alpha

    def to_json(self) -> dict[str, Any]:
        """The answer as JSON values."""
        return {
            "model": "matrix",
            "margin": self.margin.margin,
            "margin_paper": self.margin.paper,
            "gamma": self.objective.gamma,
            "minimum": self.objective.minimum,
            "condition_number": self.objective.condition_number,
            "alpha_star": self.alpha if self.guarantee.exact else None,
            "alpha_lower_bound": self.alpha_lower_bound,
            "alpha_source": str(self.guarantee.source),
            "measured_rate": self.measured_rate,
            "ntk_rate": self.ntk_rate,
            "tightness": self.tightness,
            "times": self.times.tolist(),
            "loss": self.loss.tolist(),
            "excess": self.excess.tolist(),
            "gradient_square": self.gradient_square.tolist(),
            "preconditioner_min": self.preconditioner_min.tolist(),
            "preconditioner_max": self.preconditioner_max.tolist(),
            "preconditioner_drift": self.preconditioner_drift.tolist(),
            "singular_values": self.singular_values.tolist(),
            "layer_singular_values": [values.tolist() for values in self.layer_singular_values],
            "imbalance_drift": self.imbalance_drift.tolist(),
            "envelope": self.envelope.tolist(),
            "progressive_envelope": self.progressive_envelope.tolist(),
            "prediction": self.prediction.tolist(),
            "status": self.status,
            "guarantee": self.promise,
        }
