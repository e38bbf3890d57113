"""What the page says of a run before it has happened: the certificate, or why there is none."""

from __future__ import annotations

import numpy as np

from core.depth import AlignedDescent
from core.descent import Schedule
from words import Message


def promised(run: AlignedDescent) -> bool:
    """Whether the fall of the loss is guaranteed: of the whole run, or of every step of it."""
    return run.certificate.factor is not None or _each(run)


def promise(run: AlignedDescent) -> tuple[Message, ...]:
    """Sentences: the guarantee, or its absence, and how the step compares with the stable one."""
    known = run.certificate
    if known.factor is not None:
        told = Message(
            "depth_page.certified", factor=known.factor, drift=known.drift, alpha=known.alpha
        )
        return (told, *_largest(run), *run.compared)
    assert known.why is not None
    if run.schedule is Schedule.CONSTANT:
        return (known.why, *run.compared)
    if run.schedule is Schedule.LARGEST_STABLE:
        return (known.why, *_largest(run))
    return (Message("depth_page.each" if _each(run) else "depth_page.not_each"), *_largest(run))


def _each(run: AlignedDescent) -> bool:
    """Every step of the certified schedule takes away what was sure before it was taken."""
    if run.schedule is not Schedule.CERTIFIED or not run.loss[0]:
        return False
    falling = run.loss[:-1] > 0.0
    return bool(np.isfinite(run.guaranteed_factors[falling]).all())


def _largest(run: AlignedDescent) -> tuple[Message, ...]:
    largest = run.certificate.largest_step
    if largest is None:
        return ()
    part = run.certified_part
    code = "depth_page.largest" if part is None else "depth_page.largest_part"
    return (Message(code, largest=largest, part=part),)
