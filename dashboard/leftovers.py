"""A process for slow work, which takes what others leave of the processor from its first line on.

python -m dashboard.leftovers NUMBER: of a socket that it inherits, over which
`dashboard.serving.lane.hand` sends the work. Nothing else is imported here: all that the work needs
takes seconds of the processor to load, which a class that drags would wait for.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

#: The share that a starved process is given: a tenth of a core which others want too.
_NICENESS = 10
#: Seconds until a process that finds no time to load begins anew, with its share.
LOADING = 20.0
#: The second argument of one that does.
_STARVED = "starved"


def main() -> None:
    """Load, and work for whoever holds the other end of the socket."""
    number, starved = int(sys.argv[1]), sys.argv[2:] == [_STARVED]
    if not starved:
        # Ctrl-C at a terminal reaches everyone there: the parent decides.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        os.nice(_NICENESS)
    # A thread cannot take its share back; so there are two, and one of them works.
    leftovers = ThreadPoolExecutor(1, initializer=_stand_back)
    share = ThreadPoolExecutor(1)
    try:
        work = (share if starved else leftovers).submit(_load).result(None if starved else LOADING)
    except TimeoutError:
        # The loading thread is as it is, and holds what another would have to wait for.
        os.execv(sys.executable, [sys.executable, "-m", _NAME, str(number), _STARVED])
    work(number, leftovers, share, starved)


def _load() -> Callable[[int, ThreadPoolExecutor, ThreadPoolExecutor, bool], None]:
    """The work comes by name: what it needs is loaded now, and not when somebody waits."""
    from dashboard import factory  # noqa: F401
    from dashboard.serving.lane.child import work

    return work


def _stand_back() -> None:
    """Leave this thread what nobody else wants of the processor, where the system can.

    Being nice is to take a smaller share, yet in turns: who answers quickly waits for the end of
    one. An idle thread is sent away at once, and a core with no other counts as free.
    """
    if hasattr(os, "SCHED_IDLE"):  # Linux
        with contextlib.suppress(OSError):  # a container may forbid it
            os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))


_NAME = "dashboard.leftovers"

if __name__ == "__main__":
    main()
