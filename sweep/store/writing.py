"""A store that is being filled: what is finished stays, whatever ends the process that fills it."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from sweep.errors import StartError, StopError
from sweep.store.checks import digest, whole
from sweep.store.files import PARTIAL, Held, read, settle, write
from sweep.store.layout import CHECKSUMS, FORMAT, MAX_ABOUT, METADATA, SUMS, about, arrays, group
from sweep.store.plan import Plan
from sweep.versions import difference

#: Chunks whose checksums are read at a time.
_AT_ONCE = 1024
#: What may be in a folder in which nothing has been begun: a disk of its own has the last.
_EMPTY = {CHECKSUMS, METADATA + PARTIAL, "lost+found"}


class Store:
    """A folder, held by this process alone.

    A chunk is finished when its checksums are in the array of checksums, which are written when
    its files are on the disk under their names. The checksums' one file is what is held.

    Parameters
    ----------
    folder : Path
        Made if it is not there.
    plan : Plan
    versions : mapping
        Of what computes the chunks.

    Raises
    ------
    StartError
        If it holds anything else, another recipe or versions, or another process holds it; if
        nothing has been begun there, and the disk has no room for all of it.
    """

    def __init__(self, folder: Path, plan: Plan, versions: Mapping[str, str]) -> None:
        self._folder, self._plan, self._versions = folder, plan, dict(versions)
        self._record = plan.record
        with _starting(folder):
            self._look()  # before anything is written there
            checksums = folder / CHECKSUMS / SUMS
            try:
                self._held = Held(checksums)
            except BlockingIOError:
                raise StartError("sweeps.held", folder=str(folder)) from None
        try:
            with _starting(folder):
                self._begin(self._look())
        except BaseException:
            self._held.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._held.close()

    def missing(self) -> Iterator[int]:
        """The chunks that are not finished, or not as they were when they were."""
        chunks = self._plan.partition.chunks
        for first in range(0, chunks, _AT_ONCE):
            count = min(_AT_ONCE, chunks - first)
            records = self._held.get(first * self._record, count * self._record)
            for row in range(count):
                record = records[row * self._record : (row + 1) * self._record]
                if not (any(record) and whole(self._folder, self._plan, first + row, record)):
                    yield first + row

    def require_room(self, chunks: int) -> None:
        """That many chunks fit on the disk.

        Raises
        ------
        StartError
        """
        needed = chunks * self._plan.size
        free = shutil.disk_usage(self._folder).free
        if needed > free:
            raise StartError(
                "sweeps.room", folder=str(self._folder), needed=needed / 1e9, free=free / 1e9
            )

    def put(self, index: int, blocks: Mapping[str, bytes]) -> None:
        """The files of a chunk, by the names of the arrays; then it is finished.

        Raises
        ------
        StopError
            If they cannot be written.
        """
        key = self._plan.partition.key(index)
        try:
            for name in self._plan.kinds:
                write(self._folder / name / key, blocks[name])
                settle(self._folder / name)
            record = b"".join(digest(blocks[name]) for name in self._plan.kinds)
            self._held.put(index * self._record, record)
        except OSError as error:
            raise self._unwritten(error) from error

    def finish(self) -> None:
        """Every chunk is finished: others may open the store."""
        try:
            self._write_group(finished=True)
        except OSError as error:
            raise self._unwritten(error) from error

    def _look(self) -> bool:
        """Whether this sweep has been begun there.

        Raises
        ------
        StartError
            If something else has.
        """
        folder = str(self._folder)
        if not self._folder.exists():
            return False
        names = {path.name for path in self._folder.iterdir()}
        if METADATA not in names:
            if names <= _EMPTY:
                return False
            raise StartError("sweeps.foreign", folder=folder)
        told = about(read(self._folder / METADATA, MAX_ABOUT))
        if told is None:
            raise StartError("sweeps.foreign", folder=folder)
        if told.get("digest") != self._plan.recipe.digest() or told.get("format") != FORMAT:
            raise StartError("sweeps.other_recipe", folder=folder)
        theirs = told.get("versions")
        theirs = theirs if isinstance(theirs, dict) else {}
        other = difference(theirs, self._versions)
        if other:
            raise StartError(
                "sweeps.other_version",
                folder=folder,
                name=other,
                theirs=str(theirs.get(other, "?")),
                ours=self._versions.get(other, "?"),
            )
        return True

    def _begin(self, begun: bool) -> None:
        if not begun:
            self.require_room(self._plan.partition.chunks)
            self._write_group(finished=False)
        for name, text in arrays(self._plan).items():
            path = self._folder / name / METADATA
            path.parent.mkdir(exist_ok=True)
            if not path.is_file() or path.read_bytes() != text:
                write(path, text)
                settle(path.parent)
        settle(self._folder)
        self._held.fit(self._plan.partition.chunks * self._record)

    def _write_group(self, *, finished: bool) -> None:
        write(self._folder / METADATA, group(self._plan, self._versions, finished=finished))
        settle(self._folder)

    def _unwritten(self, error: OSError) -> StopError:
        folder = str(self._folder)
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            return StopError("sweeps.full", folder=folder, why=error.strerror)
        return StopError("sweeps.unwritten", folder=folder, why=error.strerror)


@contextmanager
def _starting(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise StartError("sweeps.no_folder", folder=str(folder), why=why) from error
