"""Command line: `python -m core COMMAND FILE` prints the answer to a scenario as JSON.

`solve` follows one network, `compare` several initializations on one target.

FILE is a scenario in JSON, `-` the standard input. A bad scenario: one sentence on standard error
that names the entry, exit status 2, nothing on standard output.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from core import ScenarioError, scenario_from_text, solve
from core.compare_scenario import compare_scenario_from_json
from core.reading import entries_of
from core.regimes import compare


def _solve(text: str) -> dict[str, Any]:
    return solve(scenario_from_text(text)).to_json()


def _compare(text: str) -> dict[str, Any]:
    return compare(compare_scenario_from_json(entries_of(text))).to_json()


#: Name of a command -> what it does, and what makes the answer of a text.
COMMANDS: dict[str, tuple[str, Callable[[str], dict[str, Any]]]] = {
    "solve": ("solve one scenario and print the answer as JSON", _solve),
    "compare": ("compare several initializations on one target", _compare),
}


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit status."""
    parser = argparse.ArgumentParser(prog="python -m core", description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    for name, (words, _) in COMMANDS.items():
        command = commands.add_parser(name, help=words)
        command.add_argument("file", help="a scenario in JSON, or - for the standard input")
    try:
        options = parser.parse_args(arguments)
        _, answer = COMMANDS[options.command]
        text = json.dumps(answer(_read(options.file)), allow_nan=False)
    except (ScenarioError, OSError, UnicodeDecodeError) as error:
        sys.stderr.write(f"{_sentence(error, options.file)}\n")
        return 2
    sys.stdout.write(f"{text}\n")
    return 0


def _read(file: str) -> str:
    if file == "-":
        return sys.stdin.buffer.read().decode("utf-8")
    return Path(file).read_text(encoding="utf-8")


def _sentence(error: Exception, file: str) -> str:
    if isinstance(error, OSError):
        return f"{file}: cannot be read ({error.strerror})."
    if isinstance(error, UnicodeDecodeError):
        return f"{file}: is not text in UTF-8."
    return str(error)


if __name__ == "__main__":
    sys.exit(main())
