"""A route that works out nothing and answers as much as ours: what no server here can beat."""

from __future__ import annotations

import json

from flask import Flask

_BYTES = 25_000  # of an answer amid a drag, as it is sent

server = Flask(__name__, static_folder=None)
_ANSWER = json.dumps({"graphs": {}, "query": "w=0", "padding": "x" * _BYTES})


@server.get("/")
@server.get("/healthz")
def _alive() -> str:
    return "alive"


@server.post("/api/scalar")
def _answer() -> str:
    return _ANSWER
