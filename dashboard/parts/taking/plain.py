"""A program with numpy and scipy alone that follows the same run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from string import Template
from typing import Any

_HERE = Path(__file__).parent.parent.parent


@dataclass(frozen=True, eq=False)
class Plain:
    """A program: a file of this dashboard, and the numbers that it starts from.

    Attributes
    ----------
    path : str
        Of the file below `dashboard`. `$numbers` in it stands for the numbers, any other name for
        one of the `parts`.
    numbers : mapping
        Name -> a number, a vector or matrix as lists, a list of matrices, or several of these by
        name.
    parts : mapping
        Name -> the path of what stands there.
    """

    path: str
    numbers: Mapping[str, Any]
    parts: Mapping[str, str] = field(default_factory=dict)

    def text(self, file: str, most: int) -> str:
        """The program; numbers of more than `most` characters are read from the saved run."""
        given = "\n".join(f"{name} = {_written(value)}" for name, value in self.numbers.items())
        if len(given) > most:
            lines = [f"{name} = {_read(name, value)}" for name, value in self.numbers.items()]
            given = _OPEN.format(file=file) + "\n".join(lines)
        parts = {name: _text(path).strip() for name, path in self.parts.items()}
        return Template(_text(self.path)).substitute(numbers=given, **parts)


_OPEN = """import json

with open("{file}", encoding="utf-8") as saved:
    given = json.load(saved)["page"]["numbers"]
"""


def _text(path: str) -> str:
    return (_HERE / path).read_text(encoding="utf-8")


def _depth(value: Any) -> int:
    """How many lists lie in one another."""
    return 1 + _depth(value[0]) if isinstance(value, list) else 0


def _written(value: Any) -> str:
    if isinstance(value, Mapping):
        networks = "".join(f"    {name!r}: {_written(part)},\n" for name, part in value.items())
        return f"{{\n{networks}}}"
    if _depth(value) == 3:
        return f"[{', '.join(map(_written, value))}]"
    return f"np.array({value!r})" if isinstance(value, list) else repr(value)


def _read(name: str, value: Any) -> str:
    given = f'given["{name}"]'
    if isinstance(value, Mapping):
        part = _arrays("part", next(iter(value.values())))
        return f"{{name: {part} for name, part in {given}.items()}}"
    return _arrays(given, value)


def _arrays(given: str, value: Any) -> str:
    if _depth(value) == 3:
        return f"[np.array(layer) for layer in {given}]"
    return f"np.array({given})" if isinstance(value, list) else given
