"""All settings of our own, one row each. To add one is to add a row here and its line in README."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from typing import TypeVar

from dashboard.environment import kinds
from dashboard.environment.kinds import Parse, shown
from dashboard.environment.redis_address import redis_url as a_redis_url

T = TypeVar("T")

PREFIX = "DEEP_LINEAR_"
LOG_LEVELS = ("error", "warning", "info", "debug")


@dataclass(frozen=True)
class Row:
    """One setting.

    Attributes
    ----------
    field : its attribute of Settings.
    name : the variable.
    old : names that it had before, or has elsewhere; still read.
    parse : from the variable's text to the value; see kinds.py.
    default : its value unless set.
    meaning : what it sets, in a line.
    shown : how its value may be shown.
    """

    field: str
    name: str
    old: tuple[str, ...]
    parse: Parse[object]
    default: object
    meaning: str
    shown: Callable[[object], str]


def _row(
    parse: Parse[T],
    default: T,
    meaning: str,
    *old: str,
    name: str = "",
    show: Callable[[object], str] = shown,
) -> T:
    about = {"name": name, "old": old, "parse": parse, "meaning": meaning, "shown": show}
    return field(default=default, metadata=about)


def _or_none(parse: Parse[str]) -> Parse[str | None]:
    return parse


@dataclass(frozen=True, kw_only=True)
class Settings:
    """All settings of our own: DEEP_LINEAR_ and the attribute's name in capitals, unless named."""

    host: str = _row(kinds.text, "127.0.0.1", "where to listen", "HOST")
    port: int = _row(kinds.whole(1, 65535), 8050, "the port to listen on", "PORT")
    socket: str | None = _row(
        _or_none(kinds.socket),
        None,
        "in place of both: the path of a Unix socket, for a proxy on the same machine",
    )
    workers: int = _row(
        kinds.whole(1, 256), 2, "processes that answer: one a core", "WEB_CONCURRENCY"
    )
    prefix: str = _row(
        kinds.path,
        "/",
        "the path that this server answers under",
        "DASH_ROUTES_PATHNAME_PREFIX",
        "DASH_URL_BASE_PATHNAME",
    )
    public_prefix: str | None = _row(
        _or_none(kinds.path),
        None,
        "the path that browsers ask for, where a proxy changes it; else the same",
        "DASH_REQUESTS_PATHNAME_PREFIX",
    )
    trusted_proxies: int = _row(
        kinds.whole(0, 16),
        0,
        "how many proxies in front are believed about the client's address",
        "TRUSTED_PROXIES",
    )
    trusted_hosts: tuple[str, ...] = _row(
        kinds.hosts,
        (),
        "names that this server is called by, `*.example.org` any below; else all",
    )
    framed_by: tuple[str, ...] = _row(
        kinds.origins,
        (),
        "origins whose pages may show this one in a frame, `https://*.example.org`, or `*`;"
        " else its own alone",
        "FRAME_ANCESTORS",
        name="FRAME_ANCESTORS",
    )
    redis_url: str | None = _row(
        _or_none(a_redis_url),
        None,
        "Redis, for a cache and a count of requests that processes and machines share;"
        " else each process has its own",
        "CACHE_REDIS_URL",
        show=kinds.without_password,
    )
    cache_secret: str | None = _row(
        _or_none(kinds.secret),
        None,
        "what entries of the shared cache are signed with, the same on every machine; else a secret"
        " that each start makes for its own processes",
        show=kinds.masked,
    )
    slow_processes: int = _row(
        kinds.whole(0, 64),
        1,
        "processes beside each of these for slow answers; 0: it makes them itself",
    )
    slow_places: int = _row(
        kinds.whole(1, 1000), 16, "how many slow answers may wait in each process"
    )
    class_size: int = _row(
        kinds.whole(1, 10_000),
        5,
        "people behind one address: the students of a class",
        "CLASS",
        name="CLASS",
    )
    rate: int = _row(
        kinds.whole(0, 10_000),
        30,
        "questions a second of each of them, over ten seconds; 0: no limit",
    )
    log_level: str = _row(
        kinds.one_of(*LOG_LEVELS),
        "warning",
        "error, warning, info (a line a request; so in the container) or debug",
    )
    log_format: str = _row(kinds.one_of("text", "json"), "text", "text or json, an object a line")
    log_addresses: bool = _row(kinds.switch, False, "whether the log has clients' addresses")
    log_queries: bool = _row(
        kinds.switch, False, "whether the log has what was asked, after the `?` of an address"
    )
    lessons: str | None = _row(
        _or_none(kinds.folder), None, "the folder of a teacher's own lessons and decks"
    )
    sweeps: str | None = _row(
        _or_none(kinds.folder), None, "the folder of finished sweeps, which the atlas page shows"
    )
    metrics: bool = _row(kinds.switch, False, "whether /metrics answers, in Prometheus's format")

    @property
    def browser_prefix(self) -> str:
        """The path prefix of what a browser asks for."""
        return self.public_prefix or self.prefix


def _rows() -> tuple[Row, ...]:
    found = []
    for each in fields(Settings):
        about = dict(each.metadata)
        name = PREFIX + (about.pop("name") or each.name.upper())
        found.append(Row(field=each.name, name=name, default=each.default, **about))
    return tuple(found)


ROWS = _rows()
