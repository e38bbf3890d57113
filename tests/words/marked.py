"""A second language for tests: the English between marks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import words
from words import catalogue


def _marked(entry: str | dict[str, str]) -> str:
    """An entry of the new file: the English between marks."""
    if isinstance(entry, str):
        return json.dumps(f"«{entry}»", ensure_ascii=False)
    parts = (
        f"{json.dumps(name)} = {json.dumps(text) if name == 'by' else _marked(text)}"
        for name, text in entry.items()
    )
    return f"{{{', '.join(parts)}}}"


def second_language(folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of a language that is one new file."""
    lines = [f"{code} = {_marked(entry)}" for code, entry in catalogue("en").items()]
    (folder / "xx.toml").write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.setattr(words, "FOLDER", folder)
    return "xx"
