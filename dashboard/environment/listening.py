"""Where the server listens, and whether it can."""

from __future__ import annotations

import errno
import os
import socket

from dashboard.environment.kinds import SettingError


def bind_address(host: str, port: int) -> str:
    """Host and port in one string; an IPv6 address goes into brackets."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def url(host: str, port: int, prefix: str = "/") -> str:
    """Return the address to open in a browser on this machine."""
    here = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)
    return f"http://{bind_address(here, port)}{prefix}"


def check_folder(path: str) -> None:
    """Raise SettingError when no Unix socket can be made there."""
    folder = os.path.dirname(path)
    if not os.path.isdir(folder):
        raise SettingError("setting.no_folder", folder=folder)
    # What an earlier server left there is taken away by the next, as it is by gunicorn.
    if not os.access(folder, os.W_OK):
        raise SettingError("setting.folder_rights", folder=folder)


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
        raise SettingError(code, host=host, port=str(port), why=error.strerror) from None


_REASONS = {
    errno.EADDRINUSE: "setting.port_in_use",
    errno.EADDRNOTAVAIL: "setting.other_host",
    errno.EACCES: "setting.port_rights",
}
