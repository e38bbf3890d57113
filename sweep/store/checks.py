"""Whether a chunk is as it was written."""

from __future__ import annotations

import hashlib
from pathlib import Path

from sweep.store.files import read
from sweep.store.plan import DIGEST, Plan


def digest(data: bytes) -> bytes:
    """SHA-256 of a chunk's file."""
    return hashlib.sha256(data).digest()


def block(folder: Path, plan: Plan, name: str, index: int, record: bytes) -> bytes | None:
    """What the file of a chunk holds, or None if it is not there or not what `record` says."""
    size = plan.partition.size * plan.kinds[name].itemsize
    try:
        data = read(folder / name / plan.partition.key(index), size)
    except OSError:
        return None
    start = DIGEST * list(plan.kinds).index(name)
    fine = len(data) == size and digest(data) == record[start : start + DIGEST]
    return data if fine else None


def whole(folder: Path, plan: Plan, index: int, record: bytes) -> bool:
    """Whether all files of a chunk are there and as they were written."""
    return all(block(folder, plan, name, index, record) is not None for name in plan.kinds)
