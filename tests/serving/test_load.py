"""The clients that measure, and play a class: whatever way an answer comes, they read it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from benchmarks.load import Connection, our_question
from tests.soak.classroom import run

HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nX: y\r\n\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
LONG = bytes(range(256)) * 1_000


async def _asked(answers: Sequence[Sequence[bytes]]) -> list[tuple[int, bytes]]:
    """What one connection reads of answers that come in pieces."""
    left = iter(answers)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for pieces in left:
            await reader.readuntil(b"end")
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(0.005)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        connection = Connection(f"http://127.0.0.1:{port}/")
        replies = [await connection.post("/", b"end", "text/plain") for _ in answers]
        with pytest.raises((OSError, EOFError)):
            await connection.post("/", b"end", "text/plain")
        connection.close()
    return [(reply.status, reply.body) for reply in replies]


def test_an_answer_in_pieces() -> None:
    whole = HEAD % len(LONG) + LONG
    ways = [
        [HEAD % 3 + b"abc"],
        [HEAD % 0],
        [HEAD[:9], (HEAD % 3)[9:-2], b"\r\na", b"bc"],
        [whole],
        [whole[at : at + 20_000] for at in range(0, len(whole), 20_000)],
        [CHUNKED, b"3\r\nab", b"c\r\n", b"2\r\nde\r\n0\r\n\r\n"],
        [HEAD % 3 + b"abc"],
    ]
    bodies = [b"abc", b"", b"abc", LONG, LONG, b"abcde", b"abc"]
    assert run(_asked(ways)) == [(200, body) for body in bodies]


def test_a_question_is_a_form_in_full() -> None:
    for number in (0, 10**6 + 7, 10**9 + 123_456):
        body = our_question(number, "weights 2 True|rate")[1]
        weight = 0.3 + number % 10**6 * 1e-5 + number // 10**6 * 1e-9
        told = f"state=w%3D{weight!r}%2C0.4%26y%3D2.0&drawn=weights+2+True%7Crate"
        assert body.decode() == told
