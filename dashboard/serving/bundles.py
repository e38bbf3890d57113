"""Our own scripts in one file and our styles in another: a page asks for two, not for eighty.

A class opens its pages together, and a browser spends a while even on a file that it has kept.
Where the program is worked on Dash lists them one by one: they are read there, and change.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

import dash
from flask import Response

from dashboard.serving.freshness import FOR_GOOD

#: A regular expression: of files that keep an address of their own, since they come from elsewhere.
APART = "^plotly"
#: Below the path prefix.
PLACE = "bundle/"
_KINDS = {"css": "text/css", "js": "text/javascript"}


@dataclass(frozen=True)
class _Bundle:
    """Files of one kind in one, and a digest of what is in it."""

    digest: str
    text: bytes


def serve_bundles(app: dash.Dash) -> dict[str, str]:
    """Serve both of `app`; returns their addresses, of "css" and "js".

    Whoever asks for those of another version gets the present ones, as of every file.
    """
    config = app.config
    bundles = {kind: _bundle(Path(config.assets_folder), kind) for kind in _KINDS}

    @app.server.get(f"{config.routes_pathname_prefix}{PLACE}<digest>.<any(css, js):kind>")  # type: ignore[untyped-decorator]  # Dash: its server is Any
    def files(digest: str, kind: str) -> Response:
        response = Response(bundles[kind].text, mimetype=_KINDS[kind])
        if digest == bundles[kind].digest:
            response.headers["Cache-Control"] = FOR_GOOD
        return response

    return {
        kind: f"{config.requests_pathname_prefix}{PLACE}{bundle.digest}.{kind}"
        for kind, bundle in bundles.items()
    }


def _bundle(folder: Path, kind: str) -> _Bundle:
    text = b"".join(
        b"/* %s */\n%s\n" % (path.relative_to(folder).as_posix().encode(), path.read_bytes())
        for path in in_order(folder, kind)
    )
    return _Bundle(hashlib.sha256(text).hexdigest()[:16], text)


def in_order(folder: Path, kind: str) -> list[Path]:
    """Files as Dash has them: those of a folder, then those of the folders in it."""
    files = (path for path in folder.rglob(f"*.{kind}") if not re.search(APART, path.name))
    return sorted(files, key=lambda path: (str(path.parent), path.name))
