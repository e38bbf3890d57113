"""Clients of the server without a browser: a connection each, a value that moves, and a gate."""

from __future__ import annotations

import asyncio
import gzip
import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, cached_property, partial
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import urlopen

from backports import zstd  # flask-compress brings it

SECOND, TARGET = 0.4, 2.0  # the weight that does not move, and y
RETRIES = 30  # of one question, a second apart: as the page goes on asking
EVERY = 0.1  # seconds between two steps of a drag
_PAUSE = 1.0


@dataclass(frozen=True)
class Reply:
    """An answer of the server."""

    head: bytes
    body: bytes

    @cached_property
    def status(self) -> int:
        return int(self.head.split(b" ", 2)[1])

    @cached_property
    def headers(self) -> dict[str, str]:
        lines = self.head.decode("latin-1").split("\r\n")[1:]
        pairs = (line.partition(":") for line in lines)
        return {name.strip().lower(): value.strip() for name, _, value in pairs}

    def text(self) -> bytes:
        """The body, unpacked."""
        packed = self.headers.get("content-encoding")
        return {"zstd": zstd.decompress, "gzip": gzip.decompress}.get(packed or "", bytes)(
            self.body
        )


class Connection:
    """One that is kept alive, and opened again when the server has closed it."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self.host, self.port, self.prefix = parts.hostname, parts.port, parts.path.rstrip("/")
        self._wire: _Wire | None = None

    async def post(self, path: str, body: bytes, kind: str) -> Reply:
        """The reply to a POST. Raises OSError or EOFError when the connection is lost."""
        if self._wire is None:
            loop = asyncio.get_running_loop()
            _, self._wire = await loop.create_connection(_Wire, self.host or "", self.port or 80)
        head = (
            f"POST {self.prefix}{path} HTTP/1.1\r\nHost: {self.host}:{self.port}\r\n"
            f"Content-Type: {kind}\r\n"
            f"Content-Length: {len(body)}\r\nAccept-Encoding: gzip, zstd\r\n\r\n"
        )
        try:
            reply = await self._wire.ask(head.encode() + body)
        except BaseException:
            self.close()
            raise
        if _CLOSES.search(reply.head):
            self.close()
        return reply

    def close(self) -> None:
        """Drop it; the next question opens another."""
        if self._wire is not None:
            self._wire.close()
        self._wire = None


class _Wire(asyncio.BufferedProtocol):
    """A connection while it lasts. It shares the processor with the server, so it does little.

    What comes lands in one buffer, which asyncio would make anew for each piece of it, and which
    is looked at again only where the answer may have come to its end.
    """

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._reply: asyncio.Future[Reply] | None = None
        self._buffer = bytearray(1 << 16)
        self._filled, self._wanted = 0, 1
        self._lost: Exception | None = None

    async def ask(self, question: bytes) -> Reply:
        if self._lost or self._transport is None:
            raise self._lost or EOFError
        self._filled, self._wanted = 0, 1
        self._reply = asyncio.get_running_loop().create_future()
        self._transport.write(question)
        return await self._reply

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def get_buffer(self, sizehint: int) -> memoryview:
        if self._filled == len(self._buffer):
            self._buffer += bytes(len(self._buffer))
        return memoryview(self._buffer)[self._filled :]

    def buffer_updated(self, nbytes: int) -> None:
        self._filled += nbytes
        if self._filled >= self._wanted and self._reply and not self._reply.done():
            reply, self._wanted = _reply(bytes(memoryview(self._buffer)[: self._filled]))
            if reply:
                self._reply.set_result(reply)

    def connection_lost(self, exc: Exception | None) -> None:
        self._lost = exc or EOFError()
        if self._reply and not self._reply.done():
            self._reply.set_exception(self._lost)


_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CLOSES = re.compile(rb"\r\nconnection: *close", re.IGNORECASE)


def _reply(data: bytes) -> tuple[Reply | None, int]:
    """The answer in what has come, once all of it has; else how much there must be for that."""
    head, end, rest = data.partition(b"\r\n\r\n")
    if not end:
        return None, len(data) + 1
    length = _LENGTH.search(head)
    if length is None:
        body = _unchunked(rest)
        return (None if body is None else Reply(head, body)), len(data) + 1
    missing = int(length[1]) - len(rest)
    return (None if missing > 0 else Reply(head, rest)), len(data) + missing


def _unchunked(rest: bytes) -> bytes | None:
    body = b""
    while True:
        line, end, rest = rest.partition(b"\r\n")
        size = int(line.split(b";")[0], 16) if end else 0
        if not end or len(rest) < size + 2:
            return None
        if not size:
            return body
        body, rest = body + rest[:size], rest[size + 2 :]


_STATE = quote(f"w={{!r}},{SECOND!r}&y={TARGET!r}", safe="{!}")  # nothing of a number is quoted

#: A number of a question -> path, body and content type.
Question = Callable[[int], tuple[str, bytes, str]]


@dataclass
class Client:
    """Asks one question after the other over one connection.

    Attributes
    ----------
    seconds : each answer's, from when it was asked first; with what had to be asked again.
    wrong : statuses that are no answer and no "come back later", and other surprises.
    lost : connections that ended before their answer.
    later : how often the server said to come back later.
    """

    address: str
    question: Question
    expected: tuple[int, ...] = (200,)
    seconds: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    lost: int = 0
    later: int = 0

    def __post_init__(self) -> None:
        self.connection = Connection(self.address)

    async def ask(self, number: int) -> Reply | None:
        """The answer; asked again as the page does, where there is none."""
        begun = time.perf_counter()
        for _ in range(RETRIES):
            try:
                reply = await self.connection.post(*self.question(number))
            except (OSError, EOFError):
                self.lost += 1
                await asyncio.sleep(0.05)
                continue
            if reply.status in (429, 503):
                self.later += 1
                await asyncio.sleep(float(reply.headers.get("retry-after", _PAUSE)))
                continue
            if reply.status not in self.expected:
                self.wrong.append(f"{reply.status} {reply.body[:200]!r}")
            self.seconds.append(time.perf_counter() - begun)
            return reply
        self.wrong.append("never answered")
        return None

    async def as_fast_as_it_can(self, seconds: float, first: int) -> None:
        """The next question as soon as there is an answer, for so long."""
        end, number = time.perf_counter() + seconds, first
        while time.perf_counter() < end:
            await self.ask(number)
            number += 1

    async def drag(self, seconds: float, first: int, after: float = 0.0) -> Reply | None:
        """A value moves all the time; only the newest is asked for. The answer to the last one."""
        await asyncio.sleep(after)
        begun, asked, reply = time.perf_counter(), -1, None
        steps = round(seconds / EVERY)
        while asked < steps:
            step = min(steps, int((time.perf_counter() - begun) / EVERY))
            if step <= asked:
                await asyncio.sleep(begun + (asked + 1) * EVERY - time.perf_counter())
                continue
            reply, asked = await self.ask(first + step), step
        return reply


def percentile(values: list[float], part: float) -> float:
    """The value below which this part of them lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def weight(number: int) -> float:
    """Another one each time, so that nothing is remembered."""
    return 0.3 + number % 10**6 * 1e-5 + number // 10**6 * 1e-9


def our_question(number: int, drawn: str = "") -> tuple[str, bytes, str]:
    """As assets/page.js asks while a slider moves; of pictures `drawn` it has the style already."""
    body = f"state={_STATE.format(weight(number))}&{_drawn(drawn)}"
    return "/api/scalar", body.encode(), "application/x-www-form-urlencoded"


def amid_a_drag(address: str) -> Question:
    """Our question once there is a first picture."""
    path, body, _ = our_question(0)
    with urlopen(f"{address.rstrip('/')}{path}", body) as reply:
        graphs = json.load(reply)["graphs"].values()
    return partial(our_question, drawn="|".join(graph["kind"] for graph in graphs))


@cache
def _drawn(kinds: str) -> str:
    return urlencode({"drawn": kinds})
