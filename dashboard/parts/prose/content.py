"""Prose and formulas, as Markdown files in the folder `content` of each topic."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).parent.parent.parent
_FOLD = "\n---\n"


def load(topic: str, name: str) -> tuple[str, str]:
    """The two parts of a topic's `name`.md: above its line `---`, and below."""
    text = (_HERE / topic / "content" / f"{name}.md").read_text(encoding="utf-8")
    above, _, below = text.partition(_FOLD)
    return above.strip(), below.strip()
