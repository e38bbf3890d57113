"""Many minutes of all that a page asks: what the server holds must not grow."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Iterator
from urllib.parse import urlencode

from benchmarks.load import Client
from tests.soak.classroom import FORM
from tests.soak.house import House, Size

CLIENTS = 8
GROWTH = 1.10  # of memory, from the end of the warming up
_seeds = itertools.count(1)

#: What is asked, in turns; "{seed}" is another each time.
_ASKED = (
    ("/api/scalar", {"state": "w=0.{seed},0.4&y=2"}),
    ("/api/scalar", {"state": "w=0.3,0.{seed},0.7&y=1.5"}),
    ("/api/scalar", {"state": "w=rubbish{seed}"}),
    ("/api/matrix", {"state": "n=3&m=3&h=6&seed={seed}"}),
    ("/api/matrix", {"state": "L=3&n=2&m=2&h=4&seed={seed}"}),
    ("/api/regimes", {"state": "seed={seed}"}),
    ("/api/depth", {"state": "s=0.{seed}"}),
    ("/api/scalar-run", {"state": "w=0.{seed},0.4&y=2"}),
    ("/api/matrix/run.csv", {"state": "n=2&m=2&h=3&seed={seed}"}),
    ("/api/scalar/take", {"state": "w=0.{seed},0.4&y=2"}),
    ("/api/open", {"name": "a.json", "file": '{{"model": "scalar", "weights": [0.{seed}, 1]}}'}),
    ("/api/nothing", {"state": "{seed}"}),
)


def endurance(house: House, minutes: float) -> Iterator[tuple[float, Size]]:
    """Minutes gone by, and what the server holds then; the first when it is warm."""
    begun = time.monotonic()
    asyncio.run(_mixed(house.address, min(60.0, 12 * minutes)))
    yield (time.monotonic() - begun) / 60, house.size()
    while time.monotonic() < begun + 60 * minutes:
        asyncio.run(_mixed(house.address, min(60.0, 12 * minutes)))
        time.sleep(1)  # work that nobody waits for has ended
        yield (time.monotonic() - begun) / 60, house.size()


async def _mixed(address: str, seconds: float) -> None:
    clients = [Client(address, _question, (200, 404)) for _ in range(CLIENTS)]
    await asyncio.gather(
        *(
            client.as_fast_as_it_can(seconds, number)
            for number, client in enumerate(clients, start=next(_seeds))
        )
    )
    for client in clients:
        client.connection.close()


async def one_of_each(address: str) -> dict[str, int]:
    """Each question once: the statuses by path and state."""
    client = Client(address, _question)
    found = {}
    for number in range(len(_ASKED)):
        path, body, kind = _question(number)
        reply = await client.connection.post(path, body, kind)
        found[f"{path} {body!r}"] = reply.status
    client.connection.close()
    return found


def _question(number: int) -> tuple[str, bytes, str]:
    path, given = _ASKED[number % len(_ASKED)]
    seed = next(_seeds)
    return path, urlencode({k: text.format(seed=seed) for k, text in given.items()}).encode(), FORM
