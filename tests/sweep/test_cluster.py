"""A real Dask cluster of processes: who is no worker for this, and what is lost on the way."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from sweep.errors import StartError, StopError
from sweep.pools.cluster import Cluster
from sweep.running import run
from tests.sweep.sweeping import (
    CHUNKS,
    ENSEMBLE,
    ROOT,
    Quiet,
    done,
    filled,
    recipe_of,
    sweeping,
    tree,
    until,
)

SERVICES = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
RECIPE = recipe_of(ENSEMBLE)


class Processes:
    """Processes of Dask, started by the words of compose.yaml."""

    def __init__(self, folder: Path, port: int) -> None:
        self.address = f"tcp://127.0.0.1:{port}"
        self._folder, self._port = folder, port
        self._running: list[subprocess.Popen[bytes]] = []

    def scheduler(self) -> subprocess.Popen[bytes]:
        moved = {"0.0.0.0": "127.0.0.1", "8786": self._port}
        options = [moved.get(word, word) for word in SERVICES["scheduler"]["command"]]
        return self._start("Scheduler at", *options, PYTHONPATH=str(ROOT))

    def worker(self, python_path: Path = ROOT) -> subprocess.Popen[bytes]:
        moved = {"tcp://scheduler:8786": self.address, "8786": 0, "/tmp": self._folder}
        options = [moved.get(word, word) for word in SERVICES["worker"]["command"]]
        # One process, which can be killed.
        options += ["--host", "127.0.0.1", "--no-nanny"]
        return self._start("Registered to", *options, PYTHONPATH=str(python_path))

    def _start(self, ready: str, *options: object, **environ: str) -> subprocess.Popen[bytes]:
        """Started, and ready: it says so."""
        log = self._folder / f"{len(self._running)}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", *map(str, options)],
                stdout=output, stderr=output, cwd=self._folder, env=os.environ | environ,
            )  # fmt: skip
        self._running.append(process)
        until(lambda: ready in log.read_text() or process.poll() is not None)
        assert process.poll() is None, log.read_text()
        return process

    def stop(self) -> None:
        for process in self._running:
            process.kill()
            process.wait()


@pytest.fixture
def processes(tmp_path: Path, free_port: int) -> Iterator[Processes]:
    folder = tmp_path / "cluster"
    folder.mkdir()
    found = Processes(folder, free_port)
    try:
        yield found
    finally:
        found.stop()


class Killing(Quiet):
    """Ends a process as soon as three chunks are there."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        super().__init__()
        self._process, self._chunks = process, 0

    def advance(self, points: int) -> None:
        super().advance(points)
        self._chunks += 1
        if self._chunks == 3:
            self._process.kill()
            self._process.wait()


def test_losses(tmp_path: Path, processes: Processes, undisturbed: dict[str, bytes]) -> None:
    """A worker without the program, one that is killed, and the scheduler."""
    scheduler = processes.scheduler()
    stranger = processes.worker(python_path=tmp_path)
    with pytest.raises(StartError) as refused:
        run(RECIPE, tmp_path / "none", Cluster(processes.address, 2.0), Quiet())
    assert re.fullmatch(r"tcp://.*: this worker has not the program, or .*", str(refused.value))
    assert not (tmp_path / "none").exists()
    stranger.kill()

    # As one uses it, and with two workers at work.
    processes.worker()
    lost = processes.worker()
    with sweeping(tmp_path, "--out", tmp_path / "two", "--scheduler", processes.address) as sweep:
        said = sweep.communicate(timeout=300)[1]
    assert sweep.returncode == 0, said
    assert tree(tmp_path / "two") == undisturbed

    run(RECIPE, tmp_path / "one", Cluster(processes.address, 60.0), Killing(lost))
    assert tree(tmp_path / "one") == undisturbed

    folder = tmp_path / "gone"
    with pytest.raises(StopError) as stopped:
        run(RECIPE, folder, Cluster(processes.address, 0.5), Killing(scheduler))
    assert str(stopped.value) == (
        f"{processes.address}: the scheduler is gone. Finished chunks are kept: when it is back, "
        "the same command goes on."
    )
    assert 3 <= done(folder) < CHUNKS
    filled(folder, RECIPE)
    assert tree(folder) == undisturbed


def test_nobody_there(tmp_path: Path, free_port: int) -> None:
    for address in (f"tcp://127.0.0.1:{free_port}", "nowhere://here"):
        with pytest.raises(StartError) as refused:
            run(RECIPE, tmp_path / "store", Cluster(address, 0.1), Quiet())
        assert str(refused.value) == (
            f"{address}: no Dask scheduler answers there, or one of another version."
        )
    assert not (tmp_path / "store").exists()
