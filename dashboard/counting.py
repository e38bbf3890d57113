"""Where the processes of one server keep what they count, so that each can tell of all.

A folder in memory, where possible; a file in it for each process and kind of number. Nothing but
the standard library: gunicorn's master makes the folder, and clears it away.
"""

from __future__ import annotations

import fcntl
import logging
import os
import shutil
import tempfile
from pathlib import Path

#: What prometheus-client finds the folder by, when it is first imported.
VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
_PREFIX = "deep-linear-metrics-"
#: Of each file. Its writer maps it into its memory, and a page that the disk has no room for would
#: be the end of the process: so all of it is written beforehand.
BYTES = 1 << 18
KINDS = ("counter", "histogram", "gauge_livesum")

_log = logging.getLogger(__name__)


class Folder:
    """The folder of one start of the server.

    Attributes
    ----------
    path : None without one.
    lost : this process has to do without, and so tells nothing.
    """

    def __init__(self) -> None:
        self.path: Path | None = None
        self.lost = False
        self._lock = -1

    def make(self) -> None:
        """In the master, before any worker. Read again after SIGHUP, the configuration has one."""
        if self.path is not None:
            return
        place = "/dev/shm" if os.access("/dev/shm", os.W_OK) else tempfile.gettempdir()
        _clear(Path(place))
        try:
            self.path = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=place))
            # Held as long as any of our processes lives.
            self._lock = os.open(self.path / "lock", os.O_CREAT | os.O_RDWR)
            fcntl.flock(self._lock, fcntl.LOCK_SH)
        except OSError as why:
            self._lose(why)
        else:
            os.environ[VARIABLE] = str(self.path)

    def reserve(self) -> None:
        """In a worker, before it counts anything."""
        if self.path is None:
            return
        try:
            self.path.mkdir(exist_ok=True)  # somebody may have cleared it away
            for kind in KINDS:
                (self.path / f"{kind}_{os.getpid()}.db").write_bytes(bytes(BYTES))
        except OSError as why:
            self._lose(why)

    def forget(self, pid: int) -> None:
        """In the master, when a worker has ended: what it counted stays, what it had does not."""
        if self.path is not None:
            for file in self.path.glob(f"gauge_live*_{pid}.db"):
                file.unlink(missing_ok=True)

    def remove(self) -> None:
        """In the master, at the end."""
        if self.path is not None:
            shutil.rmtree(self.path, ignore_errors=True)

    def _lose(self, why: OSError) -> None:
        self.lost = True
        _log.warning("metrics: %s", why.strerror)


def _clear(place: Path) -> None:
    """Folders of servers that were killed, which nobody holds any more."""
    for folder in place.glob(f"{_PREFIX}*"):
        try:
            lock = os.open(folder / "lock", os.O_RDWR)
        except OSError:
            continue  # somebody else's
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
        except OSError:
            pass  # in use
        finally:
            os.close(lock)


#: Of this process, and of those that it forks.
folder = Folder()
