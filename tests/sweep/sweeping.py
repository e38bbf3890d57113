"""A small sweep of many chunks, as a process of its own, and what is in its folder."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from core.atlas import Recipe, read_recipe
from sweep.pools import Processes
from sweep.progress import Lines
from sweep.running import run
from sweep.store import Plan, Store
from sweep.versions import versions
from sweep.work import Job, compute

ROOT = Path(__file__).resolve().parents[2]
#: 11 chunks of 8 draws and one of 4.
ENSEMBLE = {
    "kind": "ensemble",
    "scenario": {
        "model": "matrix",
        "initialization": {"kind": "gaussian", "n": 2, "m": 2, "widths": [3], "exponent": 0.5},
        "objective": {"kind": "squared", "target": [[1.0, 0.0], [0.0, 1.0]]},
    },
    "draws": 92,
    "seed": 7,
    "quantities": ["alpha_star", "guaranteed"],
}
CHUNKS = 12
#: One chunk, and a plane on which flows end in different ways.
GRID = {
    "kind": "grid",
    "scenario": {"model": "scalar", "weights": [1.0, 1.0], "target": 1.0},
    "axes": [
        {"of": "w1", "from": -1.0, "to": 1.0, "points": 7},
        {"of": "w2", "from": 0.5, "to": 2.0, "points": 5, "scale": "log"},
    ],
    "quantities": ["alpha_star", "tightness", "end"],
}


class Quiet(Lines):
    """Says nothing."""

    def __init__(self) -> None:
        super().__init__(sys.stderr)

    def say(self, sentence: str) -> None:
        """Nothing."""


def recipe_of(entries: dict[str, Any], **changed: object) -> Recipe:
    return read_recipe({**entries, **changed})


def filled(folder: Path, recipe: Recipe, workers: int = 1) -> Path:
    """The folder after a sweep that nothing disturbs."""
    run(recipe, folder, Processes(workers), Quiet())
    return folder


def written(folder: Path, recipe: Recipe) -> Path:
    """The same folder, with no other process."""
    here = versions()
    job = Job(recipe.canonical(), tuple(sorted(here.items())))
    with Store(folder, Plan(recipe), here) as store:
        for index in list(store.missing()):
            files = compute(job, int(index)).files
            assert files is not None
            store.put(int(index), files)
        store.finish()
    return folder


def begun(folder: Path, recipe: Recipe) -> Path:
    """The folder of a sweep that has been begun, and no more."""
    with Store(folder, Plan(recipe), versions()):
        return folder


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below it."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def done(folder: Path) -> int:
    """Chunks that are marked as finished."""
    path = folder / "checksums" / "c.0.0.0"
    size = Plan(recipe_of(ENSEMBLE)).record
    data = path.read_bytes() if path.exists() else b""
    return sum(any(data[start : start + size]) for start in range(0, len(data), size))


def until(true: Callable[[], object], process: subprocess.Popen[str] | None = None) -> None:
    """Wait for it; in vain if the process has ended."""
    for _ in range(15_000):
        if true():
            return
        if process is not None and process.poll() is not None:
            raise AssertionError(process.communicate()[1])
        time.sleep(0.02)
    raise AssertionError("in vain")


@contextmanager
def sweeping(tmp: Path, *options: object) -> Iterator[subprocess.Popen[str]]:
    """`python -m core sweep` of the ensemble with these options; what is left of it is ended."""
    file = tmp / "recipe.json"
    file.write_text(json.dumps(ENSEMBLE))
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "core", "sweep", str(file), *map(str, options)],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()


def children(process: subprocess.Popen[str]) -> list[int]:
    """The processes that compute for it: one of its own sees to what multiprocessing leaves."""
    found = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return [int(pid) for pid in found if b"spawn_main" in _command(int(pid))]


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def lives(pid: int) -> bool:
    """Whether there is such a process, and it is no zombie."""
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False


def blocked(folder: Path, chunk: int) -> Path:
    """Whoever begins to write this chunk waits there, until it is ended: a pipe is in its place."""
    path = folder / "alpha_star" / f"c.{chunk}.partial"
    os.mkfifo(path)
    return path
