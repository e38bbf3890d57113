"""What goes wrong in years, each thing while a class works: nothing is lost, all is seen."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from tests.serving.redis_server import RedisServer
from tests.soak.classroom import Lesson, dear, lesson
from tests.soak.house import House, house

STUDENTS = 10
SHARING = 2  # besides, who ask for what goes over Redis: a step of a drag does not
HANGERS = 500  # connections of each kind that say nothing more
_HALVES = {
    "idle": b"",
    "half a head": b"POST /api/scalar HTTP/1.1\r\nHost: a\r\nX-",
    "half a body": b"POST /api/scalar HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nstate=",
}


def faults(folder: Path, seconds: float) -> Iterator[tuple[str, Lesson]]:
    """A name of each fault, and how the class was served."""
    with house(folder / "alone", DEEP_LINEAR_LOG_LEVEL="warning") as alone:
        kill = partial(_repeat, alone.kill_a_worker, seconds)
        yield "workers killed", _served(alone, seconds, kill)
        with _hanging(alone.address):
            yield f"{HANGERS} idle, half heads, half bodies each", _served(alone, seconds)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with RedisServer(port).start() as redis:
        settings = {"CACHE_REDIS_URL": redis.url, "DEEP_LINEAR_CACHE_SECRET": 32 * "s"}
        with house(folder / "shared", **settings) as shared:
            yield "with Redis", _served(shared, seconds, sharing=SHARING)
            for name, harm, heal in _harms(redis):
                harmed = partial(_after, harm, seconds)
                yield name, _served(shared, seconds, harmed, sharing=SHARING)
                heal()


def _harms(redis: RedisServer) -> Iterator[tuple[str, Callable[[], object], Callable[[], object]]]:
    yield "Redis freezes", redis.freeze, redis.thaw
    yield "Redis is killed", redis.stop, redis.start
    yield (
        "Redis is full",
        lambda: redis.ask("CONFIG", "SET", "maxmemory", "1mb"),
        lambda: redis.ask("CONFIG", "SET", "maxmemory", "0"),
    )
    yield "entries of Redis are replaced", lambda: _replace(redis), lambda: redis.ask("FLUSHALL")


def _replace(redis: RedisServer) -> None:
    """By what would run code if anyone unpickled it."""
    for name in redis.names():
        with contextlib.suppress(Exception):  # one that counts has another kind of value
            redis.ask("SET", name, b"cos\nsystem\n(S'touch /tmp/owned'\ntR.")


def _served(
    where: House,
    seconds: float,
    meanwhile: Callable[[], Awaitable[object]] | None = None,
    sharing: int = 0,
) -> Lesson:
    work = lesson(where.address, STUDENTS, seconds, slow=sharing, asked=dear, meanwhile=meanwhile)
    return asyncio.run(work)


async def _repeat(harm: Callable[[], object], seconds: float) -> None:
    for _ in range(3):
        await asyncio.sleep(seconds / 4)
        harm()


async def _after(harm: Callable[[], object], seconds: float) -> None:
    await asyncio.sleep(seconds / 4)
    await asyncio.to_thread(harm)


@contextmanager
def _hanging(address: str) -> Iterator[None]:
    """Connections that stay as they are until the server closes them."""
    place = urlsplit(address)
    with contextlib.ExitStack() as open_:
        for begun in _HALVES.values():
            for _ in range(HANGERS):
                connection = socket.create_connection((place.hostname, place.port), 30)
                open_.enter_context(connection)
                connection.sendall(begun)
        yield
