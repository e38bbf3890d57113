"""/readyz: whether this process computes, and how its helpers do.

/healthz, which Dash answers, says that a process is alive. This says whether to send it questions:
not if a small one is not answered right, or soon. A shared cache that fails is told and is no
reason, as answers do without; neither is a queue that is full, as that turns away slow work alone.
"""

from __future__ import annotations

import json
import math
import threading
import time
from collections.abc import Callable
from typing import Any

import dash
from flask import Flask, Response

from core import ScalarScenario, solve
from core.integrate import OutOfTimeError, time_limit
from dashboard.environment import Settings
from dashboard.serving import cache, lane
from dashboard.serving.flood import quieted
from dashboard.serving.probes import READY

#: Seconds that the small solve may take; some milliseconds are usual.
MOST = 1.0
#: Seconds for which its outcome stands, however often it is asked for.
FRESH = 1.0

_log = quieted(__name__)


def serve_readiness(app: dash.Dash, settings: Settings) -> None:
    """Answer at /readyz: 200 or 503, and why."""
    server, base = app.server, app.config.routes_pathname_prefix
    probe = Probe()

    def answer() -> Response:
        solved = probe.outcome()
        found = {"ready": solved == "ok", "solve": solved, **_helpers(server, settings)}
        response = Response(json.dumps(found), mimetype="application/json")
        response.status_code = 200 if found["ready"] else 503
        response.headers["Cache-Control"] = "no-store"
        return response

    server.add_url_rule(f"{base}{READY}", READY, answer, methods=["GET"])


class Probe:
    """A small solve, once in a while."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._outcome, self._until = "", -math.inf

    def outcome(self) -> str:
        """How it went: ok, late, wrong or failed."""
        with self._lock:
            if self._clock() >= self._until:
                self._outcome = self._solve()
                self._until = self._clock() + FRESH
            return self._outcome

    def _solve(self) -> str:
        start = self._clock()
        try:
            with time_limit(MOST, whole=True):
                solution = solve(ScalarScenario(weights=(0.6, 0.6), target=1.0))
        except OutOfTimeError:
            return "late"
        except Exception:  # whatever it is, it is what was asked for
            _log.exception("readiness")
            return "failed"
        if self._clock() - start > MOST:
            return "late"
        # w1² + w2², which of balanced weights only grows on the way to a target that is farther.
        return "ok" if math.isclose(solution.alpha_star, 0.72) else "wrong"


def _helpers(server: Flask, settings: Settings) -> dict[str, Any]:
    shared = server.extensions[cache.EXTENSION].report()
    waiting = len(server.extensions[lane.EXTENSION].slow)
    found: dict[str, Any] = {"cache": shared.shared}
    if shared.reason:
        found["cache_reason"] = shared.reason
    return {**found, "queue": {"waiting": waiting, "places": settings.slow_places}}
