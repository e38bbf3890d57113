"""Answers a second and how long they take, beside the same page built the usual way."""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from statistics import median

from benchmarks.load import Client, Question, amid_a_drag, percentile, weight
from benchmarks.pages import usual_page
from benchmarks.report import paired_ratio, print_promise, print_title
from benchmarks.serving import served

OURS, USUAL, BARE = "ours", "usual way", "bare"
CLIENTS = (1, 8, 40)
ROUNDS = 5
SECONDS = 4.0
START = 1.5  # times as long until it is ready
MORE, PART = 10.0, 0.2  # what is promised: answers by theirs, their slow ones by ours

_numbers = itertools.count()


def run() -> None:
    print_title("Server: the drag of the scalar page's slider, two workers, no browser")
    _starts()
    with served() as ours, served("benchmarks.pages.usual_page:server") as usual:
        for count in CLIENTS:
            _compare(count, {OURS: (ours, amid_a_drag(ours)), USUAL: (usual, usual_question)})


def _starts() -> None:
    """From the command to the first page, beside a page with one empty graph."""
    times: dict[str, list[float]] = {OURS: [], BARE: []}
    for turn in range(ROUNDS + 1):
        for name, application in ((OURS, ()), (BARE, ("benchmarks.pages.bare_page:server",))):
            begun = time.perf_counter()
            with served(*application):
                seconds = time.perf_counter() - begun
            if turn:  # the first reads files from the disk
                times[name].append(seconds)
    print("\nFrom the start to the first page")
    for name, values in times.items():
        print(f"  {name:12}{median(values):18.2f} s")
    ratio = paired_ratio(times, OURS, BARE)
    print_promise(f"ours by a bare page, at most {START:g}", ratio, ratio <= START)


def _compare(count: int, ways: dict[str, tuple[str, Question]]) -> None:
    rate: dict[str, list[float]] = {name: [] for name in ways}
    slow: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(ROUNDS + 1):
        for name, (address, question) in ways.items():
            seconds, in_time = asyncio.run(_round(address, question, count))
            if turn:  # the first round is to warm up
                rate[name].append(in_time / SECONDS)
                slow[name].append(1000 * percentile(seconds, 0.95))
    print(f"\n{count} clients, each as fast as it can")
    print(f"  {'':12}{'answers a second':>20}{'95 % within, ms':>20}")
    for name in ways:
        print(f"  {name:12}{median(rate[name]):20.0f}{median(slow[name]):20.0f}")
    more = paired_ratio(rate, OURS, USUAL)
    print_promise(f"answers a second, ours by theirs, at least {MORE:g}", more, more >= MORE)
    part = paired_ratio(slow, OURS, USUAL)
    print_promise(f"95 % within, ours by theirs, at most {PART:g}", part, part <= PART)


async def _round(address: str, question: Question, count: int) -> tuple[list[float], int]:
    """How long each answer took, and how many came while there was time.

    What has been asked by then is waited for. Forty clients who wait a second each have a quarter
    of all their answers after it.
    """
    clients = [Client(address, question) for _ in range(count)]
    firsts = [10**6 * next(_numbers) for _ in clients]
    in_time, *_ = await asyncio.gather(
        _answered(clients),
        *(
            client.as_fast_as_it_can(SECONDS, first)
            for client, first in zip(clients, firsts, strict=True)
        ),
    )
    for client in clients:
        client.connection.close()
        if client.wrong:
            raise RuntimeError(client.wrong[0])
    return [value for client in clients for value in client.seconds], in_time


async def _answered(clients: list[Client]) -> int:
    """How many answers they have when the time is up."""
    await asyncio.sleep(SECONDS)
    return sum(len(client.seconds) for client in clients)


def usual_question(number: int) -> tuple[str, bytes, str]:
    """As Dash's own renderer asks."""
    weights = (weight(number), usual_page.START[1])
    inputs = [
        {"id": f"w{layer}", "property": "value", "value": value}
        for layer, value in enumerate(weights, start=1)
    ]
    outputs = [{"id": name, "property": "figure"} for name in usual_page.GRAPHS]
    output = f"..{'...'.join(f'{name}.figure' for name in usual_page.GRAPHS)}.."
    body = {"output": output, "outputs": outputs, "inputs": inputs, "changedPropIds": ["w1.value"]}
    return "/_dash-update-component", json.dumps(body).encode(), "application/json"
