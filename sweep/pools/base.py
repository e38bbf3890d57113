"""What a sweep asks of those who compute its chunks."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterator
from typing import Self

from sweep.errors import StopError
from sweep.work import Block, Job

#: How often a chunk is given out again when whoever had it is gone.
TRIES = 4


class Pool(ABC):
    """Workers, at hand within `with`."""

    @abstractmethod
    def __enter__(self) -> Self:
        """Be ready.

        Raises
        ------
        StartError
            If there is nobody to compute.
        """

    @abstractmethod
    def __exit__(self, *exception: object) -> None:
        """Leave nothing behind that computes."""

    @property
    @abstractmethod
    def versions(self) -> dict[str, str]:
        """What the workers compute with: all the same."""

    @abstractmethod
    def blocks(self, job: Job, indices: Iterator[int]) -> Iterator[Block]:
        """The chunks of these indices, as they are ready, each once.

        No more are given out at a time than keep all workers at work: while the caller does not
        take a chunk, no further index is asked for.

        Raises
        ------
        StopError
            If they cannot all be computed.
        """


class Losses:
    """Chunks whose worker was lost, again and again."""

    def __init__(self) -> None:
        self._count: Counter[int] = Counter()

    def add(self, index: int) -> None:
        """Once more.

        Raises
        ------
        StopError
            If that was too often: the chunk itself may be what ends them.
        """
        self._count[index] += 1
        if self._count[index] >= TRIES:
            raise StopError("sweeps.lost", chunk=index, times=self._count[index])

    def forget(self, index: int) -> None:
        """It is done."""
        self._count.pop(index, None)
