"""A cache in memory is bounded whatever is put into it."""

from __future__ import annotations

import sys

import pytest
from flask import Flask

from dashboard.serving.cache import EXTENSION, make_cache, memory
from dashboard.serving.cache.memory import Texts


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_the_one_asked_for_longest_ago_leaves_first():
    texts = Texts(60, most_entries=2)
    texts.set("a", b"1")
    texts.set("b", b"2")
    assert texts.get("a") == b"1"
    texts.set("c", b"3")
    assert [texts.get(key) for key in "abc"] == [b"1", None, b"3"]


def test_five_hundred_long_answers_are_bounded_in_bytes():
    texts = Texts(60)
    for i in range(500):
        texts.set(f"key {i}", b"x" * 100_000)
        assert texts.bytes <= memory.MOST_BYTES
    kept = [i for i in range(500) if texts.get(f"key {i}")]
    assert kept == list(range(500 - len(kept), 500))  # the newest
    assert len(kept) * 100_000 > memory.MOST_BYTES * 0.9


def test_bytes_are_those_in_memory_whatever_is_done():
    texts = Texts(60, most_bytes=10_000)
    for i, text in enumerate([b"x" * 900, b"x" * 1800, b"x", b"y" * 2000] * 3):
        texts.set(f"{i % 7}", text)
        texts.delete(f"{i % 4}")
        held = [texts.get(f"{j}") for j in range(7)]
        least = sum(sys.getsizeof(text) for text in held if text is not None)
        assert least <= texts.bytes <= 10_000
    texts.clear()
    assert (texts.bytes, len(texts)) == (0, 0)


def test_a_text_that_is_too_long_is_not_kept():
    texts = Texts(60, most_text_bytes=1000)
    assert not texts.set("a", b"x" * 1000)
    assert texts.get("a") is None
    assert texts.set("a", b"x" * 900)


def test_age_is_counted_by_a_clock_that_nobody_sets(monkeypatch):
    clock = Clock()
    texts = Texts(10, clock=clock)
    texts.set("a", b"1")
    texts.set("b", b"2", 20)
    texts.set("c", b"3", 0)
    monkeypatch.setattr("time.time", lambda: 0.0)
    clock.now += 9.9
    assert texts.get("a") == b"1"
    clock.now += 0.1
    assert [texts.get(key) for key in "abc"] == [None, b"2", b"3"]
    clock.now += 1e9
    assert [texts.get(key) for key in "abc"] == [None, None, b"3"]


@pytest.fixture
def server():
    return Flask("test")


def test_it_serves_as_flask_cachings_backend(server):
    cache = make_cache(server)
    with server.app_context():
        assert cache.get("k") is None
        assert cache.set("k", b"v")
        assert cache.get("k") == b"v"
        assert not cache.add("k", b"w")
        assert cache.add("l", b"w")
        assert (cache.has("l"), cache.has("m")) == (True, False)
        assert cache.delete("l")
        assert not cache.delete("l")
        for i in range(2 * memory.MOST_ENTRIES):
            cache.set(f"key {i}", b"x")
        assert server.extensions[EXTENSION].report().entries == memory.MOST_ENTRIES
        cache.clear()
        assert cache.get("k") is None


def test_text_alone_is_kept_as_it_is_sent(server):
    cache = make_cache(server)
    for value in ("v", 1, None, [b"v"]):
        with server.app_context(), pytest.raises(TypeError):
            cache.set("k", value)


def test_report_counts(server):
    cache = make_cache(server)
    with server.app_context():
        cache.get("k")
        cache.set("k", b"v")
        cache.get("k")
        cache.set("l", b"x" * memory.MOST_TEXT_BYTES)
    report = server.extensions[EXTENSION].report()
    assert (report.shared, report.reason, report.entries) == ("none", None, 1)
    assert report.counts == {"hits": 1, "misses": 1, "too_long": 1}
