"""How long an answer may be kept: for good where its address changes with it, else not unasked."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import dash
from dash.fingerprint import check_fingerprint
from flask import Response, request

#: For good: a year, and no question whether it is still so.
FOR_GOOD = "public, max-age=31536000, immutable"
#: Asked for again each time, which a validator makes cheap.
_ASK = "no-cache"
_NEVER = "no-store"
#: A version in a file's own name.
_VERSIONED = re.compile(r"-\d+\.\d+\.\d+\.min\.js$")


def set_freshness(app: dash.Dash) -> None:
    """Say of every answer how long it may be kept, unless its route has said so."""
    base = app.config.routes_pathname_prefix
    files = f"{base}{app.config.assets_url_path.strip('/')}/"
    suites = f"{base}_dash-component-suites/"
    assets = Path(app.config.assets_folder)

    def rule(response: Response) -> str:
        path = request.path
        if request.method not in ("GET", "HEAD") or response.status_code not in (200, 206, 304):
            return _NEVER
        # By what is there now, not by what was asked for: while a new version takes the place of an
        # old one, the address of either may reach the other, and would hold its file for good.
        if path.startswith(files):
            return FOR_GOOD if _current_asset(assets / path.removeprefix(files)) else _ASK
        if path.startswith(suites):
            return FOR_GOOD if _current_suite(*path.removeprefix(suites).split("/", 1)) else _ASK
        return _NEVER if path.startswith(f"{base}api/") else _ASK

    @app.server.after_request  # type: ignore[untyped-decorator]  # Dash: its server is Any
    def add(response: Response) -> Response:
        dash_said = request.path.startswith((files, suites))
        if dash_said or "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = rule(response)
        if (
            response.headers["Cache-Control"] == _ASK
            and response.status_code == 200
            and not response.is_streamed
            and response.mimetype != "text/html"  # the page: Dash writes another token into each
        ):
            response.add_etag()
            response.make_conditional(request)
        return response


def _current_asset(file: Path) -> bool:
    if _VERSIONED.search(file.name):
        return True
    try:
        modified = file.stat().st_mtime
    except OSError:
        return False
    return request.args.get("m") in (str(modified), str(int(modified)))


def _current_suite(package: str, path: str = "") -> bool:
    plain, has_fingerprint = check_fingerprint(path)  # type: ignore[no-untyped-call]
    module = sys.modules.get(package)
    if not has_fingerprint or module is None or module.__file__ is None:
        return False
    modified = int((Path(module.__file__).parent / plain).stat().st_mtime)
    return f"m{modified}." in path.rpartition("/")[2]
