"""Which program this is: a page that stays open hears when its server has become another one."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path

#: Of every answer; the page itself has it on its first element.
HEADER = "Program-Version"
_ROOT = Path(__file__).resolve().parent.parent
#: What a page and its answers are made of.
_PLACES = ("assets", "core", "dashboard", "words")
_KINDS = (".py", ".js", ".css", ".toml", ".md")


@functools.cache
def version(root: Path = _ROOT) -> str:
    """A few digits that are others when any file of the program is another one."""
    digest = hashlib.sha256()
    for place in _PLACES:
        for path in sorted((root / place).rglob("*")):
            if path.suffix in _KINDS:
                content = path.read_bytes()
                digest.update(f"{path.relative_to(root).as_posix()} {len(content)}\n".encode())
                digest.update(content)
    return digest.hexdigest()[:12]
