"""How much of a request is read."""

from __future__ import annotations

from flask import Flask

#: A question is a few kB, with a scenario file (`scenario_file.MAX_BYTES`) much more: its text may
#: grow on the way, to half as much again by the ends of lines, to three times by bytes that are no
#: text. More is a mistake or an attack.
MAX_BODY_BYTES = 3_000_000


def limit_bodies(server: Flask) -> None:
    """Refuse a longer body: 413."""
    server.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    # The form parser has a limit of its own, 500 kB for any one entry that is no file.
    server.config["MAX_FORM_MEMORY_SIZE"] = MAX_BODY_BYTES
