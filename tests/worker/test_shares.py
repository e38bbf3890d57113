"""Connections are spread over the workers: counts, for timings decide nothing."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections import Counter

import gevent.socket
import pytest

from dashboard.worker import process
from dashboard.worker.shares import GONE_SECONDS, MOVE_SECONDS, NOW_SECONDS, Shares, table
from tests.worker.conftest import GENEROUS, GET, answer


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def of_three() -> tuple[Clock, list[Shares]]:
    clock, memory = Clock(), table(12)
    return clock, [Shares(memory, number, clock) for number in (1, 2, 15)]


def test_who_asks_is_counted_until_he_pauses_or_leaves():
    clock, (one, two, _) = of_three()
    one.asks("a")
    one.asks("b")
    one.asks("a")  # still two
    assert (one.excess(), two.excess()) == (2, 0)
    one.leaves("b")
    one.leaves("never came")
    assert one.excess() == 1
    clock.now += NOW_SECONDS / 2
    one.asks("c")
    one.asks("d")
    assert one.tell() == 3
    clock.now += NOW_SECONDS / 4
    one.asks("c")
    clock.now += NOW_SECONDS * 3 / 4
    assert one.tell() == 1  # "c" asked last, "d" no more


def test_a_silent_worker_gets_nothing_left_to_it():
    clock, (one, two, three) = of_three()
    for client in "abc":
        one.asks(client)
    two.asks("d")
    assert one.excess() == 3
    three.retire()
    assert one.excess() == 2
    clock.now += GONE_SECONDS
    for client in "abc":
        one.asks(client)
    assert one.excess() == 0


def test_one_at_a_time_is_sent_away_and_none_for_a_difference_of_one():
    clock, (one, two, three) = of_three()
    for client in "abcd":
        one.asks(client)
    two.asks("e")
    three.asks("f")
    assert one.sends_away("a")
    assert not one.sends_away("b")  # "a" has not arrived yet
    clock.now += MOVE_SECONDS
    assert one.sends_away("b")
    clock.now += MOVE_SECONDS
    assert not one.sends_away("c")  # two here, one there
    assert not two.sends_away("e")


class Busier:
    """One who has more clients than another worker, always."""

    def excess(self) -> int:
        return 1


@pytest.mark.parametrize("taken", [True, False], ids=["taken", "left"])
def test_a_connection_is_left_to_others_until_one_takes_it_or_none_does(monkeypatch, taken):
    monkeypatch.setattr(process, "YIELD_SECONDS", GENEROUS if taken else 0.05)
    worker = process.Worker.__new__(process.Worker)
    worker._shares = Busier()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        client = gevent.socket.create_connection(listener.getsockname())
        leaving = gevent.spawn(worker._leave_to_others, listener)
        gevent.sleep(0.02)
        assert not leaving.ready()
        if taken:
            listener.accept()[0].close()
        leaving.get(timeout=0.5 * GENEROUS)  # hence not because its patience ended
        client.close()


def ask_all(clients, connect) -> Counter[bytes]:
    """Everyone asks once; who has been sent away connects again. How many each worker has."""
    pids = []
    for index in range(len(clients)):
        clients[index].sendall(GET)
        status, said = answer(clients[index])
        if not status:
            clients[index] = connect(GET)
            status, said = answer(clients[index])
        assert status == 200
        pids.append(said.split()[0])
    return Counter(pids)


def even(clients, connect) -> Counter[bytes]:
    """The counts when they differ by one at most, or the last ones seen."""
    end = time.monotonic() + GENEROUS
    while True:
        counts = ask_all(clients, connect)
        if len(counts) == 2 and max(counts.values()) - min(counts.values()) <= 1:
            return counts
        if time.monotonic() > end:
            return counts
        time.sleep(0.05)


def test_connections_that_are_kept_are_spread_evenly(plain):
    with plain(WEB_CONCURRENCY="2") as connect:
        clients = [connect() for _ in range(16)]
        first = even(clients, connect)
        assert sorted(first.values()) == [8, 8]
        # All of one worker's leave, and those of the other are spread again.
        place = max(first, key=first.__getitem__)
        stay = []
        for sock in clients:
            sock.sendall(GET)
            status, said = answer(sock)
            if status and said.split()[0] == place:
                stay.append(sock)
            else:
                sock.close()
        stay = stay[:6]
        assert sorted(even(stay, connect).values()) == [3, 3]


def test_the_clients_of_a_killed_worker_are_shared_with_its_successor(plain):
    with plain(WEB_CONCURRENCY="2") as connect:
        clients = [connect() for _ in range(8)]
        before = even(clients, connect)
        gone = next(iter(before))
        os.kill(int(gone), signal.SIGKILL)
        after = even(clients, connect)
        assert sorted(after.values()) == [4, 4]
        assert gone not in after
