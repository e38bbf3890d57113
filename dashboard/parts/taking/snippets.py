"""The same in Python, and on the command line, as text to copy."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from typing import Any

from dashboard.parts.taking.run import Run

#: Characters of a text to copy; what is longer is read from the saved run.
MOST = 6_000
_WIDE = 88


def python(run: Run) -> str:
    """The same in Python: a program that makes the scenario, or reads the saved run."""
    if run.python:
        return run.python
    call, read = run.command.call, run.command.read
    text, names, lines = constructor(run.scenario), {call, *_classes(run.scenario)}, []
    if len(text) > MOST:
        text, names = f'{read}(Path("{run.name}.json").read_bytes())', {call, read}
        lines = ["from pathlib import Path", ""]
    imported = ", ".join(sorted(names))
    if len(imported) > _WIDE - len("from core import "):
        imported = "(\n" + "".join(f"    {name},\n" for name in sorted(names)) + ")"
    lines += [f"from core import {imported}", "", f"scenario = {text}"]
    lines += [f"solution = {call}(scenario)", f"print({run.shows})"]
    return "\n".join(lines) + "\n"


def shell(run: Run) -> str:
    """The same on the command line: the recipe itself, or the saved run."""
    if run.shell:
        return run.shell
    text = json.dumps(run.recipe)
    if len(text) > MOST:
        return f"python -m core {run.command.name} {run.name}.json\n"
    return f"python -m core {run.command.name} - <<'END'\n{text}\nEND\n"


def plain(run: Run) -> str:
    """The same with numpy and scipy alone; "" where there is no such program."""
    return run.plain.text(f"{run.name}.json", MOST) if run.plain else ""


def constructor(value: Any, indent: int = 0) -> str:
    """Python that makes a value: numbers with all their digits, defaults left out."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, tuple):
        parts, ends = [constructor(part, indent + 4) for part in value], "()"
        if len(parts) == 1:
            return f"({parts[0]},)"
    elif dataclasses.is_dataclass(value):
        parts = [f"{name}={constructor(part, indent + 4)}" for name, part in _given(value)]
        ends = f"{type(value).__name__}()"
    else:
        return repr(value)
    line = f"{ends[:-1]}{', '.join(parts)})"
    if "\n" not in line and len(line) + indent <= _WIDE:
        return line
    pad = " " * (indent + 4)
    if isinstance(value, tuple) and not any("(" in part for part in parts):
        return f"(\n{_filled(parts, pad)}{pad[4:]})"
    return f"{ends[:-1]}\n" + "".join(f"{pad}{part},\n" for part in parts) + f"{pad[4:]})"


def _filled(parts: list[str], pad: str) -> str:
    """Numbers, as many on a line as fit."""
    lines, line = "", pad
    for part in parts:
        if len(line) + len(part) > _WIDE and line != pad:
            lines, line = f"{lines}{line.rstrip()}\n", pad
        line += f"{part}, "
    return f"{lines}{line.rstrip()}\n"


def _given(value: Any) -> Iterator[tuple[str, Any]]:
    """The fields of a dataclass that are not left to their defaults."""
    for field in dataclasses.fields(value):
        part = getattr(value, field.name)
        if part != field.default:
            yield field.name, part


def _classes(value: Any) -> Iterator[str]:
    """Names of the classes that it is made of."""
    if isinstance(value, tuple):
        for part in value:
            yield from _classes(part)
    elif dataclasses.is_dataclass(value):
        yield type(value).__name__
        for _, part in _given(value):
            yield from _classes(part)
