"""The folder of lessons: which files are read, and what each holds or what is wrong with it."""

from __future__ import annotations

import logging
import os
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from dashboard.guides.lessons.deck import Deck, deck_of
from dashboard.guides.lessons.document import MAX_BYTES, LineError, read, said
from dashboard.guides.lessons.fields import Form
from dashboard.guides.lessons.own import OwnLesson, languages_of, lesson_of
from words import Message, say

ENDINGS = (".yaml", ".yml", ".json")
#: Files of a folder that are read, in the order of their names.
MOST_FILES = 64
NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
#: Names of lessons and decks that are there without any file.
BUILT_IN = ("poster", "plan-10", "plan-45", "plan-90", "mine")

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class File:
    """A file that was read.

    Attributes
    ----------
    name : str
        With its ending.
    holds : OwnLesson, Deck or None
        None if it is of no use.
    wrong : tuple of Message
        The sentences about it, in the order of its lines.
    """

    name: str
    holds: OwnLesson | Deck | None
    wrong: tuple[Message, ...] = ()


@dataclass
class Folder:
    """A folder of lessons, read again where a file has changed.

    Attributes
    ----------
    path : str or None
        None where there is none.
    """

    path: str | None
    _kept: dict[str, tuple[object, File]] = field(default_factory=dict, repr=False)

    @property
    def files(self) -> tuple[File, ...]:
        """All files, in the order of their names."""
        if self.path is None:
            return ()
        try:
            names = sorted(name for name in os.listdir(self.path) if _meant(name))
        except OSError as error:
            return (File(self.path, None, (_unreadable(self.path, error),)),)
        found = [self._file(name) for name in names[:MOST_FILES]]
        if len(names) > MOST_FILES:
            message = Message("lesson.files", file=names[MOST_FILES], most=MOST_FILES)
            found.append(File(names[MOST_FILES], None, (message,)))
        return tuple(_each_once(found))

    @property
    def lessons(self) -> tuple[OwnLesson, ...]:
        """The lessons that can be played."""
        return tuple(file.holds for file in self.files if isinstance(file.holds, OwnLesson))

    @property
    def decks(self) -> tuple[Deck, ...]:
        """The decks."""
        return tuple(file.holds for file in self.files if isinstance(file.holds, Deck))

    @property
    def wrong(self) -> tuple[Message, ...]:
        """All the sentences."""
        return tuple(message for file in self.files for message in file.wrong)

    def log(self) -> None:
        """Tell the log what is wrong."""
        for message in self.wrong:
            _log.warning("%s", say(message))

    def _file(self, name: str) -> File:
        try:
            data, mark = _opened(str(self.path), name, self._kept.get(name, (None,))[0])
        except LineError as error:
            return File(name, None, said(name, [error]))
        except OSError as error:
            return File(name, None, (_unreadable(name, error),))
        if data is not None:
            self._kept[name] = mark, file_of(name, data)
        return self._kept[name][1]


def file_of(name: str, data: bytes) -> File:
    """What a file holds, and what is wrong with it."""
    problems: list[LineError] = []
    stem = name.rpartition(".")[0]
    holds: OwnLesson | Deck | None = None
    if not NAME.fullmatch(stem):
        problems.append(LineError(1, "lesson.file_name"))
    elif stem in BUILT_IN:
        problems.append(LineError(1, "lesson.built_in", name=stem))
    try:
        entry = read(data)
    except LineError as error:
        return File(name, None, said(name, [*problems, error]))
    form = Form(entry, "deck", problems)
    if form.has("links"):
        languages = languages_of(form)
        holds = deck_of(entry, stem, languages, form.speaking(languages), problems)
    else:
        holds = lesson_of(entry, stem, problems)
    fit = not any(error.message.code in _USELESS for error in problems)
    return File(name, holds if fit else None, said(name, problems))


_USELESS = ("lesson.file_name", "lesson.built_in")


def _meant(name: str) -> bool:
    return name.endswith(ENDINGS) and not name.startswith((".", "~"))


def _opened(folder: str, name: str, known: object) -> tuple[bytes | None, object]:
    """The bytes of a file and a mark of its present state; None if that is the known one.

    Raises
    ------
    LineError
        If it is no regular file within the folder.
    OSError
    """
    whole = os.path.realpath(os.path.join(folder, name))
    # Kubernetes and its like mount links to what is beside them.
    if not whole.startswith(os.path.join(os.path.realpath(folder), "")):
        raise LineError(1, "lesson.outside")
    # Not waiting: what is no file, such as a pipe, may have nothing to say for ever.
    handle = os.open(whole, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | _NO_TERMINAL)
    with open(handle, "rb") as file:
        about = os.fstat(handle)
        if not stat.S_ISREG(about.st_mode):
            raise LineError(1, "lesson.outside")
        mark = (about.st_ino, about.st_mtime_ns, about.st_size)
        return (None if mark == known else file.read(MAX_BYTES + 1)), mark


_NO_TERMINAL = getattr(os, "O_NOCTTY", 0)


def _unreadable(name: str, error: OSError) -> Message:
    return Message("lesson.unreadable", file=Path(name).name, why=error.strerror or "")


def _each_once(files: Sequence[File]) -> Iterator[File]:
    """Of files that give a lesson the same name, the first."""
    known: dict[str, str] = {}
    for file in files:
        stem = file.name.rpartition(".")[0]
        if file.holds is not None and stem in known:
            message = Message("lesson.same_name", file=file.name, other=known[stem])
            yield File(file.name, None, (*file.wrong, message))
        else:
            if file.holds is not None:
                known[stem] = file.name
            yield file
