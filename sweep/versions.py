"""What the last bits of an answer hang on: two processes that differ in it do not share a store."""

from __future__ import annotations

import functools
import hashlib
import platform
from importlib.metadata import version
from pathlib import Path

import numpy as np

#: Of `versions`: digits that are others on a processor whose last bits are others.
ARITHMETIC = "arithmetic"
_ROOT = Path(__file__).resolve().parent.parent
#: What computes a chunk.
_PLACES = ("core", "sweep/store", "sweep/work.py")


@functools.cache
def versions() -> dict[str, str]:
    """Name -> version, of this program, Python, numpy, scipy and the processor's arithmetic."""
    python = ".".join(platform.python_version_tuple()[:2])
    packages = {name: version(name) for name in ("numpy", "scipy")}
    return {"program": _program(), "python": python, ARITHMETIC: _arithmetic()} | packages


def _program() -> str:
    """A few digits that are others when any module that computes is another one."""
    digest = hashlib.sha256()
    for place in _PLACES:
        found = _ROOT / place
        for path in [found] if found.is_file() else sorted(found.rglob("*.py")):
            content = path.read_bytes()
            digest.update(f"{path.relative_to(_ROOT).as_posix()} {len(content)}\n".encode())
            digest.update(content)
    return digest.hexdigest()[:12]


def _arithmetic() -> str:
    """From a sample of what vector code and linear algebra answer here."""
    values = np.linspace(0.01, 40.0, 4001)
    square = np.cos(np.arange(49.0)).reshape(7, 7)
    parts = [np.exp(-values), np.log(values), values**1.37, np.arcsinh(values), np.cos(values)]
    parts += [square @ square, np.linalg.eigvalsh(square + square.T), np.linalg.svd(square)[1]]
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.tobytes())
    return digest.hexdigest()[:12]


def difference(theirs: dict[str, str], ours: dict[str, str]) -> str:
    """The first name of which they have another version, or ""."""
    names = sorted(set(theirs) | set(ours))
    return next((name for name in names if theirs.get(name) != ours.get(name)), "")
