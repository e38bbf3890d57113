"""Under which names this server answers, and what of a name may be written into a page."""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from flask import Flask, abort, request
from werkzeug.sansio.utils import host_is_trusted

_SCHEMES = ("http", "https")


def guard_hosts(
    server: Flask, trusted: Sequence[str], probes: Collection[str]
) -> Callable[[Mapping[str, Any]], bool]:
    """Refuse what was asked of another host than the `trusted`; none of them: of any well-formed.

    `*.example.org` is any host below. Whoever looks whether the server lives asks its bare address:
    the paths of `probes` answer to all. Returns whether a WSGI environment is answered.
    """
    names = [name.removeprefix("*") for name in trusted]

    @functools.lru_cache(maxsize=64)
    def is_ours(host: str | None) -> bool:
        return host_is_trusted(host, names)

    def fits(environ: Mapping[str, Any]) -> bool:
        # Another scheme comes from a header, where a proxy is trusted and none is there.
        if environ.get("wsgi.url_scheme") not in _SCHEMES:
            return False
        host, path = environ.get("HTTP_HOST"), environ.get("PATH_INFO", "")
        if f"/{path.lstrip('/')}" in probes or (host is None and not names):
            return True  # HTTP/1.0 may name none
        return is_ours(host)

    @server.before_request
    def check() -> None:
        if not fits(request.environ):
            abort(400)

    return fits


def own_address(trusted: Sequence[str]) -> str:
    """The address that was asked for, if the operator has named its host; else nothing.

    Anyone can send any Host: one that nobody has named is not written into a page, which a cache on
    the way may give to others.
    """
    return request.url if trusted else ""
