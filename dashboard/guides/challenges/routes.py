"""Where attempts are judged: `POST api/challenge`, below the server's prefix."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import partial
from typing import Any

import dash
from flask import Response, request
from werkzeug.exceptions import RequestEntityTooLarge

import words
from core import ScenarioError
from dashboard.guides import labs
from dashboard.guides.challenges import judging
from dashboard.guides.challenges.table import BY_KEY
from dashboard.guides.challenges.telling import told
from dashboard.parts.exchange.desk import Desk, Made
from dashboard.parts.query import ControlError, short

ROUTE = "api/challenge"
#: The entries of a question.
KEY, STATE = "c", "state"


def register(app: dash.Dash, desk: Desk) -> None:
    """Serve what an attempt is worth."""
    app.server.add_url_rule(
        f"{app.config.routes_pathname_prefix}{ROUTE}",
        ROUTE,
        partial(_judge, desk),
        methods=["POST"],
    )


def _judge(desk: Desk) -> Response:
    try:
        key, query = request.form.get(KEY, ""), request.form.get(STATE, "")
    except RequestEntityTooLarge:
        return _refused(413, words.text("link.too_large", most=request.max_content_length))
    challenge = BY_KEY.get(key)
    if challenge is None:
        return _refused(404, words.text("challenge.unknown", key=short(key)))
    try:
        attempt = judging.attempt(challenge, query)
    except ControlError as error:
        return _refused(400, str(error))
    if attempt.broken:
        return _sent(told(judging.judged(attempt, judging.NOTHING)))
    # What is found has no words in it: it is remembered for all languages.
    name = hashlib.sha256(repr([ROUTE, key, attempt.query]).encode()).hexdigest()
    work = partial(_found, key, attempt.query)
    cost = partial(labs.cost, challenge.topic, attempt.query)
    found = json.loads(desk.text(name, work, cost))
    if "error" in found:
        return _refused(400, words.text("challenge.no_network"))
    return _sent(told(judging.judged(attempt, judging.read(found))))


def _found(key: str, query: str) -> Made:
    """The work, here or in another process."""
    challenge = BY_KEY[key]
    try:
        found = challenge.find(labs.solution(challenge.topic, query))
    except (ControlError, ScenarioError):
        return Made(json.dumps({"error": True}).encode())
    return Made(json.dumps(judging.written(found), allow_nan=False).encode())


def _refused(status: int, sentence: str) -> Response:
    return _sent({"error": sentence}, status)


def _sent(value: Mapping[str, Any], status: int = 200) -> Response:
    response = Response(
        json.dumps(value, allow_nan=False), status=status, mimetype="application/json"
    )
    response.headers["Cache-Control"] = "no-store"
    return response
