"""Under which names this server answers, and what of a name may be written into a page."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from flask import Flask, abort, request
from werkzeug.sansio.utils import host_is_trusted

_SCHEMES = ("http", "https")


def guard_hosts(server: Flask, trusted: Sequence[str], probes: Collection[str]) -> None:
    """Refuse what was asked of another host than the `trusted`; none of them: of any well-formed.

    `*.example.org` is any host below. Whoever looks whether the server lives asks its bare address:
    the paths of `probes` answer to all.
    """
    names = [name.removeprefix("*") for name in trusted]

    @server.before_request
    def check() -> None:
        # Another scheme comes from a header, where a proxy is trusted and none is there.
        if request.scheme not in _SCHEMES:
            abort(400)
        host = request.environ.get("HTTP_HOST")
        if request.path in probes or (host is None and not names):  # HTTP/1.0 may name none
            return
        if not host_is_trusted(host, names):
            abort(400)


def own_address(trusted: Sequence[str]) -> str:
    """The address that was asked for, if the operator has named its host; else nothing.

    Anyone can send any Host: one that nobody has named is not written into a page, which a cache on
    the way may give to others.
    """
    return request.url if trusted else ""
