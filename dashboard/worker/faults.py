"""What is not HTTP, or only half: never more than one short line of the log."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from gunicorn.http import errors

#: Else 400, and 501 never: nothing that a client sends is this server's failure.
_STATUS = {
    errors.LimitRequestLine: HTTPStatus.REQUEST_URI_TOO_LONG,
    errors.LimitRequestHeaders: HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    errors.ExpectationFailed: HTTPStatus.EXPECTATION_FAILED,
}


def status_of(error: BaseException, *, read: bool) -> HTTPStatus | None:
    """The status for a client's error, or None if it is the server's.

    `read`: the request could be read, and then but one thing of it can be wrong: whom it is for.
    """
    if read:
        wrong = isinstance(error, errors.ConfigurationProblem)
    else:
        wrong = isinstance(error, errors.ParseException)
    return _STATUS.get(type(error), HTTPStatus.BAD_REQUEST) if wrong else None


class Guarded:
    """The reader of a request's body, whose failures an application takes for what they are.

    gunicorn raises errors of its own, from the middle of whatever asks for the body; frameworks
    expect an OSError when a client breaks off.
    """

    def __init__(self, reader: Any) -> None:
        self._reader = reader

    def read(self, size: int) -> bytes:
        try:
            data: bytes = self._reader.read(size)
        except errors.ParseException as error:
            raise ConnectionAbortedError(str(error)) from error
        return data
