"""A Dask cluster that is there already: workers may come and go, and the scheduler come back."""

from __future__ import annotations

import logging
import math
import time
import uuid
import warnings
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Self

import dask
from distributed import Client, Future, wait
from distributed.client import FutureCancelledError, FuturesCancelledError
from distributed.comm.core import CommClosedError
from distributed.scheduler import KilledWorker

from sweep.errors import StartError, StopError
from sweep.pools.base import Losses, Pool
from sweep.versions import ARITHMETIC, difference, versions
from sweep.work import Block, Job, compute

#: Chunks at hand for each thread of a worker: the one that it computes and the next.
EACH = 2
#: Seconds between two looks at who is there, and that one connection may take to be made.
_LOOK = 2.0
_CONNECT = 10.0
#: Packages that both ends of a connection must have in one version.
_BOTH = ("dask", "distributed")


Task = Future[Block]
_GONE = (OSError, CommClosedError, FutureCancelledError, FuturesCancelledError, TimeoutError)


class _LostError(Exception):
    """The scheduler is not there any more, or does not know of us."""


class Cluster(Pool):
    """The workers of a scheduler.

    Parameters
    ----------
    address : str
        As `tcp://host:8786`.
    patience : float
        Seconds to wait for the scheduler, or for a worker, at the beginning and on the way.
    """

    def __init__(self, address: str, patience: float) -> None:
        self._address, self._patience = address, patience
        self._client: Any = None
        self._versions: dict[str, str] = {}
        self._width = 0

    @property
    def versions(self) -> dict[str, str]:
        """As the base says: those of the workers."""
        return self._versions

    def __enter__(self) -> Self:
        # What its threads say of a lost connection is said here, once.
        logging.getLogger("distributed").setLevel(logging.CRITICAL)
        try:
            self._connect()
            self._compare()
        except _LostError as error:
            self._leave()
            raise StartError("sweeps.unreachable", address=self._address) from error
        except BaseException:
            self._leave()
            raise
        return self

    def __exit__(self, *exception: object) -> None:
        self._leave()

    def blocks(self, job: Job, indices: Iterator[int]) -> Iterator[Block]:
        """As the base says."""
        waiting: dict[Task, int] = {}
        again: deque[int] = deque()
        losses = Losses()
        while True:
            try:
                yield from self._blocks(job, indices, waiting, again, losses)
                return
            except _LostError:
                again.extend(waiting.values())
                waiting.clear()
            try:
                self._connect()
            except _LostError as error:
                raise StopError("sweeps.scheduler_lost", address=self._address) from error

    def _blocks(
        self,
        job: Job,
        indices: Iterator[int],
        waiting: dict[Task, int],
        again: deque[int],
        losses: Losses,
    ) -> Iterator[Block]:
        looked = -math.inf
        while True:
            if time.monotonic() - looked > _LOOK:
                self._look()
                looked = time.monotonic()
            while len(waiting) < self._width:
                index = again.popleft() if again else next(indices, None)
                if index is None:
                    break
                # Before it is given out: it is not lost with the scheduler.
                again.appendleft(index)
                future = self._submit(job, index)
                waiting[future] = again.popleft()
            if not waiting:
                return
            for future in self._done(waiting):
                answer = self._answer(future, waiting[future])
                index = waiting.pop(future)
                if answer is None:
                    losses.add(index)
                    again.append(index)
                else:
                    losses.forget(index)
                    yield answer

    def _submit(self, job: Job, index: int) -> Task:
        # A name of its own: another sweep may have the same chunks on this cluster.
        key = f"sweep-{uuid.uuid4().hex}-{index}"
        with _asking():
            task: Task = self._client.submit(compute, job, index, key=key, pure=False)
            return task

    def _done(self, waiting: dict[Task, int]) -> list[Task]:
        """Those that are ready, soon: perhaps none."""
        with _asking():
            try:
                done = wait(list(waiting), timeout=_LOOK, return_when="FIRST_COMPLETED").done  # type: ignore[no-untyped-call]
            except TimeoutError:
                return []
            return list(done)

    def _answer(self, future: Task, index: int) -> Block | None:
        """What a worker computed; None if whoever should have is gone, several times."""
        with _asking():
            if future.status == "error":
                error = future.exception(timeout=self._patience)  # type: ignore[no-untyped-call]
                if isinstance(error, KilledWorker):
                    return None
                if isinstance(error, MemoryError):
                    raise StopError("sweeps.memory", chunk=index) from error
                if isinstance(error, ModuleNotFoundError):  # a worker that has come since
                    raise StopError("sweeps.no_program", worker=self._address) from error
                raise RuntimeError(f"{type(error).__name__} in a chunk") from error
            block: Block = future.result(timeout=self._patience)
            return block

    def _connect(self) -> None:
        """To the scheduler, which may be starting.

        Raises
        ------
        _LostError
        """
        self._leave()
        until = time.monotonic() + self._patience
        timeout = min(_CONNECT, self._patience)
        while True:
            try:
                with (
                    _asking(),
                    dask.config.set({"distributed.comm.timeouts.connect": timeout}),
                    warnings.catch_warnings(),
                ):
                    warnings.simplefilter("ignore")  # other versions are refused below
                    self._client = Client(self._address, timeout=timeout)  # type: ignore[no-untyped-call]
                    self._look()
                    return
            except ValueError as error:  # no such kind of address
                raise _LostError from error
            except _LostError:
                self._leave()
                if time.monotonic() > until:
                    raise
                time.sleep(0.2)

    def _look(self) -> None:
        """How many threads the workers have; at least one, soon.

        Raises
        ------
        StopError
            If nobody comes.
        _LostError
        """
        until = time.monotonic() + self._patience
        while True:
            with _asking():
                if self._client.status != "running":
                    raise _LostError
                threads = sum(self._client.nthreads().values())
            self._width = EACH * threads
            if threads:
                return
            if time.monotonic() > until:
                raise StopError("sweeps.no_workers", address=self._address)
            time.sleep(0.2)

    def _compare(self) -> None:
        """Whoever computes has this program and what it stands on, and all compute alike.

        Raises
        ------
        StartError
        """
        with _asking():
            told = self._client.get_versions()
            found = self._client.run(versions, on_error="return")
        ours = {name: told["client"]["packages"][name] for name in _BOTH}
        for address, about in (("scheduler", told["scheduler"]), *told["workers"].items()):
            theirs = {name: about["packages"].get(name) for name in _BOTH}
            _refuse_difference(address, theirs, ours)
        here = versions()
        for address, theirs in found.items():
            if not isinstance(theirs, dict):
                raise StartError("sweeps.no_program", worker=address)
            # Last bits may be others than on this machine, which computes none of them.
            self._versions = self._versions or {**here, ARITHMETIC: theirs[ARITHMETIC]}
            _refuse_difference(address, theirs, self._versions)

    def _leave(self) -> None:
        """Nothing of ours is computed there any more."""
        client, self._client = self._client, None
        if client is not None:
            with suppress(Exception):  # gone already, in whatever way
                client.close(timeout=_LOOK)


def _refuse_difference(worker: str, theirs: dict[str, str], ours: dict[str, str]) -> None:
    name = difference(theirs, ours)
    if name:
        values = {"theirs": str(theirs.get(name)), "ours": str(ours.get(name))}
        raise StartError("sweeps.worker_version", worker=worker, name=name, **values)


@contextmanager
def _asking() -> Iterator[None]:
    """Whatever a lost connection raises, in one."""
    try:
        yield
    except _GONE as error:
        raise _LostError from error
