"""The app, and a route whose slow work waits for a file."""

from __future__ import annotations

from functools import partial

from flask import request

from dashboard import environment, serving
from dashboard.factory import create_app
from tests.serving.lane import works

_app = create_app(warm=False)
server = _app.server


@server.get("/wait")
def wait() -> str:
    """Slow work that ends when there is a file named `door`."""
    given = request.args
    work = partial(works.wait_for, given["door"], given.get("started", ""))
    return server.extensions["lanes"].do(repr(given), work, cost=100.0).text.decode()


@server.get("/lane")
def lane() -> dict[str, int]:
    """How the lane of this worker stands."""
    slow = server.extensions["lanes"].slow
    return {"waiting": len(slow), "done": slow.done, "stopped": slow.stopped}


serving.warm_up(_app, environment.read())
