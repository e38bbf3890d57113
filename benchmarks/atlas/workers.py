"""A sweep on one local Dask worker and on two: processes of this machine, one thread each."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, redirect_stderr
from io import StringIO
from pathlib import Path

from benchmarks.report import paired_ratio, print_promise, print_title
from core.atlas import Recipe, read_recipe
from sweep.pools.cluster import Cluster
from sweep.progress import Lines
from sweep.running import run as fill

ROUNDS = 3
PATIENCE = 120.0
ONE, TWO = "one worker", "two workers"
RECIPE = {
    "kind": "grid",
    "scenario": {"model": "scalar", "weights": [1.0] * 4, "target": 1.0},
    "axes": [
        {"of": name, "from": -2.0, "to": 2.0, "points": 600} for name in ("w1", "w2")
    ],
    "quantities": ["alpha_star", "time_to_loss"],
}  # fmt: skip


def run() -> None:
    recipe = read_recipe(RECIPE)
    print_title(f"Sweep of {recipe.points} scalar networks, L = 4, by local Dask workers")
    samples: dict[str, list[float]] = {ONE: [], TWO: []}
    with ExitStack() as stack:
        addresses = {ONE: _cluster(stack, 1), TWO: _cluster(stack, 2)}
        for _ in range(ROUNDS):
            for name, address in addresses.items():
                samples[name].append(_seconds(recipe, address))
    for name, seconds in samples.items():
        best = min(seconds)
        print(f"  {name:12} {best:6.2f} s, {recipe.points / best:9.0f} points/s")
    ratio = paired_ratio(samples, ONE, TWO)
    print_promise(
        f"two workers at least 1.6 times one ({os.cpu_count()} cores)", ratio, ratio >= 1.6
    )


def _seconds(recipe: Recipe, address: str) -> float:
    """A whole sweep, from the first chunk to the finished store on the disk."""
    said = StringIO()
    with tempfile.TemporaryDirectory() as folder, redirect_stderr(said):
        pool = Cluster(address, PATIENCE)
        begin = time.perf_counter()
        fill(recipe, Path(folder) / "store", pool, Lines(said))
        return time.perf_counter() - begin


def _cluster(stack: ExitStack, workers: int) -> str:
    """A scheduler and so many workers, which end with the stack."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    folder = stack.enter_context(tempfile.TemporaryDirectory())
    own = ["--host", "127.0.0.1", "--no-dashboard"]
    _start(stack, "scheduler", *own, "--port", str(port))
    for _ in range(workers):
        _start(stack, "worker", address, *own, "--nthreads", "1", "--local-directory", folder)
    return address


def _start(stack: ExitStack, *arguments: str) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "dask", *arguments],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    stack.callback(process.wait)
    stack.callback(process.terminate)
