"""Prose and formulas, as Markdown files."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).parent
_FOLD = "\n---\n"


def load(name: str) -> tuple[str, str]:
    """The two parts of `name`.md: above its line `---`, and below."""
    above, _, below = (_HERE / f"{name}.md").read_text(encoding="utf-8").partition(_FOLD)
    return above.strip(), below.strip()
