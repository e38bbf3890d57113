"""What zarr calls the parts of a store: its own texts about the folder and about each array."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from core.atlas import NAMES, Grid, Recipe
from core.errors import ScenarioError
from core.reading import read_entries
from sweep.store.plan import DIGEST, Plan, fill

#: Of the attributes below; another one is another layout.
FORMAT = 1
#: Entry of the attributes of the store.
ABOUT = "deep-linear-networks"
#: The file that says what a folder is.
METADATA = "zarr.json"
#: Bytes of it at the most: a recipe may have half of that.
MAX_ABOUT = 100_000_000
#: The array of digests, in one file of its own, and that file.
CHECKSUMS = "checksums"
SUMS = "c.0.0.0"


def group(plan: Plan, versions: Mapping[str, str], *, finished: bool) -> bytes:
    """Of the store, with its recipe and what it is made with in its attributes."""
    import zarr  # here and below: who asks for a recipe alone does without

    entries = plan.recipe.to_json()
    told = {
        "format": FORMAT,
        "finished": finished,
        "digest": plan.recipe.digest(),
        "recipe": entries,
        "seeds": dict(_seeds(entries)),
        "versions": dict(versions),
    }
    held: dict[str, Any] = {}
    zarr.create_group(store=zarr.storage.MemoryStore(held), attributes={ABOUT: told})
    return bytes(held[METADATA].to_bytes())


def about(text: bytes) -> dict[str, Any] | None:
    """What `group` has written there, if it was that."""
    try:
        entries = read_entries(text)
    except ScenarioError:
        return None
    attributes = entries.get("attributes") if isinstance(entries, dict) else None
    told = attributes.get(ABOUT) if isinstance(attributes, dict) else None
    return told if isinstance(told, dict) else None


def arrays(plan: Plan) -> dict[str, bytes]:
    """Name of an array -> zarr's own text of it."""
    kinds, names = plan.kinds, _dimensions(plan.recipe)
    found = {
        name: _array(
            shape=plan.recipe.shape,
            chunks=plan.partition.chunk,
            kind=kind,
            dimensions=names,
            attributes={"codes": list(NAMES[name])} if name in NAMES else {},
        )
        for name, kind in kinds.items()
    }
    shape = (plan.partition.chunks, len(kinds), DIGEST)
    found[CHECKSUMS] = _array(
        shape=shape,
        chunks=shape,
        kind=np.dtype("u1"),
        dimensions=("chunk", "array", "sha256"),
        attributes={"arrays": list(kinds)},
    )
    return found


def _array(
    *,
    shape: tuple[int, ...],
    chunks: tuple[int, ...],
    kind: np.dtype[Any],
    dimensions: tuple[str, ...],
    attributes: dict[str, Any],
) -> bytes:
    import zarr

    held: dict[str, Any] = {}
    zarr.create_array(
        store=zarr.storage.MemoryStore(held),
        shape=shape,
        chunks=chunks,
        dtype=kind,
        fill_value=fill(kind),
        # Nothing is packed: a file of any other length is torn, and none unfolds to more.
        compressors=None,
        filters=None,
        chunk_key_encoding={"name": "default", "separator": "."},
        dimension_names=dimensions,
        attributes=attributes,
    )
    return bytes(held[METADATA].to_bytes())


def _dimensions(recipe: Recipe) -> tuple[str, ...]:
    return tuple(axis.of for axis in recipe.axes) if isinstance(recipe, Grid) else ("draw",)


def _seeds(entries: Any, place: str = "") -> list[tuple[str, int]]:
    """Every seed in a recipe, by the path to it."""
    if isinstance(entries, list):
        return [seed for part in entries for seed in _seeds(part, place)]
    if not isinstance(entries, Mapping):
        return []
    found = []
    for name, value in entries.items():
        path = f"{place}.{name}".lstrip(".")
        if name == "seed" and isinstance(value, int):
            found.append((path, value))
        else:
            found += _seeds(value, path)
    return found
