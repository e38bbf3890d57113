"""Files that are whole or not there, whatever is pulled out, and one that a process holds."""

from __future__ import annotations

import errno
import fcntl
import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

#: A file that is being written.
PARTIAL = ".partial"
_BEGIN = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
_SAFE = os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK


def write(path: Path, data: bytes) -> None:
    """The file, durably: its bytes are on the disk before it has its name.

    Raises
    ------
    OSError
        If it cannot be written, or a link stands where it is begun: no file elsewhere is touched.
    """
    partial = path.with_name(path.name + PARTIAL)
    try:
        descriptor = os.open(partial, _BEGIN, 0o666)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        partial.replace(path)
    except BaseException:
        with suppress(OSError):
            partial.unlink()
        raise


def settle(folder: Path) -> None:
    """The names in a folder are on the disk, too."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read(path: Path, most: int) -> bytes:
    """What a plain file holds: no link is followed, no pipe or device waited for.

    Raises
    ------
    OSError
        If it is no plain file, has more than `most` bytes, or cannot be read.
    """
    with _plain(path) as stream:
        if os.fstat(stream.fileno()).st_size > most:
            raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
        return stream.read(most)


def read_at(path: Path, start: int, size: int) -> bytes:
    """So many bytes of a plain file from there; fewer at its end."""
    with _plain(path) as stream:
        return os.pread(stream.fileno(), size, start)


def _plain(path: Path) -> BinaryIO:
    stream = os.fdopen(os.open(path, os.O_RDONLY | _SAFE), "rb")
    if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
        stream.close()
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
    return stream


class Held:
    """A file that this process alone has open to write, as long as it lives.

    The system lets go of it when the process ends, by whatever means.

    Raises
    ------
    BlockingIOError
        If another process holds it.
    OSError
        If it cannot be made, or this kind of disk cannot tell who holds what.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | _SAFE, 0o666)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BaseException:
            self.close()
            raise

    def fit(self, size: int) -> None:
        """So many bytes and no more, those that were not there 0."""
        if os.fstat(self._descriptor).st_size != size:
            os.ftruncate(self._descriptor, size)

    def get(self, start: int, size: int) -> bytes:
        """So many bytes from there; fewer at the end."""
        return os.pread(self._descriptor, size, start)

    def put(self, start: int, data: bytes) -> None:
        """Bytes from there on, durably."""
        if os.pwrite(self._descriptor, data, start) != len(data):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        os.fsync(self._descriptor)

    def close(self) -> None:
        """Let go of it."""
        os.close(self._descriptor)
