"""The one request that a page makes while a control moves: a question in, a picture out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import dash
import orjson
from flask import Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from dashboard.parts.exchange.answers import Refusal
from dashboard.parts.exchange.asking import Controls, query_of, read_controls
from dashboard.parts.exchange.desk import Desk, Made, Work
from dashboard.parts.exchange.entries import entries, posted_file
from dashboard.parts.exchange.expecting import Cost
from dashboard.parts.query import ControlError, UnknownEntryError
from words import Message, say

Answer = Callable[..., Any]
#: The query of what the page shows, its controls, those touched -> a query.
Asked = Callable[[str, Controls, Sequence[str]], str]
#: From the entries of a form without a file to the answer and its lane, or None: it takes long.
Quickly = Callable[[Mapping[str, str]], "tuple[bytes, str] | None"]
#: Among a server's extensions: path -> `Quickly`, which needs no request of Flask's.
QUICK = "quick_answers"
#: In the environment of a request to which that has found no quick answer.
LATE = "deep_linear.late"


@dataclass(frozen=True, kw_only=True)
class _Question:
    """What is asked at a route: from a request's entries to the work of its answer."""

    route: str
    answer: Answer
    cost: Cost
    asked: Asked
    key: Callable[[str], object]
    with_file: bool
    with_sight: bool

    def work(
        self, told: Mapping[str, str], file: Callable[[], bytes | None]
    ) -> tuple[str, Work, Callable[[], float]]:
        """What `Desk.text` takes. Raises ControlError if there is no such question."""
        query = _state(self.asked, told)
        given: list[Any] = [query, told.get("drawn", "").split("|")]
        seen = [_sight(told)] if self.with_sight else []
        given += seen
        if self.with_file:
            given.append(file())
        key = repr([self.route, self.key(query), *given[1:]])
        name = hashlib.sha256(key.encode()).hexdigest()
        return name, partial(_made, self.answer, given), partial(self.cost, query, *seen)


def register_pictures(  # noqa: PLR0913  # all but the first four are named
    app: dash.Dash,
    desk: Desk,
    route: str,
    answer: Answer,
    *,
    cost: Cost = lambda _query, *_more: 0.0,
    asked: Asked = lambda _state, controls, moved: query_of(controls, moved),
    key: Callable[[str], object] = lambda query: query,
    with_file: bool = False,
    with_sight: bool = False,
    of_app: bool = False,
) -> None:
    """Serve `answer(query, kinds of picture drawn)` at `route`, below the server's prefix.

    A question names a query, or sends the page's controls, from which `asked` makes one.
    `key` gives what of a query its answer depends on, where two queries can ask for the same.
    `answer` is a function of a module, so that another process finds it. `with_file`: it also takes
    the bytes of a file that came with the question, or None. A file may be empty. `with_sight`: it
    takes the ids of the pictures that are in sight, and so does `cost`; None is all. `of_app`: what
    is asked is read with the help of Flask's current app.
    """
    question = _Question(
        route=route, answer=answer, cost=cost, asked=asked, key=key,
        with_file=with_file, with_sight=with_sight,
    )  # fmt: skip

    def respond() -> Response:
        try:
            work = question.work(entries(), posted_file)
        except RequestEntityTooLarge:
            return _sent(json.dumps(_too_large("file" if with_file else "")))
        except ControlError as error:
            return _sent(json.dumps(_refused(error)))
        return _sent(desk.text(*work, late=LATE in request.environ))

    def quickly(told: Mapping[str, str]) -> tuple[bytes, str] | None:
        return desk.quickly(*question.work(told, lambda: None))

    path = f"{app.config.routes_pathname_prefix}{route}"
    app.server.add_url_rule(path, route, respond, methods=["GET", "POST"])
    if not of_app:
        app.server.extensions.setdefault(QUICK, {})[path] = quickly


def _made(answer: Answer, given: list[Any]) -> Made:
    found = _answered(answer, given)
    # orjson takes a twentieth of the time of json, which is a tenth of an answer's.
    text = orjson.dumps(found, option=orjson.OPT_SERIALIZE_NUMPY)
    return Made(text, "error" not in found and found.get("complete", True))


def _state(asked: Asked, told: Mapping[str, str]) -> str:
    """The query that a request asks for: the one it names, or the one that its controls make."""
    state, text = told.get("state", ""), told.get("controls")
    if text is None:
        return state
    controls, moved = read_controls(text), told.get("moved", "").split(",")
    try:
        return asked(state, controls, moved)
    except UnknownEntryError as error:  # the controls say it all again
        return asked(error.rest, controls, moved)


def _sight(told: Mapping[str, str]) -> tuple[str, ...] | None:
    """The pictures that the page asks for while a control moves."""
    text = told.get("sight")
    return None if text is None else tuple(text.split("|"))


def _sent(text: bytes | str) -> Response:
    return Response(text, mimetype="application/json")


def _too_large(control: str) -> Refusal:
    most = request.max_content_length
    return {"error": {"control": control, "sentence": say(Message("link.too_large", most=most))}}


def _answered(answer: Answer, given: list[Any]) -> Any:
    """The picture of a query, or what is wrong with it.

    A refusal is an answer like any other (status 200): the page shows it beside its control.
    """
    try:
        return answer(*given)
    except UnknownEntryError as error:  # the rest of the link still opens
        found = _answered(answer, [error.rest, *given[1:]])
        return found if "error" in found else {**found, "complaint": _refused(error)["error"]}
    except ControlError as error:
        return _refused(error)


def _refused(error: ControlError) -> Refusal:
    return {"error": {"control": error.control, "sentence": str(error)}}
