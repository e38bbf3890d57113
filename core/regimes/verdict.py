"""Whether a promise of a rate was kept: what has been seen, and no more, is claimed."""

from __future__ import annotations

from words import Message

#: A promise above the measured rate by less, as a part of it, is not broken: the solver's error.
TOLERANCE = 1e-6


def verdict(
    rate: float | None,
    decay_rate: float | None,
    until: float,
    *,
    proven: bool,
    infimum: float | None = None,
) -> Message | None:
    """What became of "the excess falls at least like exp(-rate t)"; None where nothing is judged.

    A theorem speaks of all times, and the window can only break it. Of a prediction nothing is
    known beyond the window, unless it promises nothing, for the loss never rises, or no more than
    the slowest moment of a path that is known to its end.

    Parameters
    ----------
    rate : float or None
        None where there is no promise.
    decay_rate : float or None
        The largest rate that is true of the window.
    until : float
        The last time that counts for it.
    proven : bool
        Whether a theorem stands behind the promise.
    infimum : float, optional
        gamma inf lambda_min(T) over the whole path, where that is known to its end.
    """
    if rate is None or decay_rate is None:
        return None
    if rate == 0.0:
        return Message("promise.kept_empty")
    if rate > decay_rate * (1.0 + TOLERANCE):
        return Message("promise.broken")
    kept = proven or (infimum is not None and rate <= infimum)
    return Message("promise.kept") if kept else Message("promise.kept_until", time=until)
