"""python -m tests.soak [classroom] [lab] [knee] [faults] [endurance]: all, or the named ones.

It ends with status 1 if an answer was wrong or lost, or if the server grew. Times are printed and
decide nothing: they belong to the machine.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
from pathlib import Path

from benchmarks.load import EVERY
from tests.soak.classroom import lesson
from tests.soak.endurance import GROWTH, endurance
from tests.soak.faults import faults
from tests.soak.house import STUDENTS, house
from tests.soak.lab import lab

PARTS = ("classroom", "lab", "knee", "faults", "endurance")
SLOW = 2  # clients who ask for what takes longest
_LATE = 3.0  # times the median of one client: what 95 % are meant to be within
_wrong: list[str] = []


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _classroom(folder: Path, seconds: float) -> None:
    with house(folder / "classroom") as where:
        _lessons(where.address, seconds)


def _lab(_folder: Path, seconds: float) -> None:
    with lab() as address:
        _lessons(address, seconds)


def _lessons(address: str, seconds: float) -> None:
    alone = asyncio.run(lesson(address, 1, min(10.0, seconds)))
    say(f"1 student: {alone}")
    quiet = asyncio.run(lesson(address, STUDENTS, seconds))
    say(f"{STUDENTS} students: {quiet}")
    full = asyncio.run(lesson(address, STUDENTS, seconds, slow=SLOW))
    say(f"{STUDENTS} students, and {SLOW} who ask for the slowest: {full}")
    for found in (alone, quiet, full):
        _wrong.extend(found.wrong)
        say(f"  95 % within {found.late / alone.middle:.1f} times one student's median")


def _knee(folder: Path, seconds: float) -> None:
    _crowds(folder / "knee", min(10.0, seconds))
    say("a route that works out nothing:")
    _crowds(folder / "floor", min(10.0, seconds), "benchmarks.pages.bare_route:server")


def _crowds(log: Path, seconds: float, *application: str) -> None:
    """More and more students, until they wait: beside it how much of the machine they ask for."""
    with house(log, *application, CLASS="500") as where:
        alone = asyncio.run(lesson(where.address, 1, seconds / 2))
        for students in (5, 10, 20, 40, 60, 80, 120, 160):
            before = where.worked()
            found = asyncio.run(lesson(where.address, students, seconds))
            if not application:  # a route that does nothing shows no values
                _wrong.extend(found.wrong)
            each = (where.worked() - before) / len(found.seconds)
            late = found.late / alone.middle
            say(f"{students:4} students: {len(found.seconds) / seconds:.0f} answers a second of "
                f"{1000 * each:.2f} ms of the processor, asked for {students / EVERY * each:.2f} "
                f"of {os.cpu_count()} cores; 95 % within {late:.1f} times one student's median "
                f"({1000 * alone.middle:.1f} ms)")  # fmt: skip
            if late > 10 * _LATE:
                break


def _faults(folder: Path, seconds: float) -> None:
    for name, found in faults(folder, min(20.0, seconds)):
        say(f"{name}: {found}")
        _wrong.extend(f"{name}: {text}" for text in found.wrong)


def _endurance(folder: Path, minutes: float) -> None:
    with house(folder / "endurance", DEEP_LINEAR_RATE="0") as where:
        sizes = []
        for gone, size in endurance(where, minutes):
            say(f"{gone:5.1f} min: {size}")
            sizes.append(size)
        first, last = sizes[0], sizes[-1]
        if last.megabytes > GROWTH * first.megabytes:
            _wrong.append(f"memory grew from {first.megabytes:.0f} to {last.megabytes:.0f} MB")
        if last.processes > first.processes or last.threads > first.threads:
            _wrong.append(f"left behind: {first}, then {last}")


_LESSONS = {"classroom": _classroom, "lab": _lab, "knee": _knee, "faults": _faults}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="part", help=f"one of: {', '.join(PARTS)}")
    parser.add_argument("--seconds", type=float, default=60.0, help="of a lesson (60)")
    parser.add_argument("--minutes", type=float, default=30.0, help="of the endurance (30)")
    given = parser.parse_args()
    for part in given.parts:
        if part not in PARTS:
            parser.error(f"{part!r} is not one of {', '.join(PARTS)}")
    say(f"{os.cpu_count()} cores, two workers")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in given.parts or PARTS:
            say(f"\n{part}")
            if part == "endurance":
                _endurance(folder, given.minutes)
            else:
                _LESSONS[part](folder, given.seconds)
    for text in _wrong[:20]:
        say(f"wrong: {text}")
    sys.exit(bool(_wrong))


main()
