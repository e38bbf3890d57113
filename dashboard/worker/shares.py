"""How many clients each worker has who are asking now, for the others to see.

All workers accept from one socket, and whoever is awake first takes the connection: left to that,
eight clients who keep theirs may all be with one worker while another has nothing to do. So a
worker leaves a connection to one who has fewer, and closes one of its own, after an answer, when
that one has two fewer: the client connects again.
"""

from __future__ import annotations

import mmap
import struct
from collections import OrderedDict
from collections.abc import Callable, Hashable
from time import monotonic

BEAT_SECONDS = 0.1
GONE_SECONDS = 1.0  # of silence: a worker that is dead or stuck gets no connections left to it
NOW_SECONDS = 1.0  # who has asked within this time is asking now
MOVE_SECONDS = 0.1  # between two that are sent away, for the first to arrive elsewhere
_ENTRY = struct.Struct("dq")  # when it was written, on the clock of all processes, and the number


def table(places: int) -> mmap.mmap:
    """Memory for so many workers; processes forked from here on share it."""
    return mmap.mmap(-1, _ENTRY.size * places)


class Shares:
    """One worker's view of the table.

    Parameters
    ----------
    memory : of `table`.
    number : of this worker, counted up for every one that starts.
    clock : seconds, the same for all.
    """

    def __init__(
        self, memory: mmap.mmap, number: int, clock: Callable[[], float] = monotonic
    ) -> None:
        self._memory = memory
        self._place = number % (len(memory) // _ENTRY.size)
        self._clock = clock
        self._asking: OrderedDict[Hashable, float] = OrderedDict()  # and when last
        self._moved = -MOVE_SECONDS
        self.tell()

    def asks(self, client: Hashable) -> None:
        """`client` has connected, or asked."""
        self._asking[client] = self._clock()
        self._asking.move_to_end(client)
        self.tell()

    def leaves(self, client: Hashable) -> None:
        if self._asking.pop(client, None) is not None:
            self.tell()

    def tell(self) -> int:
        """Write how many are asking here, and return it."""
        now = self._clock()
        while self._asking:
            client, last = next(iter(self._asking.items()))
            if last > now - NOW_SECONDS:
                break
            del self._asking[client]
        _ENTRY.pack_into(self._memory, _ENTRY.size * self._place, now, len(self._asking))
        return len(self._asking)

    def retire(self) -> None:
        """This worker accepts no more."""
        _ENTRY.pack_into(self._memory, _ENTRY.size * self._place, -GONE_SECONDS, 0)

    def excess(self) -> int:
        """How many more are asking here than at the worker with the fewest."""
        now, own = self._clock(), self.tell()
        others = [
            number
            for place, (written, number) in enumerate(_ENTRY.iter_unpack(self._memory))
            if place != self._place and now - GONE_SECONDS < written
        ]
        return own - min(others, default=own)

    def sends_away(self, client: Hashable) -> bool:
        """Whether `client`, who asks, should connect again after the answer."""
        now = self._clock()
        if now - self._moved < MOVE_SECONDS or self.excess() < 2:
            return False
        self._moved = now
        self.leaves(client)
        return True
