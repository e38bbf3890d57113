"""`python -m core sweep FILE --out DIR`: a map or an ensemble of any size, to a zarr store.

Exit status: 0 when all is there; 2 if it was refused before anything was begun; 1 if it ended on
the way; 130 after Ctrl-C, 143 after SIGTERM. What is finished is kept: the same command goes on.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import words
from core.atlas import Recipe, read_recipe
from core.reading import MAX_BYTES
from sweep import plot
from sweep.errors import StartError
from sweep.pools import Pool, Processes
from sweep.progress import Bar, Lines, Progress
from sweep.running import run
from sweep.store import open_finished
from words import RefusalError

#: Processes that a pool may have.
MOST_WORKERS = 1024
#: Seconds, of `--patience`.
PATIENCE = 60.0
MOST_PATIENCE = 1e6
_SIGNALS = {signal.SIGINT: 130, signal.SIGTERM: 143}


class _StopError(BaseException):
    """Somebody wants this process to end."""

    def __init__(self, status: int) -> None:
        self.status = status


def main(arguments: list[str]) -> int:
    """Run the command and return its exit status."""
    options = _parser().parse_args(arguments)
    try:
        with _stopping():
            _sweep(options)
    except RefusalError as error:
        _say(str(error))
        return int(getattr(error, "status", StartError.status))
    except _StopError as error:
        _say(words.text("sweeps.stopped"))
        return error.status
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m core sweep", description=__doc__.partition(":")[2].strip()
    )
    parser.add_argument("file", help="a recipe in JSON, or - for the standard input")
    parser.add_argument("--out", type=Path, metavar="DIR", help="the folder of the store")
    pool = parser.add_mutually_exclusive_group()
    pool.add_argument("--workers", type=_count, metavar="N", help="processes: one a core")
    pool.add_argument("--scheduler", metavar="ADDRESS", help="of a Dask cluster: tcp://host:8786")
    parser.add_argument(
        "--patience", type=_seconds, metavar="SECONDS", default=PATIENCE,
        help="how long a scheduler or its first worker is waited for: %(default)g",
    )  # fmt: skip
    parser.add_argument("--plot", type=Path, metavar="OUT.html", help="the map as one page")
    return parser


def _count(given: str) -> int:
    count = int(given)
    if not 1 <= count <= MOST_WORKERS:
        raise argparse.ArgumentTypeError(f"1 to {MOST_WORKERS}")
    return count


def _seconds(given: str) -> float:
    seconds = float(given)
    if not 0.0 <= seconds <= MOST_PATIENCE:
        raise argparse.ArgumentTypeError(f"0 to {MOST_PATIENCE:g}")
    return seconds


def _sweep(options: argparse.Namespace) -> None:
    if options.out is None and options.plot is None:
        raise StartError("sweeps.no_out")
    recipe = read_recipe(_read(options.file))
    if options.plot is not None:
        plot.check(recipe, options.plot)
    pool = _pool(options)
    if options.out is not None:
        _fill(recipe, options.out, pool, options.plot)
        _say(words.text("sweeps.done", folder=str(options.out), points=recipe.points))
        return
    with tempfile.TemporaryDirectory(prefix="sweep-") as folder:
        _fill(recipe, Path(folder), pool, options.plot)
    _say(words.text("sweeps.done", folder=str(options.plot), points=recipe.points))


def _fill(recipe: Recipe, folder: Path, pool: Pool, page: Path | None) -> None:
    run(recipe, folder, pool, _progress())
    if page is not None:
        plot.write_page(open_finished(folder), page)


def _pool(options: argparse.Namespace) -> Pool:
    if options.scheduler is None:
        return Processes(options.workers or len(os.sched_getaffinity(0)))
    try:
        from sweep.pools.cluster import Cluster
    except ImportError:
        raise StartError("sweeps.no_dask") from None
    return Cluster(options.scheduler, options.patience)


def _progress() -> Progress:
    return Bar(sys.stderr) if sys.stderr.isatty() else Lines(sys.stderr)


def _read(file: str) -> bytes:
    """As much as a recipe may have, and one byte that shows that there is more."""
    try:
        if file == "-":
            return sys.stdin.buffer.read(MAX_BYTES + 1)
        with Path(file).open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise StartError("command.unread", file=file, why=error.strerror) from None


def _say(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")


@contextmanager
def _stopping() -> Iterator[None]:
    """A signal ends what is done here, and so does another, should the first be lost on the way.

    Nothing hangs on how it ends: processes of a pool go with their pipes, the store's lock with
    this process, and a chunk is finished or it is not.
    """

    def stop(number: int, frame: FrameType | None) -> None:
        raise _StopError(_SIGNALS[signal.Signals(number)])

    before = {each: signal.signal(each, stop) for each in _SIGNALS}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
