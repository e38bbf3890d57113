"""python -m dashboard.guides.lessons FILE ...: what is wrong with lessons, line by line."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from dashboard.guides.lessons.document import MAX_BYTES
from dashboard.guides.lessons.folder import file_of
from dashboard.guides.lessons.own import OwnLesson
from words import Message, say, text


def main(arguments: list[str] | None = None) -> int:
    """Check the files; 2 if anything is wrong with one."""
    parser = argparse.ArgumentParser(
        prog="python -m dashboard.guides.lessons", description=text("lesson.command")
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help=text("lesson.help"))
    return max(_checked(path) for path in parser.parse_args(arguments).files)


def _checked(path: Path) -> int:
    try:
        with path.open("rb") as opened:
            file = file_of(path.name, opened.read(MAX_BYTES + 1))
    except OSError as error:
        message = Message("lesson.unreadable", file=str(path), why=error.strerror or "")
        sys.stderr.write(f"{say(message)}\n")
        return 2
    for sentence in file.wrong:
        sys.stderr.write(f"{say(sentence)}\n")
    if file.wrong or file.holds is None:
        return 2
    if isinstance(file.holds, OwnLesson):
        message = Message("lesson.fine", file=path.name, count=len(file.holds.steps))
    else:
        message = Message("lesson.fine_deck", file=path.name, count=len(file.holds.slides))
    sys.stdout.write(f"{say(message)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
