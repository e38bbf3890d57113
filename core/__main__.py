"""Command line: `python -m core COMMAND FILE` prints the answer to one scenario as JSON.

solve: the gradient flow and its guaranteed rate; compare: several initializations on one target;
descend: gradient descent beside the flow. FILE is
a scenario in JSON, `-` the standard input. A bad scenario: one sentence on standard error that
names the entry, exit status 2, nothing on standard output.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from core import (
    ScenarioError,
    compare,
    compare_from_text,
    descent,
    descent_from_text,
    scenario_from_text,
    solve,
)

#: Name -> (from a text to the answer's JSON values, what it does).
COMMANDS: dict[str, tuple[Callable[[str], dict[str, Any]], str]] = {
    "solve": (
        lambda text: solve(scenario_from_text(text)).to_json(),
        "solve one scenario and print the answer as JSON",
    ),
    "compare": (
        lambda text: compare(compare_from_text(text)).to_json(),
        "compare several initializations on one target and print the answer as JSON",
    ),
    "descend": (
        lambda text: descent(descent_from_text(text)).to_json(),
        "run gradient descent beside the flow and print the answer as JSON",
    ),
}


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit status."""
    parser = argparse.ArgumentParser(prog="python -m core", description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    for name, (_, purpose) in COMMANDS.items():
        command = commands.add_parser(name, help=purpose)
        command.add_argument("file", help="a scenario in JSON, or - for the standard input")
    try:
        options = parser.parse_args(arguments)
        answer, _ = COMMANDS[options.command]
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
