"""Whatever ends a sweep, the same command goes on, and leaves what an undisturbed one leaves."""

from __future__ import annotations

import multiprocessing
import os
import re
import resource
import signal
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from sweep.command import main
from sweep.errors import StartError, StopError
from sweep.pools import Processes
from sweep.running import run
from tests.sweep.sweeping import (
    CHUNKS,
    ENSEMBLE,
    Quiet,
    begun,
    blocked,
    children,
    done,
    filled,
    lives,
    recipe_of,
    sweeping,
    tree,
    until,
)

RECIPE = recipe_of(ENSEMBLE)


def test_killed_another_refused_and_a_chunk_torn(
    tmp_path: Path, undisturbed: dict[str, bytes], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = begun(tmp_path / "store", RECIPE)
    pipe = blocked(folder, 7)
    with sweeping(tmp_path, "--out", folder, "--workers", 2) as sweep:
        until(lambda: done(folder) > 2 and len(children(sweep)) == 2, sweep)
        assert main([str(tmp_path / "recipe.json"), "--out", str(folder)]) == 2
        assert capsys.readouterr().err == (
            f"{folder}: another sweep is filling it. Nothing was changed.\n"
        )
        workers = children(sweep)
        sweep.kill()
        sweep.communicate()
        until(lambda: not any(map(lives, workers)))
    assert 2 < done(folder) < CHUNKS
    pipe.unlink()
    # As after a loss of power: a file that is too short, and one of the right length.
    (folder / "alpha_star" / "c.0").write_bytes(undisturbed["alpha_star/c.0"][:-1])
    (folder / "guaranteed" / "c.1").write_bytes(bytes(8))
    with (folder / "checksums" / "c.0.0.0").open("ab") as checksums:
        checksums.write(b"more")
    filled(folder, RECIPE, workers=3)
    assert tree(folder) == undisturbed


@pytest.mark.parametrize("number, status", [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_asked_to_stop(
    tmp_path: Path, undisturbed: dict[str, bytes], number: int, status: int
) -> None:
    """As Ctrl-C does it: every process of the terminal hears of it."""
    folder = begun(tmp_path / "store", RECIPE)
    pipe = blocked(folder, 7)
    with sweeping(tmp_path, "--out", folder, "--workers", 2) as sweep:
        until(lambda: done(folder) > 2, sweep)
        workers = children(sweep)
        os.killpg(sweep.pid, number)
        output, said = sweep.communicate(timeout=300)
    assert (sweep.returncode, output) == (status, "")
    # Beside lines of progress, if it took that long.
    assert said.splitlines()[-1] == "Stopped. Finished chunks are kept: the same command goes on."
    assert "Traceback" not in said
    assert not any(map(lives, workers))
    assert 2 < done(folder) < CHUNKS
    pipe.unlink(missing_ok=True)  # left where it had not come that far
    filled(folder, RECIPE)
    assert tree(folder) == undisturbed


class Killing(Quiet):
    """Ends a process of the pool when three chunks are there."""

    def __init__(self) -> None:
        super().__init__()
        self._chunks = 0

    def advance(self, points: int) -> None:
        super().advance(points)
        self._chunks += 1
        if self._chunks == 3:
            multiprocessing.active_children()[0].kill()


def test_a_process_of_the_pool_is_lost(tmp_path: Path, undisturbed: dict[str, bytes]) -> None:
    """Its chunks are computed by another one."""
    run(RECIPE, tmp_path / "store", Processes(2), Killing())
    assert tree(tmp_path / "store") == undisturbed
    assert multiprocessing.active_children() == []


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk of 1 MB; where nobody may make one, an ordinary folder."""
    folder = tmp_path / "disk"
    folder.mkdir()
    options = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    mounted = subprocess.run(options, capture_output=True, check=False).returncode == 0
    try:
        yield folder
    finally:
        if mounted:
            subprocess.run(["umount", str(folder)], check=True)


class Crowded(Quiet):
    """When five chunks are there, others take what is left of the disk."""

    def __init__(self, disk: Path) -> None:
        super().__init__()
        self._disk, self._chunks = disk, 0
        self._limit = resource.getrlimit(resource.RLIMIT_FSIZE)

    def advance(self, points: int) -> None:
        super().advance(points)
        self._chunks += 1
        if self._chunks != 5:
            return
        if not os.path.ismount(self._disk):  # no file may be as long as a chunk
            resource.setrlimit(resource.RLIMIT_FSIZE, (50, self._limit[1]))
            return
        with suppress(OSError), (self._disk / "ballast").open("wb", buffering=0) as ballast:
            while ballast.write(bytes(4096)):
                pass

    def leave(self) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, self._limit)
        (self._disk / "ballast").unlink(missing_ok=True)


def test_a_full_disk(small_disk: Path, undisturbed: dict[str, bytes]) -> None:
    folder, crowded = small_disk / "store", Crowded(small_disk)
    try:
        with pytest.raises(StopError) as stopped:
            run(RECIPE, folder, Processes(1), crowded)
    finally:
        crowded.leave()
    why = r"(No space left on device|File too large)"
    kept = "Finished chunks are kept: with room made, the same command goes on."
    assert re.fullmatch(rf"{folder}: cannot be written to \({why}\). {kept}", str(stopped.value))
    assert (stopped.value.status, done(folder)) == (1, 5)
    assert not list(folder.rglob("*.partial"))
    filled(folder, RECIPE)
    assert tree(folder) == undisturbed


def test_no_room_for_it_at_all(small_disk: Path) -> None:
    recipe = recipe_of(ENSEMBLE, draws=4 * 10**9)
    with pytest.raises(StartError) as refused:
        run(recipe, small_disk / "store", Processes(1), Quiet())
    assert re.fullmatch(r".*/store: \d+ GB are needed and .* GB are free\.", str(refused.value))
