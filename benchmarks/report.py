"""What every benchmark needs: the machine it ran on, fair medians, and the promises."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from statistics import median

PACKAGES = ("numpy", "scipy", "dash", "plotly")


def print_machine() -> None:
    """The processor and the versions that the numbers below belong to."""
    print(f"{_processor()}, {os.cpu_count()} cores, {platform.system()} {platform.release()}")
    packages = ", ".join(f"{package} {version(package)}" for package in PACKAGES)
    print(f"Python {platform.python_version()}, {packages}")
    print("Times depend on the machine and on what else it does: compare the ratios.")


def print_title(text: str) -> None:
    print(f"\n{text}\n{'-' * len(text)}")


def print_promise(text: str, measured: float, holds: bool) -> None:
    """A promise beside what was measured. It is printed, never enforced: timings do not decide."""
    print(f"  {text}: {measured:.2f} -> {'holds' if holds else 'does not hold'}")


def paired_ratio(
    samples: Mapping[str, Sequence[float]], above: str, below: str, least: float = 0.0
) -> float:
    """Median over the rounds of one way's value by another's.

    The two of a pair were measured right after each other, so whatever else the machine was doing
    slowed both. `least` stands in for smaller values.
    """
    pairs = zip(samples[above], samples[below], strict=True)
    return median(max(a, least) / max(b, least) for a, b in pairs)


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
