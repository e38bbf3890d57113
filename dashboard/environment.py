"""Settings from the environment, each checked once, and what to say when one is wrong.

Nothing but the standard library and the words: gunicorn.conf.py reads this in the master process.
"""

from __future__ import annotations

import errno
import importlib.util
import os
import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass

from words import RefusalError

REDIS_SCHEMES = ("redis://", "rediss://", "unix://")
#: An origin as a content security policy takes it, perhaps of any host below a domain.
_ORIGIN = re.compile(r"https?://(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:([0-9]{1,5}|\*))?", re.IGNORECASE)


class SettingError(RefusalError):
    """A setting that cannot be used; its text is one sentence for whoever set it."""


@dataclass(frozen=True)
class Settings:
    """All settings of our own; Dash reads its DASH_... variables itself.

    Attributes
    ----------
    host, port : where to listen (HOST, PORT).
    workers, threads : processes, and threads in each (WEB_CONCURRENCY, THREADS).
    prefix : path under which this server answers, as Dash will read it; begins and ends with "/".
    trusted_proxies : how many proxies in front may be believed (TRUSTED_PROXIES); 0 is none.
    redis_url : a cache shared between machines (CACHE_REDIS_URL), or None.
    framed_by : whose pages may show this one in a frame (FRAME_ANCESTORS), besides its own.
    """

    host: str = "127.0.0.1"
    port: int = 8050
    workers: int = 2
    threads: int = 4
    prefix: str = "/"
    trusted_proxies: int = 0
    trusted_hosts: tuple[str, ...] = ()
    redis_url: str | None = None
    framed_by: tuple[str, ...] = ()


def read(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read and check every setting; an empty value counts as not set. Raises SettingError."""
    return Settings(
        host=environ.get("HOST", "").strip() or Settings.host,
        port=_whole(environ, "PORT", Settings.port, 1, 65535),
        workers=_whole(environ, "WEB_CONCURRENCY", Settings.workers, 1, 256),
        threads=_whole(environ, "THREADS", Settings.threads, 1, 256),
        prefix=_prefix(environ),
        trusted_proxies=_whole(environ, "TRUSTED_PROXIES", Settings.trusted_proxies, 0, 16),
        redis_url=_redis_url(environ),
        framed_by=_framed_by(environ),
    )


def _whole(environ: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    text = environ.get(name, "").strip()
    if not text:
        return default
    # isdecimal alone admits digits of other scripts; int() alone admits "8_050" and " +80".
    if not (text.isascii() and text.isdecimal() and low <= int(text) <= high):
        raise SettingError("setting.whole", name=name, least=low, most=high, value=repr(text))
    return int(text)


def _prefix(environ: Mapping[str, str]) -> str:
    names = (
        "DASH_REQUESTS_PATHNAME_PREFIX",
        "DASH_URL_BASE_PATHNAME",
        "DASH_ROUTES_PATHNAME_PREFIX",
    )
    prefix = Settings.prefix
    for name in names:
        text = environ.get(name)  # set but empty is wrong for Dash too, so it is said here
        if text is None:
            continue
        if not (text.startswith("/") and text.endswith("/")):
            raise SettingError("setting.prefix", name=name, value=repr(text))
        if name != "DASH_REQUESTS_PATHNAME_PREFIX":  # that one is the browser's, not ours
            prefix = text
    return prefix


def _redis_url(environ: Mapping[str, str]) -> str | None:
    url = environ.get("CACHE_REDIS_URL", "").strip()
    if url and not url.startswith(REDIS_SCHEMES):
        # The address is not repeated: it may hold a password.
        raise SettingError("setting.redis_scheme", schemes=REDIS_SCHEMES)
    if url and importlib.util.find_spec("redis") is None:
        raise SettingError("setting.no_redis")
    return url or None


def _framed_by(environ: Mapping[str, str]) -> tuple[str, ...]:
    origins = environ.get("FRAME_ANCESTORS", "").replace(",", " ").split()
    for origin in origins:
        # Anything else would become a part of a header, or silently allow nobody.
        if origin != "*" and not _ORIGIN.fullmatch(origin):
            raise SettingError("setting.origin", value=repr(origin))
    return tuple(origins)


def bind_address(host: str, port: int) -> str:
    """Host and port in one string; an IPv6 address goes into brackets."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def url(host: str, port: int, prefix: str = "/") -> str:
    """Return the address to open in a browser on this machine."""
    here = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)
    return f"http://{bind_address(here, port)}{prefix}"


def check_free(host: str, port: int) -> None:
    """Raise SettingError when a server could not listen there.

    Asked before the server starts: gunicorn tries a busy port five times, a second apart, and
    reports each time.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as gunicorn does
            probe.bind(address)
    except socket.gaierror:
        raise SettingError("setting.unknown_host", host=host) from None
    except OSError as error:
        code = _REASONS.get(error.errno or 0, "setting.no_port")
        raise SettingError(code, host=host, port=port, why=error.strerror) from None


_REASONS = {
    errno.EADDRINUSE: "setting.port_in_use",
    errno.EADDRNOTAVAIL: "setting.other_host",
    errno.EACCES: "setting.port_rights",
}
