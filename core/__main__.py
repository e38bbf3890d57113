"""Command line: `python -m core COMMAND FILE` prints the answer to one scenario as JSON.

solve: the gradient flow and its guaranteed rate; compare: several initializations on one target;
descend: gradient descent beside the flow; depth: a family of networks over its depths; sweep: a map
or an ensemble of any size, to a store (`python -m core sweep --help` has its options). FILE is a
scenario in JSON, or a run that the dashboard saved, `-` the standard input. A bad scenario: one
sentence on standard error that names the entry, exit status 2, nothing on standard output.
Sentences are in the language of LC_ALL, LC_MESSAGES or LANG, if there is such here; all else stays.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from core import (
    ScenarioError,
    compare,
    descend,
    read_comparison,
    read_depth,
    read_descent,
    read_scenario,
    solve,
    solve_depth,
)
from core.reading import MAX_BYTES
from words import Message, languages, say, speaking
from words.languages import of_terminal

#: Name -> (from a file's bytes to the answer's JSON values, what it does).
COMMANDS: dict[str, tuple[Callable[[bytes], dict[str, Any]], str]] = {
    "solve": (
        lambda data: solve(read_scenario(data)).to_json(),
        "solve one scenario and print the answer as JSON",
    ),
    "compare": (
        lambda data: compare(read_comparison(data)).to_json(),
        "compare several initializations on one target and print the answer as JSON",
    ),
    "descend": (
        lambda data: descend(read_descent(data)).to_json(),
        "run gradient descent beside the flow and print the answer as JSON",
    ),
    "depth": (
        lambda data: solve_depth(read_depth(data)).to_json(),
        "follow a family of networks over its depths and print the answer as JSON",
    ),
}


def main(arguments: list[str] | None = None) -> int:
    """Run the command line, in the language of the terminal, and return its exit status."""
    with speaking(of_terminal(os.environ, languages())):
        return _run(arguments)


def _run(arguments: list[str] | None) -> int:
    parser = argparse.ArgumentParser(prog="python -m core", description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    for name, (_, purpose) in COMMANDS.items():
        command = commands.add_parser(name, help=purpose)
        command.add_argument("file", help="a scenario in JSON, or - for the standard input")
    commands.add_parser("sweep", help="compute a map or an ensemble of any size, to a store")
    given = sys.argv[1:] if arguments is None else arguments
    if given[:1] == ["sweep"]:
        from sweep.command import main as sweep  # with all that it needs besides

        return sweep(given[1:])
    options = parser.parse_args(given)
    answer, _ = COMMANDS[options.command]
    try:
        data = _read(options.file)
    except OSError as error:
        return _refuse(say(Message("command.unread", file=options.file, why=error.strerror)))
    try:
        text = json.dumps(answer(data), allow_nan=False)
    except ScenarioError as error:
        return _refuse(str(error))
    try:
        _write(text)
    except OSError as error:
        return _refuse(say(Message("command.unwritten", why=error.strerror)))
    return 0


def _read(file: str) -> bytes:
    """As much as a scenario may have, and one byte that shows that there is more."""
    if file != "-":
        with Path(file).open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    if sys.stdin is None:  # closed by whoever started this program
        raise OSError(0, "closed")
    return sys.stdin.buffer.read(MAX_BYTES + 1)


def _write(text: str) -> None:
    if sys.stdout is None:
        raise OSError(0, "closed")
    try:
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()
    except OSError:
        # Python writes what is left once more when it ends, and would complain of it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise


def _refuse(sentence: str) -> int:
    if sys.stderr is not None:
        sys.stderr.write(f"{sentence}\n")
    return 2


if __name__ == "__main__":
    sys.exit(main())
