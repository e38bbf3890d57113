"""A second language that is made of the first: every text between marks, so that none is missed."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from words import FORMULA, catalogue

#: What a text may hold besides what the catalogue says: names, and parts of formulas and programs.
NAMES = frozenset(
    ("NTK", "exp", "inf", "min", "max", "API", "BibTeX", "CSV", "JSON", "Python", "Esc", "QR",
     "MIT", "English", "Deutsch")
)  # fmt: skip
_MARKED = re.compile("«[^«»]*»")
_WORD = re.compile(r"[A-Za-zÀ-ÿ]{3,}")


def marked(entry: Any) -> Any:
    """An entry of the second language: the English between marks."""
    if isinstance(entry, str):
        return f"«{entry}»"
    return {name: text if name == "by" else marked(text) for name, text in entry.items()}


def second_language(folder: Path) -> str:
    """The name of a language that is one new file, in a folder that has English too."""
    for name, change in (("en", lambda entry: entry), ("xx", marked)):
        lines = [f"{code} = {_toml(change(entry))}" for code, entry in catalogue("en").items()]
        (folder / f"{name}.toml").write_text("\n".join(lines), encoding="utf-8")
    return "xx"


def _toml(entry: Any) -> str:
    if isinstance(entry, str):
        return json.dumps(entry, ensure_ascii=False)
    return f"{{{', '.join(f'{json.dumps(name)} = {_toml(text)}' for name, text in entry.items())}}}"


def unmarked(text: str) -> str:
    """Of a text, the words that stand outside of all marks."""
    plain = html.unescape(re.sub(r"<[^>]*>", " ", text))
    plain = FORMULA.sub(" ", plain)
    while (rest := _MARKED.sub(" ", plain)) != plain:
        plain = rest
    return " ".join(word for word in _WORD.findall(plain) if word not in NAMES)


def strings(value: Any, passed: frozenset[str], at: str = "") -> Iterator[tuple[str, str]]:
    """Where each text stands, and the text, but for those under the names `passed`."""
    if isinstance(value, dict):
        for name, part in value.items():
            if name not in passed:
                yield from strings(part, passed, f"{at}.{name}" if at else str(name))
    elif isinstance(value, list | tuple):
        for part in value:
            yield from strings(part, passed, at)
    elif isinstance(value, str):
        if value[:1] in "{[" and value[-1:] in "}]":
            try:
                yield from strings(json.loads(value), passed, at)
            except ValueError:
                yield at, value
        else:
            yield at, value
