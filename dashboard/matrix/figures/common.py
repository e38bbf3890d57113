"""What the pictures of a matrix network share."""

from __future__ import annotations

from core import AlphaSource, MatrixSolution
from words import Message

_SAME = 1e-9  # of the envelope: far above rounding, far below what an eye sees


def horizon(solution: MatrixSolution) -> float:
    """The last time there is."""
    return float(solution.times[-1]) or 1.0


def known(solution: MatrixSolution) -> bool:
    """Whether a theorem speaks about the network; what it guarantees may still be 0."""
    return solution.guarantee.source is not AlphaSource.NONE


def progresses(solution: MatrixSolution) -> bool:
    """Whether the progressive envelope is another line than the exponential one.

    Where the margin does not grow with the rate, as at a rate of 0, the two differ by rounding.
    """
    apart = solution.envelope - solution.progressive_envelope
    return bool((apart > _SAME * solution.envelope).any())


def alpha_name(solution: MatrixSolution) -> str:
    """α*, or α where it is a lower bound of it."""
    return "α*" if solution.guarantee.exact else "α"


def alpha_message(solution: MatrixSolution) -> Message:
    """The rate as a part of a sentence."""
    if not known(solution):
        return Message("picture.no_alpha")
    if solution.guarantee.exact:
        return Message("picture.alpha_exact", alpha=solution.alpha)
    return Message("picture.alpha_bound", alpha=solution.alpha)
