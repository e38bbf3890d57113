"""Steppers that follow a flow of matrices through time."""

from core.integrate.budget import Limit, OutOfTimeError, check_time, remaining, time_limit, wanted

__all__ = [
    "Limit",
    "OutOfTimeError",
    "check_time",
    "remaining",
    "time_limit",
    "wanted",
]
