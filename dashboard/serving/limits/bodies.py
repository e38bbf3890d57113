"""How much of a request is read, and what cannot be."""

from __future__ import annotations

import dash
from flask import abort, request

#: A question is a few kB, with a scenario file (`scenario_file.MAX_BYTES`) much more: its text may
#: grow on the way, to half as much again by the ends of lines, to three times by bytes that are no
#: text. More is a mistake or an attack.
MAX_BODY_BYTES = 3_000_000
#: Of a question without a file: a link has 8 000 characters at most, its controls say the same.
MAX_QUESTION_BYTES = 200_000
#: Routes below the path prefix that take a file, or (Dash's) a store of the page with one in it.
WITH_FILE = ("_dash-update-component", "api/matrix", "api/open")


def limit_bodies(app: dash.Dash) -> None:
    """Refuse a longer body: 413."""
    server, base = app.server, app.config.routes_pathname_prefix
    server.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    # The form parser has a limit of its own, 500 kB for any one entry that is no file.
    server.config["MAX_FORM_MEMORY_SIZE"] = MAX_BODY_BYTES
    large = tuple(f"{base}{route}" for route in WITH_FILE)

    @server.before_request  # type: ignore[untyped-decorator]  # Dash: its server is Any
    def check() -> None:
        try:
            request.query_string.decode()
        except UnicodeDecodeError:  # browsers escape what is no letter; werkzeug would fail of it
            abort(400)
        if request.method != "POST":
            request.max_content_length = 0
            # Nothing here reads the body of another method; what announces one is no browser.
            if request.content_length or "HTTP_TRANSFER_ENCODING" in request.environ:
                abort(413)
        elif not request.path.startswith(large):
            request.max_content_length = MAX_QUESTION_BYTES
