"""Ours and its peers in turn, each on as many networks as it takes a while for."""

from __future__ import annotations

import importlib.util
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from benchmarks.report import paired_ratio
from core.arrays import Array

OURS = "ours"


@dataclass(frozen=True)
class Side:
    """One way of computing an array.

    Attributes
    ----------
    name : str
    count : int
        Networks of a call: the first ones of all.
    answer : callable
        Of these.
    threads : int
        That share its processor time, perfectly.
    """

    name: str
    count: int
    answer: Callable[[], Array]
    threads: int = 1


def measure(sides: Sequence[Side], rounds: int) -> dict[str, list[float]]:
    """Seconds of the processor a network, round by round, all sides in turn.

    Of all threads of the process: what else runs on the machine would fall on the slow ones first.
    """
    samples: dict[str, list[float]] = {side.name: [] for side in sides}
    for side in sides:  # once before it counts: imports, compilers, caches
        side.answer()
    for _ in range(rounds):
        for side in sides:
            begin = time.process_time()
            side.answer()
            passed = time.process_time() - begin
            samples[side.name].append(passed / side.threads / side.count)
    return samples


def print_sides(
    sides: Sequence[Side], samples: dict[str, list[float]], reference: Array
) -> dict[str, float]:
    """A row each, with its largest error beside the reference's size; the ratios to ours."""
    ratios = {}
    print(f"  {'':28}{'networks':>10}{'us each':>10}{'x ours':>10}{'error':>10}")
    for side in sides:
        true = reference[: side.count]
        found = side.answer()[: len(true)]
        size = np.abs(true).reshape(len(true), -1).max(axis=1).reshape(-1, *[1] * (true.ndim - 1))
        error = float((np.abs(found - true[: len(found)]) / size[: len(found)]).max())
        ratios[side.name] = paired_ratio(samples, side.name, OURS)
        print(
            f"  {side.name:28}{side.count:10}{1e6 * median(samples[side.name]):10.2f}"
            f"{ratios[side.name]:10.1f}{error:10.0e}"
        )
    return ratios


def missing(*packages: str) -> bool:
    """Whether a peer's packages are not there; says so."""
    absent = [name for name in packages if importlib.util.find_spec(name) is None]
    if absent:
        print(f"{' and '.join(absent)} missing: pip install -r benchmarks/atlas/requirements.txt")
    return bool(absent)
