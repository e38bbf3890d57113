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
    alpha : float
        lambda_min(T) is no smaller; above 0.
    drift : float
        delta: no imbalance moves farther, in the norm of D_l - D_l(0).
    smoothness : float
        The bound of the loss's curvature along the steps.
    """

    alpha: float
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
        """What a constant step guarantees, or why it does not."""

    @abstractmethod
    def largest(self) -> float:
        """Steps below it have a certificate, steps above it none. `alpha(0)` is above 0."""

    def certified(self, drift: float, smoothness: float) -> Certified | Message:
        """Unless the drift may take away the rate."""
        alpha = self.alpha(drift)
        if alpha <= 0.0:
            return Message("certificate.drift", drift=drift)
        return Certified(alpha, drift, smoothness)
