"""The folder of finished sweeps: what is in it by name. No path comes from a user: a name is one of
the list, or refused.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from flask import Flask, current_app, has_app_context

from core import Recipe
from dashboard.parts.links import CLOSING
from dashboard.parts.query import ControlError, short
from sweep.errors import StoreError
from sweep.store import Finished, open_values, recipe_in

#: Seconds for which the list is good.
FRESH = 5.0
#: Folders that are looked at, in the order of their names; bytes of what one says of itself.
MOST, MOST_TOLD = 200, 2_000_000
_LONGEST = 100  # signs of a name
_EXTENSION = "atlas_sweeps"


class Folder:
    """Finished sweeps, each in a folder of its own.

    Parameters
    ----------
    path : str
    clock : callable
        Seconds.
    """

    def __init__(self, path: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._path, self._clock = Path(path), clock
        self._recipes: dict[str, Recipe] = {}
        self._seen: dict[tuple[str, int, int, int], Recipe | None] = {}
        self._until = -float("inf")

    @property
    def recipes(self) -> Mapping[str, Recipe]:
        """Name -> what it is the sweep of. What is no finished sweep is left out."""
        if self._clock() >= self._until:
            self._recipes = self._listed()
            self._until = self._clock() + FRESH
        return self._recipes

    def stamp(self, name: str) -> object:
        """Of what a sweep says of itself: another one where it has been made anew."""
        return next((key for key in self._seen if key[0] == name), None)

    def open(self, name: str) -> Finished:
        """One of the list.

        Raises
        ------
        StoreError
            If it is no longer what it was.
        KeyError
            If there is no such name.
        """
        self.recipes[name]  # a name of the list, and no path
        return open_values(self._path / name)

    def _listed(self) -> dict[str, Recipe]:
        try:
            with os.scandir(self._path) as entries:
                found = sorted(entry.name for entry in entries if _is_plain(entry))
        except OSError:
            return {}
        seen = {key: recipe for name in found[:MOST] for key, recipe in self._look(name)}
        self._seen = seen
        return {key[0]: recipe for key, recipe in seen.items() if recipe is not None}

    def _look(self, name: str) -> list[tuple[tuple[str, int, int, int], Recipe | None]]:
        """What a folder says of itself, read anew only where that file is another one."""
        try:
            told = os.lstat(self._path / name / "zarr.json")
        except OSError:
            return []
        key = (name, told.st_ino, told.st_size, told.st_mtime_ns)
        if key in self._seen:
            return [(key, self._seen[key])]
        try:
            return [(key, recipe_in(self._path / name, MOST_TOLD))]
        except StoreError:
            return [(key, None)]


def _is_plain(entry: os.DirEntry[str]) -> bool:
    """A folder itself and no link to one, whose name can be said, and end a link."""
    name = entry.name
    fit = len(name) <= _LONGEST and name.isprintable() and name == name.strip().rstrip(CLOSING)
    try:
        return fit and not name.startswith(".") and entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


_folder = lru_cache(maxsize=8)(Folder)
#: In a process that answers for another there is no app: what it was told along with the question.
_told: ContextVar[str | None] = ContextVar("sweeps", default=None)


def use(server: Flask, path: str | None) -> None:
    """Give an app its folder, if it has one."""
    server.extensions[_EXTENSION] = path


def answering(answer: Callable[..., Any], path: str | None) -> Callable[..., Any]:
    """The same answer, in whichever process, with an app's folder."""
    return partial(_answered, answer, path)


def _answered(answer: Callable[..., Any], path: str | None, *given: Any) -> Any:
    token = _told.set(path)
    try:
        return answer(*given)
    finally:
        _told.reset(token)


def folder() -> Folder | None:
    """The folder here; None where there is none."""
    path = _told.get()
    if path is None and has_app_context():
        path = current_app.extensions.get(_EXTENSION)
    return None if path is None else _folder(path)


def names() -> tuple[str, ...] | None:
    """Of the finished sweeps here; None where there is no folder of them."""
    here = folder()
    return None if here is None else tuple(here.recipes)


def recipe_of(name: str) -> Recipe:
    """What a sweep is of.

    Raises
    ------
    ControlError
        If there is none of that name.
    """
    here = folder()
    found = here.recipes.get(name) if here is not None else None
    if found is None:
        raise ControlError("store", "atlas_store.unknown", name=short(name))
    return found


def stamp_of(name: str) -> str:
    """What changes when a sweep is made anew."""
    here = folder()
    return "" if here is None else str(here.stamp(name))


def values(name: str, places: Any, wanted: tuple[str, ...]) -> dict[str, Any]:
    """Values of a sweep at points of it.

    Raises
    ------
    ControlError
        If it is not as it was written.
    """
    here = folder()
    recipe = recipe_of(name)
    assert here is not None
    try:
        found = here.open(name)
        if found.recipe == recipe:
            return found.values(places, *wanted)
    except StoreError as error:
        raise ControlError("store", "atlas_store.broken", reason=error.message) from None
    except KeyError:
        pass
    raise ControlError("store", "atlas_store.unknown", name=short(name))
