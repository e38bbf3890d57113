"""Steppers that follow a flow of matrices through time."""

from core.integrate.budget import remaining, time_limit

__all__ = [
    "remaining",
    "time_limit",
]
