"""What the pictures of a matrix network share."""

from __future__ import annotations

from core import AlphaSource, MatrixSolution


def horizon(solution: MatrixSolution) -> float:
    """The last time there is."""
    return float(solution.times[-1]) or 1.0


def known(solution: MatrixSolution) -> bool:
    """Whether a theorem speaks about the network; what it guarantees may still be 0."""
    return solution.guarantee.source is not AlphaSource.NONE


def alpha_name(solution: MatrixSolution) -> str:
    """α*, or α where it is a lower bound of it."""
    return "α*" if solution.guarantee.exact else "α"


def alpha_words(solution: MatrixSolution) -> str:
    """The rate as a part of a sentence."""
    if not known(solution):
        return "no bound is known for this network"
    what = "α* is" if solution.guarantee.exact else "the lower bound α of α* is"
    return f"{what} {solution.alpha:.3g}"
