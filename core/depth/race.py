"""How many steps the loss takes to a part of its start: by each schedule, and the flow's time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from core.depth.aligned import MAX_STEPS, AlignedDescent, factor_of, modes_of
from core.depth.steps import JointSteps, least_of, walk
from core.descent.schedule import NEAR, Schedule
from core.errors import ScenarioError
from core.float64 import within_range
from core.scalar.scenario import ScalarScenario
from core.solving import solve

#: Parts of the loss at the start.
PARTS = (1e-2, 1e-4, 1e-6, 1e-8)
_SAMPLES = 400  # of the flow of several modes
_LOST = 1e12  # times the loss at the start: it has diverged

#: For every part the number of steps or the time; None where that is not known, or too many.
Counts = tuple[int | float | None, ...]


@dataclass(frozen=True)
class Race:
    """From one start.

    Attributes
    ----------
    steps : dict of Schedule to Counts
        In steps, at most 1000; the constant step is that of the run.
    guaranteed : Counts
        In steps too: no more, by the certificate of the constant step, if it has a number.
    flow : Counts
        In time.
    """

    steps: dict[Schedule, Counts]
    guaranteed: Counts
    flow: Counts


def race(run: AlignedDescent) -> Race:
    """Of the network of a run; its constant step is the first of the run."""
    modes = modes_of(run.family, run.depth)
    step = factor_of(run.family) * run.step
    choices: dict[Schedule, JointSteps] = {
        Schedule.CONSTANT: lambda _modes, _gaps: step,
        Schedule.CERTIFIED: least_of(modes, Schedule.CERTIFIED, None),
        Schedule.LARGEST_STABLE: least_of(modes, Schedule.LARGEST_STABLE, NEAR),
    }
    return Race(
        steps={schedule: _steps(modes, choose) for schedule, choose in choices.items()},
        guaranteed=_guaranteed(run.certificate.factor),
        flow=_flow(run, modes),
    )


def _steps(modes: Sequence[ScalarScenario], choose: JointSteps) -> Counts:
    """The first step after which the loss is no more than each part of its start."""
    found: list[int] = []
    first = 0.0
    try:
        with within_range("step", "descent.beyond_double"):
            for count, (gaps, _) in enumerate(islice(walk(modes, choose), MAX_STEPS + 1)):
                loss = math.fsum(gap * gap for gap in gaps)
                first = first if count else loss
                while len(found) < len(PARTS) and loss <= PARTS[len(found)] * first:
                    found.append(count)
                if len(found) == len(PARTS) or not loss <= _LOST * first:
                    break
    except ScenarioError:  # it diverges beyond float64
        pass
    return (*found, *(None,) * (len(PARTS) - len(found)))


def _guaranteed(factor: float | None) -> Counts:
    if factor is None or factor == 1.0:  # less than 1, by less than float64 tells
        return (None,) * len(PARTS)
    if factor <= 0.0:
        return (1,) * len(PARTS)
    return tuple(math.ceil(math.log(part) / math.log(factor)) for part in PARTS)


def _flow(run: AlignedDescent, modes: Sequence[ScalarScenario]) -> Counts:
    """Of one mode exactly; of several, three digits from their loss at many times."""
    scale = 1.0 / factor_of(run.family)  # of a mode's time
    own = [[_time(mode, part) for part in PARTS] for mode in modes]
    if len(modes) == 1:
        return tuple(None if time is None else scale * time for time in own[0])
    firsts, lasts = [times[0] for times in own], [times[-1] for times in own]
    there = [time for time in (*firsts, *lasts) if time is not None]
    if not there or min(there) == 0.0:
        return (None,) * len(PARTS)
    times = np.concatenate(([0.0], np.geomspace(min(there), max(there), _SAMPLES)))
    each = [solve(replace(mode, times=tuple(times.tolist()))).loss for mode in modes]
    loss = np.sum(each, axis=0)
    with np.errstate(divide="ignore"):
        fallen = np.log(loss[0] / loss)
    # The last mode is there at the last of the times: the goals before are between them.
    goals = -np.log(PARTS)
    found = np.interp(goals, fallen, times, right=np.nan).tolist()
    return tuple(None if math.isnan(time) else scale * time for time in found)


def _time(mode: ScalarScenario, part: float) -> float | None:
    found = solve(mode).time_to(part).flow
    return None if found is None else float(found)
