"""What happens to a flow, as a code."""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """What happens to a flow."""

    CONVERGES = "converges"
    CROSSES_ZERO = "crosses zero"
    OVERSHOOTS = "overshoots"
    AT_MINIMUM = "at the minimum"
    STATIONARY = "stationary"
    SADDLE = "saddle"
    DECAYS = "decays"
    DECAYS_ALGEBRAICALLY = "decays algebraically"

    @property
    def at_target(self) -> bool:
        """Whether the flow ends at a minimum of the loss."""
        return self not in (Outcome.STATIONARY, Outcome.SADDLE)
