"""Clients of the server without a browser: a connection each, a value that moves, and a gate."""

from __future__ import annotations

import asyncio
import gzip
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from backports import zstd  # flask-compress brings it

SECOND, TARGET = 0.4, 2.0  # the weight that does not move, and y
RETRIES = 30  # of one question, a second apart: as the page goes on asking
_PAUSE = 1.0


@dataclass
class Reply:
    """An answer of the server."""

    status: int
    headers: dict[str, str]
    body: bytes

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
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def post(self, path: str, body: bytes, kind: str) -> Reply:
        """The reply to a POST. Raises OSError or EOFError when the connection is lost."""
        if self._writer is None:
            self._reader, self._writer = await asyncio.open_connection(self.host, self.port)
        assert self._reader is not None
        head = (
            f"POST {self.prefix}{path} HTTP/1.1\r\nHost: {self.host}:{self.port}\r\n"
            f"Content-Type: {kind}\r\n"
            f"Content-Length: {len(body)}\r\nAccept-Encoding: gzip, zstd\r\n\r\n"
        )
        try:
            self._writer.write(head.encode() + body)
            return await self._read(self._reader)
        except BaseException:
            self.close()
            raise

    async def _read(self, reader: asyncio.StreamReader) -> Reply:
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {
            name.strip().lower(): value.strip()
            for name, _, value in (line.partition(":") for line in lines[1:] if line)
        }
        if "content-length" in headers:
            body = await reader.readexactly(int(headers["content-length"]))
        else:
            body = b""
            while size := int((await reader.readline()).split(b";")[0], 16):
                body += await reader.readexactly(size)
                await reader.readline()
            await reader.readline()
        if headers.get("connection", "").lower() == "close":
            self.close()
        return Reply(int(lines[0].split()[1]), headers, body)

    def close(self) -> None:
        """Drop it; the next question opens another."""
        if self._writer is not None:
            self._writer.close()
        self._reader = self._writer = None


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

    async def drag(self, seconds: float, first: int, every: float = 0.1) -> Reply | None:
        """A value moves all the time; only the newest is asked for. The answer to the last one."""
        begun, asked, reply = time.perf_counter(), -1, None
        steps = round(seconds / every)
        while asked < steps:
            step = min(steps, int((time.perf_counter() - begun) / every))
            if step <= asked:
                await asyncio.sleep(begun + (asked + 1) * every - time.perf_counter())
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
    state = f"w={weight(number)!r},{SECOND!r}&y={TARGET!r}"
    body = urlencode({"state": state, "drawn": drawn})
    return "/api/scalar", body.encode(), "application/x-www-form-urlencoded"
