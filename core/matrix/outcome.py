"""What becomes of the flow of a matrix network, as codes and numbers."""

from __future__ import annotations

from core.integrate.march import Halt
from words import Message


def halted(halt: Halt, now: float, steps: int, end: float) -> Message:
    """Why a flow stopped at the time `now` of the `end` asked for, and what to change."""
    return Message(f"matrix_flow.{halt}", now=now, steps=steps, end=end)
