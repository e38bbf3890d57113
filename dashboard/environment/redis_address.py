"""Where Redis is: its address taken apart and checked, before anything is started.

No sentence repeats any of it, as it may hold a password, perhaps where nobody expects it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from dashboard.environment.kinds import SettingError

SCHEMES = ("redis://", "rediss://", "unix://")
#: What may stand after the "?", by scheme. Others would be settings of the client library, such as
#: how long to wait, which are not for an address to say.
_OPTIONS = {
    "redis": ("db",),
    "rediss": ("db", "ssl_ca_certs", "ssl_cert_reqs"),
    "unix": ("db", "username", "password"),
}
_NAME = re.compile(r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9_.])?", re.ASCII | re.IGNORECASE)
_IPV6 = re.compile(r"[0-9a-f:.]+(%[\w.-]+)?", re.ASCII | re.IGNORECASE)
_DATABASES = 1 << 16  # more than anyone has
_LONGEST_PATH = 107  # bytes that the path of a Unix socket may have


@dataclass(frozen=True, kw_only=True)
class RedisAddress:
    """An address of Redis.

    Attributes
    ----------
    host, port : of a server, or
    path : of a Unix socket.
    database : its number.
    username, password : None is nothing.
    tls : whether the connection is encrypted, and then
    verified, ca_file : whether the server must prove its name, and by whose word, if not by that of
        the authorities that this machine trusts.
    """

    host: str = ""
    port: int = 6379
    path: str | None = None
    database: int = 0
    username: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)
    tls: bool = False
    verified: bool = True
    ca_file: str | None = None


def redis_url(name: str, given: str) -> str:
    """An address of Redis, as the table of settings reads it."""
    read_address(name, given)
    return given


def read_address(name: str, url: str) -> RedisAddress:
    """Take an address apart that a setting of this name has. Raises SettingError."""
    scheme = url.partition("://")[0]
    if scheme not in _OPTIONS:
        raise SettingError("setting.redis_scheme", name=name, schemes=SCHEMES)
    # What others do with such an address: leave out the spaces, and of a password all after a "#".
    if not (url.isascii() and url.isprintable()) or " " in url or "#" in url:
        raise SettingError("setting.redis_signs", name=name)
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:  # brackets that do not match, a port that is none; a "/" in a password
        raise SettingError("setting.redis_host", name=name) from None
    options = _options(name, parts)
    username = options.get("username") or unquote(parts.username or "") or None
    password = options.get("password") or unquote(parts.password or "") or None
    if scheme == "unix":
        path = unquote(parts.path)
        if parts.hostname or "\0" in path or not 1 < len(path) <= _LONGEST_PATH:
            raise SettingError("setting.redis_path", name=name)
        database = _database(name, options.get("db", ""))
        return RedisAddress(path=path, database=database, username=username, password=password)
    host = unquote(parts.hostname or "")
    known = _IPV6 if ":" in host else _NAME
    if port == 0 or parts.netloc.count("@") > 1 or not known.fullmatch(host):
        raise SettingError("setting.redis_host", name=name)
    return RedisAddress(
        host=host,
        port=port or RedisAddress.port,
        database=_database(name, parts.path.removeprefix("/"), options.get("db", "")),
        tls=scheme == "rediss",
        verified=_verified(name, options.get("ssl_cert_reqs", "required")),
        ca_file=_ca_file(name, options.get("ssl_ca_certs")),
        username=username,
        password=password,
    )


def _options(name: str, parts: SplitResult) -> dict[str, str]:
    known = _OPTIONS[parts.scheme]
    given = parse_qsl(parts.query, keep_blank_values=True)
    options = dict(given)
    if len(options) < len(given) or not options.keys() <= set(known):
        raise SettingError("setting.redis_option", name=name, options=known)
    return options


def _database(name: str, *places: str) -> int:
    """The number of a database, given in one place at most."""
    numbers = [text for text in places if text]
    if not numbers:
        return 0
    (text, *more) = numbers
    if more or not (text.isdecimal() and len(text) < 10 and int(text) < _DATABASES):
        raise SettingError("setting.redis_database", name=name)
    return int(text)


def _verified(name: str, text: str) -> bool:
    if text not in ("required", "none"):
        raise SettingError("setting.redis_verified", name=name)
    return text == "required"


def _ca_file(name: str, text: str | None) -> str | None:
    if text is not None and not Path(text).is_file():
        raise SettingError("setting.redis_ca_file", name=name)
    return text
