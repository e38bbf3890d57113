"""The loss runs between its edges, and the layers between their floors and ceilings."""

from __future__ import annotations

from core import MatrixSolution, ScalarSolution
from core.arrays import Array

_ROUNDING = 1e-13  # of the loss at the start


def check_corridor(solution: ScalarSolution | MatrixSolution, loss: Array, *, error: float) -> None:
    """lower edge <= closer one <= loss <= closer envelope <= envelope, at every time.

    Parameters
    ----------
    solution : ScalarSolution or MatrixSolution
    loss : ndarray, shape (T,)
        f - f*, good to `error` and to rounding of its start.
    error : float
    """
    lowest, lower = solution.lower_envelope, solution.progressive_lower_envelope
    upper, uppermost = solution.progressive_envelope, solution.envelope
    rounding = _ROUNDING * loss[0]
    if solution.beta_star is not None:
        assert lowest is not None
        assert lower is not None
        assert (lowest <= lower * (1 + 1e-9)).all()
        assert (lower <= loss * (1 + error) + rounding).all()
    assert (loss <= upper * (1 + error) + rounding).all()
    assert (upper <= uppermost * (1 + 1e-9)).all()


def check_layers(solution: MatrixSolution, *, error: float) -> None:
    """x_l <= sigma_r(W_l)^2 and ||W_l||^2 <= y_l at every time, r the smallest side of a layer."""
    floors, ceilings = solution.layer_floors, solution.layer_ceilings
    assert (floors >= 0.0).all()
    rank = min(min(shape) for shape in solution.layer_shapes)
    for layer, values in enumerate(solution.layer_singular_values):
        norm = values[:, 0] ** 2
        assert (floors[layer] <= values[:, rank - 1] ** 2 + error * norm).all()
        if ceilings is not None:
            assert (norm <= ceilings[layer] * (1 + error)).all()
