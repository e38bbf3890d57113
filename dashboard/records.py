"""How a record of the log is written: as a line to read, or as an object of JSON.

Nothing but the standard library and the settings: gunicorn's master writes the same log.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from dashboard.environment import Settings

#: Of the request that is being answered; "" between requests.
request_id: ContextVar[str] = ContextVar("request_id", default="")
#: Where a record has what it says beside its message, by name.
FIELDS = "fields"


def configuration(settings: Settings) -> dict[str, Any]:
    """What `logging.config.dictConfig` takes: one handler, to standard error, for everybody."""
    level = settings.log_level.upper()
    formatter = Json if settings.log_format == "json" else Text
    ours = {"level": level, "handlers": [], "propagate": True}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"ours": {"()": formatter}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "ours"}},
        # Libraries are heard when something is wrong, and not about what they do all day.
        "root": {"level": "ERROR" if level == "ERROR" else "WARNING", "handlers": ["stderr"]},
        "loggers": {
            "dashboard": ours,
            "gunicorn.error": ours,
            "werkzeug": {"level": "WARNING"},  # what it would say is said by us
            "dash.dash": {"propagate": False},  # speaks for itself, of where it runs
        },
    }


class Json(logging.Formatter):
    """An object a record, on one line."""

    def format(self, record: logging.LogRecord) -> str:
        said: dict[str, object] = {
            "time": _time(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if request_id.get():
            said["id"] = request_id.get()
        said |= getattr(record, FIELDS, {})
        if record.exc_info or record.stack_info:
            said["traceback"] = _traceback(self, record)
        return json.dumps(said, ensure_ascii=False, default=str)


class Text(logging.Formatter):
    """A line a record; a traceback follows in lines that are set in, so none passes for another."""

    def format(self, record: logging.LogRecord) -> str:
        fields: Mapping[str, object] = getattr(record, FIELDS, {})
        said = [f"{name}={value}" for name, value in fields.items() if value is not None]
        head = [_time(record), record.levelname, record.name, request_id.get() or "-"]
        line = plain(" ".join([*head, record.getMessage(), *said]))
        traceback = _traceback(self, record)
        return "\n    ".join([line, *map(plain, traceback.splitlines())])


def _time(record: logging.LogRecord) -> str:
    at = datetime.fromtimestamp(record.created, UTC)
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _traceback(formatter: logging.Formatter, record: logging.LogRecord) -> str:
    error = formatter.formatException(record.exc_info) if record.exc_info else ""
    stack = formatter.formatStack(record.stack_info) if record.stack_info else ""
    return "\n".join(filter(None, [error, stack]))


def plain(text: str) -> str:
    """On one line, and nothing that a terminal would obey."""
    if text.isprintable():
        return text
    return "".join(
        sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text
    )
