"""A finished store, to look at: nothing in it is believed that its recipe does not say."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.atlas import Recipe, read_recipe
from core.errors import ScenarioError
from sweep.errors import StoreError
from sweep.store.checks import block
from sweep.store.files import read, read_at
from sweep.store.layout import CHECKSUMS, FORMAT, MAX_ABOUT, METADATA, SUMS, about, arrays
from sweep.store.plan import Plan


class Finished:
    """The maps of one recipe, of which a part is read when it is asked for.

    Attributes
    ----------
    recipe : Recipe
    versions : mapping
        What the store says that it was made with, by name.
    """

    def __init__(self, folder: Path, recipe: Recipe, versions: Mapping[str, str]) -> None:
        self.recipe, self.versions = recipe, versions
        self._folder, self._plan = folder, Plan(recipe)

    @property
    def names(self) -> tuple[str, ...]:
        """Of the arrays: the quantities, and "status"."""
        return tuple(self._plan.kinds)

    def values(self, indices: ArrayLike, *names: str) -> dict[str, NDArray[Any]]:
        """As `core.atlas.evaluate`, of the arrays of these names, or of all.

        The chunks that the points are in are read whole, one after the other: what is held at a
        time is a chunk, besides the answer.

        Raises
        ------
        StoreError
            If a chunk is not as it was written.
        IndexError
            If there is no such point.
        """
        places = self.recipe.places(indices)
        order = np.argsort(places, kind="stable")
        sorted_places = places[order]
        wanted = names or self.names
        found = {name: np.empty(len(places), self._plan.kinds[name]) for name in wanted}
        first = 0
        while first < len(order):
            chunk = self._plan.partition.holding(int(sorted_places[first]))
            points = self._plan.partition.points(chunk)
            last = int(np.searchsorted(sorted_places, points.stop))
            for name in wanted:
                values = self._chunk(name, chunk)
                found[name][order[first:last]] = values[sorted_places[first:last] - points.start]
            first = last
        return found

    def _chunk(self, name: str, index: int) -> NDArray[Any]:
        size = self._plan.record
        try:
            record = read_at(self._folder / CHECKSUMS / SUMS, index * size, size)
        except OSError:
            record = b""
        data = block(self._folder, self._plan, name, index, record)
        if data is None:
            raise StoreError("sweeps.torn", folder=self._folder.name, chunk=index)
        return np.frombuffer(data, self._plan.kinds[name])


def recipe_in(path: str | os.PathLike[str], most: int = MAX_ABOUT) -> Recipe:
    """What a folder says that it is the finished store of; nothing else in it is looked at.

    Parameters
    ----------
    path : path-like
    most : int
        Bytes that its file of metadata may have.

    Raises
    ------
    StoreError
        If it says no such thing.
    """
    return _told(Path(path), most)[0]


def open_finished(path: str | os.PathLike[str]) -> Finished:
    """The finished store in a folder; nothing is written there.

    What it looks like follows from its recipe, which is read as strictly as anybody's: an array
    that says anything else is refused, a file is a plain one of the length that it must have, and
    what it holds is what its checksum says.

    Raises
    ------
    StoreError
        If there is no finished store.
    """
    folder = Path(path)
    recipe, versions = _told(folder, MAX_ABOUT)
    with _refused(folder):
        for name, text in arrays(Plan(recipe)).items():
            if json.loads(read(folder / name / METADATA, 2 * len(text))) != json.loads(text):
                raise StoreError("sweeps.no_store", folder=folder.name)
    return Finished(folder, recipe, versions)


def open_values(path: str | os.PathLike[str]) -> Finished:
    """The same for who reads values alone: what it says to zarr is not looked at, nor zarr needed.

    Raises
    ------
    StoreError
        If it does not say that it is one.
    """
    return Finished(Path(path), *_told(Path(path), MAX_ABOUT))


def _told(folder: Path, most: int) -> tuple[Recipe, dict[str, str]]:
    """The recipe and the versions."""
    with _refused(folder):
        told = about(read(folder / METADATA, most)) or {}
        entries = told.get("recipe")
        if told.get("format") != FORMAT or not isinstance(entries, dict):
            raise StoreError("sweeps.no_store", folder=folder.name)
        if told.get("finished") is not True:
            raise StoreError("sweeps.unfinished", folder=folder.name)
        return read_recipe(entries), _versions(told.get("versions"))


@contextmanager
def _refused(folder: Path) -> Iterator[None]:
    """Whatever is not as it must be, it is no store."""
    try:
        yield
    except (
        OSError,
        ScenarioError,
        json.JSONDecodeError,
        UnicodeDecodeError,
        RecursionError,
    ) as error:
        raise StoreError("sweeps.no_store", folder=folder.name) from error


def _versions(told: object) -> dict[str, str]:
    """Those that are texts of one short line."""
    entries = told if isinstance(told, dict) else {}
    return {
        name: value
        for name, value in entries.items()
        if isinstance(value, str) and f"{name}{value}".isprintable() and len(name + value) <= 80
    }
