"""Questions of a drag: a form in, an answer out, and nothing of Flask between.

A page asks ten times a second, and of what an answer takes Flask's way through a request, made for
whatever may come, is a tenth. What is not plain takes that way as if nobody had looked at it: a
file, a refusal, work that takes long, an error.
"""

from __future__ import annotations

import functools
import gzip
import io
import re
import threading
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import brotli  # type: ignore[import-untyped]
from backports import zstd  # both come with flask-compress
from flask import Flask

from dashboard.parts.exchange.entries import FORM, form
from dashboard.parts.exchange.pictures import LATE, QUICK, Quickly
from dashboard.serving.limits.bodies import MAX_QUESTION_BYTES
from dashboard.serving.limits.rate import Admits
from dashboard.serving.requests import TOLD

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

#: A form with a file goes with its bytes to where they are looked at.
_FILE = "file"
_TABLE = 13  # as a power of two, of places with four bytes each
_LENGTH = re.compile("[0-9]{1,9}")


def answer_quickly(
    server: Flask, fits: Callable[[Mapping[str, Any]], bool], admits: Admits
) -> None:
    """Answer what is plain before Flask is asked, if its host `fits` and the rate `admits` it.

    Call it when all that answers quickly is registered, and before what tells of each request.
    """
    server.wsgi_app = _Quick(  # type: ignore[method-assign, assignment]
        server.wsgi_app,
        server.extensions.get(QUICK, {}),
        fits,
        admits,
        Packer(server.config["COMPRESS_ZSTD_LEVEL"], server.config["COMPRESS_MIN_SIZE"]),
    )


class _Quick:
    """A WSGI application in front of another."""

    def __init__(
        self,
        inner: WSGIApplication,
        answers: Mapping[str, Quickly],
        fits: Callable[[Mapping[str, Any]], bool],
        admits: Admits,
        packer: Packer,
    ) -> None:
        self._inner, self._answers, self._packer = inner, answers, packer
        self._fits, self._admits = fits, admits

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        quickly = self._answers.get(environ.get("PATH_INFO", ""))
        found = self._found(quickly, environ) if quickly and is_plain(environ) else None
        if found is None:
            return self._inner(environ, start)
        text, lane = found
        environ[TOLD] = environ["PATH_INFO"], lane
        text, encoding = self._packer.pack(text, environ.get("HTTP_ACCEPT_ENCODING", ""))
        start(
            "200 OK",
            [
                ("Content-Type", "application/json"),
                ("Content-Length", str(len(text))),
                ("Cache-Control", "no-store"),
                *encoding,
                ("Vary", "Accept-Encoding"),
            ],
        )
        return [text]

    def _found(self, quickly: Quickly, environ: WSGIEnvironment) -> tuple[bytes, str] | None:
        try:
            if not self._packer.can(environ.get("HTTP_ACCEPT_ENCODING", "")):
                return None
            if not (self._fits(environ) and self._admits(environ)):
                return None
            told = form(_read(environ))
            if _FILE in told:
                return None
            found = quickly(told)
        except Exception:  # whatever it is, Flask's way comes to it again, and tells of it
            return None
        if found is None:
            environ[LATE] = True
        return found


def is_plain(environ: Mapping[str, Any]) -> bool:
    """Whether a request is a form of a length that is known and right, and no more."""
    length = environ.get("CONTENT_LENGTH") or ""
    return bool(
        environ["REQUEST_METHOD"] == "POST"
        and environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower() == FORM
        and not environ.get("QUERY_STRING")
        and "HTTP_TRANSFER_ENCODING" not in environ
        and _LENGTH.fullmatch(length)
        and 0 < int(length) <= MAX_QUESTION_BYTES
    )


def _read(environ: WSGIEnvironment) -> bytes:
    """The body, which whoever comes after can read again: as it came, or as it broke off."""
    length = int(environ["CONTENT_LENGTH"])
    try:
        data: bytes = environ["wsgi.input"].read(length)
    except OSError:
        data = b""
    if len(data) < length:
        environ["wsgi.input"] = _BrokenOff()
        raise ConnectionAbortedError
    environ["wsgi.input"] = io.BytesIO(data)
    return data


class _BrokenOff:
    """What is left of a body whose end did not come."""

    def read(self, _size: int = -1) -> bytes:
        raise ConnectionAbortedError


class Packer:
    """Makes answers smaller, by what their client can read.

    Parameters
    ----------
    level : int
        Of zstd.
    least : int
        Bytes; what has fewer goes as it is.
    """

    def __init__(self, level: int, least: int) -> None:
        self._least = least
        # One for all: a new one takes a quarter of its time to be made. Its table fits the cache
        # that is nearest to a core: a third less time for a two hundredth more bytes.
        of = zstd.CompressionParameter
        self._zstd = zstd.ZstdCompressor(options={of.compression_level: level, of.hash_log: _TABLE})
        self._lock = threading.Lock()
        # Of the others the levels that gain no time any more are left out.
        self._ways: dict[str, Callable[[bytes], bytes]] = {
            "zstd": self._with_zstd,
            "br": functools.partial(brotli.compress, quality=2),
            "gzip": functools.partial(gzip.compress, compresslevel=1, mtime=0),
        }

    def can(self, accepted: str) -> bool:
        """Whether it is sure what a client means by Accept-Encoding."""
        return _way(accepted) is not None

    def pack(self, text: bytes, accepted: str) -> tuple[bytes, list[tuple[str, str]]]:
        """A text as it is sent, and the header that says how."""
        way = _way(accepted)
        if not way or len(text) < self._least:
            return text, []
        return self._ways[way](text), [("Content-Encoding", way)]

    def _with_zstd(self, text: bytes) -> bytes:
        with self._lock:
            self._zstd.set_pledged_input_size(len(text))
            return self._zstd.compress(text, zstd.ZstdCompressor.FLUSH_FRAME)


@functools.lru_cache(maxsize=256)
def _way(accepted: str) -> str | None:
    """The best of those that a client lists; "" for none; None where there is more to weigh."""
    names = {name.strip() for name in accepted.lower().split(",")}
    if not all(name.isalpha() or not name for name in names):
        return None
    rest = "" if names <= {"", "identity"} else None
    return next((name for name in ("zstd", "br", "gzip") if name in names), rest)
