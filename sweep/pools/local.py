"""Processes of this machine: one that dies is replaced, and none outlives this one.

Each has a pipe of its own. In a pool of the standard library all answer through one: who is killed
amid a long answer leaves half of it there, and everybody waits for the other half.
"""

from __future__ import annotations

import multiprocessing
import os
import queue
import signal
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from typing import Self

from sweep.errors import StopError
from sweep.pools.base import Losses, Pool
from sweep.versions import versions
from sweep.work import Block, Job, compute

#: Chunks at hand for each process: the one that it computes and the next.
EACH = 2
#: What libraries of linear algebra read when they are loaded: threads of their own would be in each
#: other's way, and may change the order of a sum.
_ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


class Processes(Pool):
    """So many of them.

    Parameters
    ----------
    count : int
    """

    def __init__(self, count: int) -> None:
        self._count = count
        self._workers: list[_Worker] = []

    def __enter__(self) -> Self:
        for name in _ONE_THREAD:
            os.environ.setdefault(name, "1")
        return self

    def __exit__(self, *exception: object) -> None:
        for worker in self._workers:
            worker.end()
        self._workers.clear()

    @property
    def versions(self) -> dict[str, str]:
        """As the base says: those of this process."""
        return versions()

    def blocks(self, job: Job, indices: Iterator[int]) -> Iterator[Block]:
        """As the base says."""
        again: deque[int] = deque()
        losses = Losses()
        while True:
            self._give(job, again, indices)
            busy = {worker.pipe: worker for worker in self._workers if worker.given}
            if not busy:
                return
            for pipe in wait(list(busy)):
                worker = busy[pipe]  # type: ignore[index]
                try:
                    answer = worker.pipe.recv()
                except (EOFError, OSError):
                    self._workers.remove(worker)
                    worker.end()
                    losses.add(worker.given[0])
                    again.extend(worker.given)
                    continue
                index = worker.given.popleft()
                losses.forget(index)
                if isinstance(answer, MemoryError):
                    raise StopError("sweeps.memory", chunk=index) from answer
                if isinstance(answer, BaseException):
                    raise answer
                yield answer

    def _give(self, job: Job, again: deque[int], indices: Iterator[int]) -> None:
        """Everybody has something to do, as long as there is."""
        for turn in range(EACH):
            for place in range(self._count):
                if place < len(self._workers) and len(self._workers[place].given) > turn:
                    continue
                index = again.popleft() if again else next(indices, None)
                if index is None:
                    return
                if place >= len(self._workers):
                    self._workers.append(_Worker())
                self._workers[place].give(job, index)


class _Worker:
    """One process, and what has been given to it."""

    def __init__(self) -> None:
        # A fresh one: a copy of this process would hold the store, too.
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.given: deque[int] = deque()
        self._process = context.Process(target=_serve, args=(theirs,), daemon=True)
        # The first process starts one of multiprocessing's own, which lets signals through again.
        resource_tracker.ensure_running()
        with _no_interrupt():
            self._process.start()
        theirs.close()

    def give(self, job: Job, index: int) -> None:
        """One more chunk; who is dead already is found out when its answer is waited for."""
        self.given.append(index)
        with suppress(OSError):
            self.pipe.send((job, index))

    def end(self) -> None:
        """At once, whatever it is at."""
        self._process.kill()  # before the pipe ends, of which it would have something to say
        self._process.join()
        self._process.close()
        self.pipe.close()


@contextmanager
def _no_interrupt() -> Iterator[None]:
    """Ctrl-C reaches all processes of a terminal: one that is made here inherits that it waits."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(pipe: Connection) -> None:
    """In the new process: chunk after chunk, and no longer than its maker lives."""
    given: queue.SimpleQueue[tuple[Job, int]] = queue.SimpleQueue()

    def hear() -> None:
        while True:
            try:
                given.put(pipe.recv())
            except (EOFError, OSError):
                os._exit(1)

    threading.Thread(target=hear, daemon=True).start()
    while True:
        try:
            answer: Block | Exception = compute(*given.get())
        except Exception as error:
            answer = error
        try:
            pipe.send(answer)
        except OSError:  # nobody is there to take it
            os._exit(1)
