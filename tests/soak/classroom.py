"""A class: students who drag, some who ask for what takes longest, all over one small server."""

from __future__ import annotations

import asyncio
import itertools
import json
import random
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import median
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlencode

from benchmarks.load import EVERY, Client, Question, Reply, amid_a_drag, our_question, percentile

FORM = "application/x-www-form-urlencoded"
_turns = itertools.count(1)

Result = TypeVar("Result")


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """As asyncio.run, in a thread of its own: playwright has a loop in the tests' thread."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


@dataclass(frozen=True)
class Lesson:
    """How a class was served.

    Attributes
    ----------
    seconds : of every quick answer.
    slow : answers to those who ask for what takes longest.
    wrong : what was no answer, and whose last value was never seen.
    lost, later : connections that broke, and answers "come back later"; both were asked again.
    """

    seconds: Sequence[float]
    slow: int
    wrong: Sequence[str]
    lost: int
    later: int

    @property
    def middle(self) -> float:
        """Median of the quick answers, in seconds."""
        return median(self.seconds)

    @property
    def late(self) -> float:
        """What 95 % of the quick answers are within, in seconds."""
        return percentile(list(self.seconds), 0.95)

    def __str__(self) -> str:
        return (
            f"{len(self.seconds)} quick answers, median {1000 * self.middle:.1f} ms, 95 % within "
            f"{1000 * self.late:.1f} ms; {self.slow} slow ones; {self.lost} connections lost, "
            f"{self.later} times later, {len(self.wrong)} errors"
        )


async def lesson(
    address: str,
    students: int,
    seconds: float,
    *,
    slow: int = 0,
    asked: Question | None = None,
    meanwhile: Callable[[], Awaitable[object]] | None = None,
) -> Lesson:
    """`students` drag ten steps a second, `slow` others ask for the slowest (or what is `asked`).

    Nobody drags in step with the others: a class that did would ask all at once, and wait in line.
    """
    turn = next(_turns) * 1000
    question = await asyncio.to_thread(amid_a_drag, address)
    dragging = [Client(address, question) for _ in range(students)]
    rng = random.Random(turn)
    asking = [Client(address, asked or slowest) for _ in range(slow)]
    firsts = [10**6 * (turn + number) for number in range(students)]
    crawls = [
        asyncio.create_task(client.as_fast_as_it_can(seconds, 1000 * (turn + number)))
        for number, client in enumerate(asking)
    ]
    other = asyncio.create_task(_do(meanwhile))
    replies = await asyncio.gather(
        *(
            client.drag(seconds, first, after=rng.uniform(0.0, EVERY))
            for client, first in zip(dragging, firsts, strict=True)
        )
    )
    await asyncio.gather(other, *crawls)
    clients = [*dragging, *asking]
    for client in clients:
        client.connection.close()
    steps = round(seconds / EVERY)
    unseen = [
        f"the last value of client {number} was not seen"
        for number, (reply, first) in enumerate(zip(replies, firsts, strict=True))
        if not _shows(reply, first + steps)
    ]
    return Lesson(
        [value for client in dragging for value in client.seconds],
        sum(len(client.seconds) for client in asking),
        [*(text for client in clients for text in client.wrong), *unseen],
        sum(client.lost for client in clients),
        sum(client.later for client in clients),
    )


async def _do(meanwhile: Callable[[], Awaitable[object]] | None) -> None:
    if meanwhile:
        await meanwhile()


def slowest(number: int) -> tuple[str, bytes, str]:
    """A deep network on data that is hard to learn; another one each time."""
    state = f"L=8&n=6&m=6&h=60&f=regression&kappa=1e8&seed={number % 2**31}"
    return "/api/matrix", urlencode({"state": state}).encode(), FORM


def dear(number: int) -> tuple[str, bytes, str]:
    """What is worth keeping where every process finds it; all clients ask for the same."""
    state = f"n=4&m=4&h=40&seed={number % 1000}"
    return "/api/matrix", urlencode({"state": state}).encode(), FORM


def chunk(number: int) -> tuple[str, bytes, str]:
    """A piece of a map whose points are flows; each client fills a map of its own."""
    seed, piece = divmod(number, 1000)
    state = f"plane=scale&fine=257&n=4&L=3&q=time_to_loss&seed={seed}&chunk=1,{piece}"
    return "/api/atlas-chunk", urlencode({"state": state}).encode(), FORM


def _shows(reply: Reply | None, number: int) -> bool:
    """Whether an answer is that to a question."""
    if reply is None or reply.status != 200:
        return False
    asked = parse_qs(parse_qs(our_question(number)[1].decode())["state"][0])["w"]
    return parse_qs(json.loads(reply.text())["query"])["w"] == asked
