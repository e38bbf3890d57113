"""What a request asks, entry by entry."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import unquote

from flask import request

FORM = "application/x-www-form-urlencoded"
#: Signs of an entry that is remembered; a page sends some of them with each question of a drag.
_SHORT = 1_000


def entries() -> Mapping[str, str]:
    """Names and texts, of the address and of a form that came along; the first of each counts.

    They are those of `request.values`, whose way to them takes a twentieth of an answer's time.
    """
    if request.mimetype != FORM:
        return request.values
    return _form() | request.args.to_dict()


def posted_file() -> bytes | None:
    """The file that came along, as a file or as the text in it."""
    if request.mimetype == FORM:
        text = _form().get("file")
    elif "file" in request.files:
        content: bytes = request.files["file"].read()
        return content
    else:
        text = request.form.get("file")
    # A browser sends each line of a text with the end "\r\n", whatever it was in the file.
    return None if text is None else text.replace("\r\n", "\n").encode()


def form(data: bytes) -> dict[str, str]:
    """The entries of a body; one that is no UTF-8 has none."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return {}
    found: dict[str, str] = {}
    for part in text.split("&"):
        if part:
            name, value = _entry(part) if len(part) <= _SHORT else _entry.__wrapped__(part)
            found.setdefault(name, value)
    return found


def _form() -> dict[str, str]:
    """The entries of the request's body."""
    # Nothing came, or somebody has asked for `request.form`, which leaves no bytes.
    return form(data) if (data := request.get_data()) else request.form.to_dict()


@lru_cache(maxsize=256)
def _entry(part: str) -> tuple[str, str]:
    name, _, value = part.replace("+", " ").partition("=")
    return unquote(name), unquote(value)
