"""From the environment to the settings, or to what is wrong with it."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from dashboard.environment.kinds import SettingError
from dashboard.environment.table import PREFIX, ROWS, Row, Settings


@dataclass(frozen=True)
class Found:
    """A setting as it stands.

    Attributes
    ----------
    row : which.
    value : of the type that Settings has.
    source : the variable that it is from, or None.
    """

    row: Row
    value: object
    source: str | None

    @property
    def shown(self) -> str:
        """The value as it may be printed."""
        return "none" if self.value in (None, ()) else self.row.shown(self.value)


def read(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read and check every setting; an empty value counts as not set. Raises SettingError."""
    found, wrong = examine(environ)
    if wrong:
        raise wrong[0]
    return Settings(**{each.row.field: each.value for each in found})  # type: ignore[arg-type]


def examine(environ: Mapping[str, str] = os.environ) -> tuple[list[Found], list[SettingError]]:
    """Every setting that can be read, and everything that is wrong."""
    found: list[Found] = []
    wrong: list[SettingError] = list(_unknown(environ))
    for row in ROWS:
        try:
            found.append(_found(environ, row))
        except SettingError as error:
            wrong.append(error)
    return found, wrong


def _found(environ: Mapping[str, str], row: Row) -> Found:
    given = {name: environ.get(name, "").strip() for name in (row.name, *row.old)}
    values = {name: row.parse(name, text) for name, text in given.items() if text}
    if not values:
        return Found(row, row.default, None)
    (first, value), *others = values.items()
    for name, other in others:
        if other != value:
            raise SettingError("setting.two", first=first, second=name)
    return Found(row, value, first)


def _unknown(environ: Mapping[str, str]) -> Iterator[SettingError]:
    known = [row.name for row in ROWS]
    for name in sorted(environ):
        # On Windows and in the minds of many, the names of variables have no capitals.
        if not name.upper().startswith(PREFIX) or name in known:
            continue
        near = difflib.get_close_matches(name.upper(), known, 1, cutoff=0)
        yield SettingError("setting.unknown", name=name, near=near[0])


@contextmanager
def hidden_from_dash() -> Iterator[None]:
    """Within it, the variables that are Dash's too are not there.

    Dash reads them by itself, whatever it is given, and refuses some of them together.
    """
    names = [name for row in ROWS for name in row.old if name.startswith("DASH_")]
    kept = {name: os.environ.pop(name) for name in names if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(kept)
