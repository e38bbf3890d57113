"""What a certificate of gradient descent is made of, whatever the network."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

from words import Message


@dataclass(frozen=True)
class Certified:
    """What holds along a whole run with a constant step.

    Attributes
    ----------
    drift : float
        delta: no imbalance moves farther, in the norm of D_l - D_l(0).
    smoothness : float
        The bound of the loss's curvature along the steps.
    """

    drift: float
    smoothness: float


class Bounds(ABC):
    """What the start of a network guarantees.

    Parameters
    ----------
    excess : float
        f(W(0)) - f*.
    mu : float
        Of the objective.
    """

    def __init__(self, *, excess: float, mu: float) -> None:
        self.excess = excess
        self.mu = mu

    @abstractmethod
    def alpha(self, drift: float) -> float:
        """lambda_min(T) is no smaller while the imbalances have drifted no farther."""

    @abstractmethod
    def at(self, step: float) -> Certified | Message:
        """The drift and the smoothness of a constant step, or why there are none."""

    @abstractmethod
    def largest(self) -> float:
        """Steps below it have a certificate, steps above it none. `alpha(0)` is above 0."""
