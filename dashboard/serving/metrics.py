"""/metrics: what the processes of this server count, in Prometheus's format. Off unless asked for.

Labels are names of ours (routes, topics, codes), never what somebody sends.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping

import dash
from flask import Flask, Response, abort, request
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import choose_encoder
from prometheus_client.multiprocess import MultiProcessCollector

from dashboard.counting import folder
from dashboard.serving import cache, lane
from dashboard.serving.flood import quieted
from dashboard.serving.probes import METRICS
from dashboard.serving.requests import Answered, Watcher

#: Seconds. A step of a drag should be below the third; slow answers are let run for several.
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)

_log = quieted(__name__)


def count_requests(app: dash.Dash) -> Watcher:
    """Serve /metrics; who counts."""
    numbers, base = _numbers(), app.config.routes_pathname_prefix
    app.server.add_url_rule(f"{base}{METRICS}", METRICS, numbers.tell, methods=["GET"])

    def watch(answered: Answered) -> None:
        if not folder.lost:
            numbers.count(answered, base)
            numbers.follow(app.server)

    return watch


class Numbers:
    """All that is counted in this process, for however many apps."""

    def __init__(self) -> None:
        # With a folder that processes share, the library keeps the numbers there, by name.
        self.registry = kept = None if folder.path else CollectorRegistry()
        self._requests = Counter(
            "deep_linear_requests",
            "Requests answered",
            ["method", "route", "status"],
            registry=kept,
        )
        self._seconds = Histogram(
            "deep_linear_request_seconds",
            "Seconds to an answer",
            ["route"],
            buckets=BUCKETS,
            registry=kept,
        )
        self._solves = Counter(
            "deep_linear_solves", "Answers computed", ["topic", "lane"], registry=kept
        )
        self._refused = Counter(
            "deep_linear_rate_refused", "Requests beyond the rate of a client", registry=kept
        )
        self._slow = Counter(
            "deep_linear_slow", "Slow answers, by what became of them", ["what"], registry=kept
        )
        self._waiting = Gauge(
            "deep_linear_slow_waiting",
            "Slow answers that wait",
            multiprocess_mode="livesum",
            registry=kept,
        )
        self._cache = Counter(
            "deep_linear_cache", "Questions put to the cache", ["what"], registry=kept
        )
        self._followed: dict[tuple[str, str], int] = {}

    def count(self, answered: Answered, base: str) -> None:
        route = answered.route
        self._requests.labels(answered.method, route, str(answered.status)).inc()
        self._seconds.labels(route).observe(answered.seconds)
        if answered.status == 429:
            self._refused.inc()
        made = answered.lane in ("quick", "slow") and answered.status == 200
        if made and route.startswith(f"{base}api/"):
            topic = route.removeprefix(f"{base}api/").partition("/")[0].partition("-")[0]
            self._solves.labels(topic, answered.lane).inc()

    def follow(self, server: Flask) -> None:
        """Take over what the cache and the slow lane count themselves."""
        slow = server.extensions[lane.EXTENSION].slow
        counts = {"done": slow.done, "refused": slow.refused, "stopped": slow.stopped}
        self._take_over(self._slow, "slow", counts)
        self._waiting.set(len(slow))
        self._take_over(self._cache, "cache", server.extensions[cache.EXTENSION].report().counts)

    def _take_over(self, counter: Counter, name: str, counts: Mapping[str, int]) -> None:
        for what, count in counts.items():
            before = self._followed.get((name, what), 0)
            self._followed[name, what] = count
            if count > before:
                counter.labels(what).inc(count - before)

    def tell(self) -> Response:
        """The answer: of all processes, if they share a folder."""
        if folder.lost:
            abort(503)
        registry = self.registry
        try:
            if registry is None:
                registry = CollectorRegistry()
                MultiProcessCollector(registry, str(folder.path))  # type: ignore[no-untyped-call]
            encode, kind = choose_encoder(request.headers.get("Accept", ""))
            text = encode(registry)
        except (OSError, ValueError, RuntimeError, KeyError) as error:  # whatever is in the folder
            _log.warning("metrics: %r", error)
            abort(503)
        response = Response(text, content_type=kind)
        response.headers["Cache-Control"] = "no-store"
        return response


@functools.cache
def _numbers() -> Numbers:
    return Numbers()
